/// Why a value breaks a rule of the domain.
package struct DomainError: Error, Equatable, Sendable {
  /// What the value was meant to be; the raw value is the name of the form's field where there is one.
  package enum Field: String, Sendable {
    case identifier, handle, name, resource, row, timestamp, title, authors, venue, year, abstract, identifiers, url, body, tldr,
      language, biography, visibility, licence
    case displayName = "display_name"
  }

  /// The kind of rule that was broken.
  package enum Reason: Sendable {
    case empty, tooShort, tooLong, tooMany, outOfRange, malformed, unknownScheme, forbiddenCharacter, reserved
  }

  /// What the value was meant to be.
  package let field: Field
  /// The kind of rule that was broken.
  package let reason: Reason
  /// One sentence for the person who typed the value; it never repeats the value.
  package let message: String

  /// An error with its sentence.
  package init(_ field: Field, _ reason: Reason, _ message: String) {
    self.field = field
    self.reason = reason
    self.message = message
  }
}

extension DomainError: CustomStringConvertible {
  /// The sentence.
  package var description: String { message }
}
