/// Text without markup.
package enum PlainText {
  /// The text with `&`, `<`, `>` and `"` written as references, fit for HTML text and quoted attributes.
  package static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 16)
    appendEscaped(text.utf8, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text of an HTML fragment after sanitising: one line a block, formulas as `$tex$`.
  ///
  /// Takes strangers' HTML as well as ours; never HTML itself, so it is escaped again before it is put into a page.
  package static func from(html: String) -> String {
    ForeignHTML.pieces(of: html).plainText
  }

  static func appendEscaped(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
      default: bytes.append(byte)
      }
    }
  }
}
