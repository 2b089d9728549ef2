/// Looks over HTML before the parser sees it: one linear pass that bounds what the parser would do badly with.
///
/// gumbo walks its whole stack of open elements at every tag, compares each attribute with all before it, and has
/// assertions that `select`, `template` and `frameset` in foreign content can reach. The gate need not read as the parser
/// reads: it counts every `<name`, in comments too, and what it misjudges is only refused or renamed.
enum HTMLGate {
  private static let opening = "<!DOCTYPE html><body>"

  /// The document to parse, nil when it is beyond the limits.
  static func document(of html: String) -> [UInt8]? {
    var bytes = Array(opening.utf8)
    bytes.append(contentsOf: cut(html.utf8, to: MarkupLimits.htmlBytes))
    var count = TagCount()
    var index = opening.utf8.count
    var end = index  // the next `>` at or after index, found once
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<") else {
        index += 1
        continue
      }
      let closes = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "/")
      let start = index + (closes ? 2 : 1)
      var nameEnd = start
      while nameEnd < bytes.count, isNameByte(bytes[nameEnd]) { nameEnd += 1 }
      index = max(start, nameEnd)
      guard nameEnd > start, isLetter(bytes[start]) else { continue }
      let name = bytes[start..<min(nameEnd, start + 32)].map { $0 | 0x20 }
      if renamed.contains(name) { bytes[start] = UInt8(ascii: "x") }
      end = max(end, nameEnd)
      while end < bytes.count, bytes[end] != UInt8(ascii: ">") { end += 1 }
      let selfCloses = end < bytes.count && bytes[end - 1] == UInt8(ascii: "/")
      guard count.admit(name, closes: closes, selfCloses: selfCloses) else { return nil }
    }
    return bytes
  }

  /// The text of HTML that is not parsed: everything between tags, white space folded by the reader.
  static func stripped(_ html: String) -> String {
    var kept: [UInt8] = []
    var inTag = false
    for byte in cut(html.utf8, to: MarkupLimits.markdownBytes) {
      switch byte {
      case UInt8(ascii: "<"): inTag = true
      case UInt8(ascii: ">") where inTag:
        inTag = false
        kept.append(0x20)
      default: if !inTag { kept.append(byte) }
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private static let renamed: Set<[UInt8]> = [
    Array("select".utf8), Array("template".utf8), Array("frameset".utf8), Array("isindex".utf8),
  ]

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != UInt8(ascii: ">") && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "<")
  }

  /// At most `limit` bytes, not ending inside a character.
  private static func cut(_ text: String.UTF8View, to limit: Int) -> Substring.UTF8View {
    guard let end = text.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex), end < text.endIndex else {
      return text[...]
    }
    var last = end
    while last > text.startIndex, text[last] & 0xC0 == 0x80 { last = text.index(before: last) }
    return text[..<last]
  }
}

/// An upper estimate of how deep the parser's stack gets.
private struct TagCount {
  private var open: [[UInt8]: Int] = [:]
  private var depth = 0
  private var tags = 0
  private var selfClosed = 0
  private var scoping = 0

  mutating func admit(_ name: [UInt8], closes: Bool, selfCloses: Bool) -> Bool {
    tags += 1
    guard tags <= MarkupLimits.htmlTags else { return false }
    switch Self.kinds[name] {
    case .shallow: return true
    case .scoping:
      if !closes { scoping += 1 }
      return scoping <= MarkupLimits.scopingElements
    case nil: break
    }
    if closes {
      if let count = open[name], count > 0 {
        open[name] = count - 1
        depth -= 1
      }
      return true
    }
    if selfCloses {
      selfClosed += 1
      return selfClosed <= MarkupLimits.selfClosedTags
    }
    open[name, default: 0] += 1
    depth += 1
    return depth <= MarkupLimits.parsedDepth
  }

  private enum Kind {
    /// Has no content, or cannot hold itself without another element between.
    case shallow
    /// Hides what is outside from end tags inside, so that its end is no sign of less depth.
    case scoping
  }

  private static let kinds: [[UInt8]: Kind] = {
    var kinds: [[UInt8]: Kind] = [:]
    let shallow =
      "br hr img image input meta link col area base basefont bgsound embed frame keygen param source track wbr p li dt dd "
      + "tr td th thead tbody tfoot colgroup option optgroup rp rt rb rtc body html head"
    for name in shallow.split(separator: " ") { kinds[Array(name.utf8)] = .shallow }
    let scoping = "table caption object applet marquee button svg math foreignobject desc title annotation-xml"
    for name in scoping.split(separator: " ") { kinds[Array(name.utf8)] = .scoping }
    return kinds
  }()
}
