/// Dictionaries of structured fields (RFC 8941), as far as signatures and digests use them, read strictly.
///
/// One pass over bytes. Duplicate keys and parameters are refused, though the RFC would let the last one win:
/// two readers that disagree about which one counts are how signatures get bypassed.
enum StructuredField {
  enum Bare: Equatable {
    case integer(Int)
    case decimal
    case string(String)
    case token(String)
    case binary([UInt8])
    case boolean(Bool)
  }

  struct Parameter: Equatable {
    let name: String
    let value: Bare
  }

  struct Item: Equatable {
    let value: Bare
    let parameters: [Parameter]
  }

  enum Content: Equatable {
    case item(Bare)
    case innerList([Item])
  }

  struct Member: Equatable {
    let key: String
    let content: Content
    let parameters: [Parameter]
    /// The text after `key=`, byte for byte: value and parameters.
    let raw: [UInt8]
  }

  /// Longer fields, and more members, items or parameters than this, are refused.
  static let limit = 16_384
  static let listLimit = 64

  /// The members of a dictionary, or nil when it is not one.
  ///
  /// An empty field is an empty dictionary.
  static func dictionary(_ bytes: [UInt8]) -> [Member]? {
    guard bytes.count <= limit else { return nil }
    var parser = StructuredFieldParser(bytes)
    return parser.dictionary()
  }
}
