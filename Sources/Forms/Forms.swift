// Forms: what browsers send, as bytes: percent-encoding, urlencoded forms, and forms with files. It knows nothing of ours, so that a
// fuzzer can reach it without a server.

/// The bytes are no form.
package enum FormError: Error, Sendable, Equatable {
  /// Broken, or more than a form has.
  case malformed
}

/// The bounds of a form.
package enum FormLimits {
  /// Fields of a form, or parts of one with files.
  package static let fields = 64
}

/// A form of fields alone: `application/x-www-form-urlencoded` (WHATWG URL section 5).
package enum URLEncodedForm {
  /// The fields in order; throws for broken escapes, text that is not UTF-8, and too many fields.
  package static func fields(of bytes: [UInt8]) throws(FormError) -> [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
      let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard fields.count < FormLimits.fields, let name = PercentCoding.decoded(halves.first ?? [], plusIsSpace: true),
        let value = PercentCoding.decoded(halves.dropFirst().first ?? [], plusIsSpace: true)
      else { throw .malformed }
      fields.append((name, value))
    }
    return fields
  }

  /// The fields as such a form is sent.
  package static func text(of fields: [(name: String, value: String)]) -> String {
    fields.map { "\(PercentCoding.encoded($0.name))=\(PercentCoding.encoded($0.value))" }.joined(separator: "&")
  }
}
