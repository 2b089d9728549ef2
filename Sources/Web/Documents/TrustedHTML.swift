internal import Mustache

/// Markup that a template may write as it stands, inside `{{{…HTML}}}`.
///
/// Made from what the sanitizer or the renderer of Markup returned, never from what a stranger sent. Template fields of
/// this type, and no others, end in `HTML`.
struct TrustedHTML: Sendable, Hashable, MustacheCustomRenderable {
  let renderText: String
  let isNull = false

  /// Takes over markup that has already been made safe.
  init(sanitized markup: String) {
    renderText = markup
  }

  /// Escapes plain text, for fields that hold markup only sometimes (a paper's title with a formula, or without one).
  init(plain text: String) {
    renderText = PageContent().escapeText(text)
  }
}

/// How templates escape text: the five special bytes, looked for in UTF-8.
///
/// The library's own escaping compares whole Swift characters, and so lets a `<` or `"` pass that forms one character with
/// a combining mark or with a sign such as U+0600 before it. Every template begins with `{{% CONTENT_TYPE:PAGE}}`, which
/// names this type; register it before any template is parsed.
struct PageContent: MustacheContentType {
  static let name = "PAGE"

  func escapeText(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 32)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
      case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
