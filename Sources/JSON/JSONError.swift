/// Why a text is not taken as JSON, or a value cannot be written canonically.
package enum JSONError: Error, Equatable, Sendable {
  case tooLarge
  case tooDeep
  case tooManyKeys
  case keyTooLong
  case tooManyItems
  case tooManyNodes
  /// Two keys of one object have the same bytes or are canonically equivalent.
  case duplicateKey
  /// U+0000, raw or escaped: PostgreSQL text refuses it and SQLite does not.
  case nulCharacter
  /// More combining marks in a row than allowed.
  case combiningRun
  case invalidUTF8
  /// Against the grammar, longer than 256 bytes, or not finite.
  case invalidNumber
  /// An unknown escape or a surrogate without its other half.
  case invalidEscape
  /// Anything else that RFC 8259 does not allow, with the place in bytes.
  case syntax(offset: Int)
}

extension JSONError: CustomStringConvertible {
  /// A sentence for logs; it never holds bytes of the text.
  package var description: String {
    switch self {
    case .tooLarge: "the text is too large"
    case .tooDeep: "arrays and objects are nested too deeply"
    case .tooManyKeys: "an object has too many members"
    case .keyTooLong: "a key is too long"
    case .tooManyItems: "an array has too many items"
    case .tooManyNodes: "there are too many values"
    case .duplicateKey: "an object has one key twice"
    case .nulCharacter: "a string holds U+0000"
    case .combiningRun: "a string holds too many combining marks in a row"
    case .invalidUTF8: "the text is not UTF-8"
    case .invalidNumber: "a number is malformed or not finite"
    case .invalidEscape: "an escape is malformed"
    case .syntax(let offset): "syntax error at byte \(offset)"
    }
  }
}
