/// How much of a post travels in a delivery (DESIGN 5.8); at its id it is always whole.
package enum ArticleSize: CaseIterable, Sendable {
  /// `content` and `contentMap`; for activities under 48 KiB.
  case whole
  /// Without `contentMap`.
  case once
  /// Each formula's presentation is its TeX.
  case compact
  /// The TL;DR, the first section and a link; `source` stays whole.
  case opening
  /// The TL;DR and a link, for a first section that is too long by itself.
  case abridged
  /// The same without `source`, whose escapes alone may pass the limit.
  case bare

  /// The most bytes of an activity of this size.
  ///
  /// Misskey refuses 64 KiB, and a room's `Announce` puts up to 4 KiB around it.
  package var limit: Int { self == .whole ? 48 * 1_024 : 60 * 1_024 }

  /// Whether `source` goes along.
  var hasSource: Bool { self != .bare }
}

/// The part of a text of ours before its second section.
enum FirstSection {
  /// The HTML up to the first heading that has something before it; nil where there is no such heading.
  ///
  /// The HTML is what Markup made: balanced, void elements `br`, `hr` and `img` alone. A heading inside another element divides nothing.
  static func html(of html: String) -> String? {
    let bytes = Array(html.utf8)
    var depth = 0
    var index = 0
    while let start = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
      let tag = bytes[(start + 1)..<end]
      let name = tag.drop { $0 == UInt8(ascii: "/") }.prefix { $0 != UInt8(ascii: " ") }
      if tag.first == UInt8(ascii: "/") {
        depth -= 1
      } else if !["br", "hr", "img"].contains(where: { name.elementsEqual($0.utf8) }) {
        if depth == 0, start > 0, isHeading(name) { return String(decoding: bytes[..<start], as: UTF8.self) }
        depth += 1
      }
      index = end + 1
    }
    return nil
  }

  private static func isHeading(_ name: ArraySlice<UInt8>) -> Bool {
    guard name.count == 2, name.first == UInt8(ascii: "h"), let level = name.last else { return false }
    return (UInt8(ascii: "2")...UInt8(ascii: "6")).contains(level)
  }
}
