/// The language of a text: a tag of BCP 47 without extensions, in its usual case (`en`, `pt-BR`, `zh-Hant-TW`).
package struct LanguageTag: Sendable, Hashable {
  /// The characters.
  package let text: String

  /// Reads language, script, region and variants in any case, with `-` or `_` between.
  ///
  /// Throws `DomainError` with the field `language`.
  package init(parsing text: String) throws(DomainError) {
    let malformed = DomainError(.language, .malformed, "A language must be a tag like en or pt-BR.")
    guard text.utf8.count <= 35, text.isVisibleASCII else { throw malformed }
    var parts = text.asciiLowercased.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "_" }[...]
    guard let language = parts.popFirst(), 2...3 ~= language.utf8.count, language.utf8.allSatisfy(\.isLower) else {
      throw malformed
    }
    var tag = String(language)
    if let script = parts.first, script.utf8.count == 4, script.utf8.allSatisfy(\.isLower) {
      tag += "-" + script.prefix(1).uppercased() + script.dropFirst()
      parts = parts.dropFirst()
    }
    if let region = parts.first,
      region.utf8.count == 2 && region.utf8.allSatisfy(\.isLower) || region.utf8.count == 3 && region.isDigits
    {
      tag += "-" + region.uppercased()
      parts = parts.dropFirst()
    }
    for variant in parts {
      guard 4...8 ~= variant.utf8.count, variant.utf8.allSatisfy(\.isAlphanumeric),
        variant.utf8.count > 4 || variant.utf8.first?.isDigit == true
      else { throw malformed }
      tag += "-" + variant
    }
    self.text = tag
  }

  /// The language alone, as `pt`.
  package var primary: String { String(text.split(separator: "-").first ?? "") }
}

extension LanguageTag: CustomStringConvertible {
  /// The tag.
  package var description: String { text }
}
