/// One line of a Markdown source, as far as the search for formulas needs to know it.
struct MarkdownLine {
  /// Where the line begins and where it ends, its line end included.
  let range: Range<Int>
  /// How many `>` stand before its content.
  let quotes: Int
  /// Whether it is empty or belongs to a code block: no formula reaches into or over it.
  let isBreak: Bool
}

/// Tells code blocks from text, line by line.
///
/// It follows CommonMark closely enough for honest sources. Where it is wrong the harm is small: what it takes for code
/// keeps its dollar signs, and a formula it sees in code is turned back into its source after the real parser ran.
struct MarkdownLines {
  private let source: [UInt8]
  private var fence: Fence?
  private var listIndent = 0
  private var afterBreak = true

  private struct Fence {
    let mark: UInt8
    let count: Int
    let quotes: Int
    let indent: Int
  }

  /// The lines of a source, in order.
  static func all(of source: [UInt8]) -> [MarkdownLine] {
    var reader = MarkdownLines(source: source)
    var lines: [MarkdownLine] = []
    var start = 0
    while start < source.count {
      var end = start
      while end < source.count, source[end] != 0x0A { end += 1 }
      end = min(end + 1, source.count)
      lines.append(reader.line(start..<end))
      start = end
    }
    return lines
  }

  private init(source: [UInt8]) { self.source = source }

  private mutating func line(_ range: Range<Int>) -> MarkdownLine {
    var place = LinePlace(index: range.lowerBound)
    place.skipQuotes(source, range.upperBound)
    let isBlank = place.isAtEnd(source, range.upperBound)
    if let open = fence {
      let left = place.quotes < open.quotes || (!isBlank && place.column < open.indent)
      if !left {
        if closes(open, place, range.upperBound) { fence = nil }
        afterBreak = true
        return MarkdownLine(range: range, quotes: place.quotes, isBreak: true)
      }
      fence = nil
    }
    if isBlank {
      afterBreak = true
      return MarkdownLine(range: range, quotes: place.quotes, isBreak: true)
    }
    if afterBreak && place.column < listIndent { listIndent = 0 }
    if afterBreak && place.column >= listIndent + 4 { return MarkdownLine(range: range, quotes: place.quotes, isBreak: true) }
    while let content = place.afterListMarker(source, range.upperBound) {
      place = content
      listIndent = content.column
    }
    afterBreak = false
    if let opened = fenceOpening(place, range.upperBound) {
      fence = opened
      return MarkdownLine(range: range, quotes: place.quotes, isBreak: true)
    }
    return MarkdownLine(range: range, quotes: place.quotes, isBreak: false)
  }

  private func fenceOpening(_ place: LinePlace, _ end: Int) -> Fence? {
    guard place.index < end, source[place.index] == UInt8(ascii: "`") || source[place.index] == UInt8(ascii: "~") else {
      return nil
    }
    let mark = source[place.index]
    let count = source[place.index..<end].prefix { $0 == mark }.count
    guard count >= 3 else { return nil }
    if mark == UInt8(ascii: "`") && source[(place.index + count)..<end].contains(mark) { return nil }
    return Fence(mark: mark, count: count, quotes: place.quotes, indent: place.column >= listIndent ? listIndent : 0)
  }

  private func closes(_ fence: Fence, _ place: LinePlace, _ end: Int) -> Bool {
    let count = source[place.index..<end].prefix { $0 == fence.mark }.count
    return count >= fence.count && source[(place.index + count)..<end].allSatisfy { $0 <= 0x20 }
  }
}

/// A place in a line, with the column a reader sees.
private struct LinePlace {
  var index: Int
  var column = 0
  var quotes = 0

  mutating func skipSpace(_ source: [UInt8], _ end: Int) {
    while index < end {
      if source[index] == 0x20 { column += 1 } else if source[index] == 0x09 { column += 4 - column % 4 } else { return }
      index += 1
    }
  }

  /// Passes `>` marks; the column then counts from the last of them.
  mutating func skipQuotes(_ source: [UInt8], _ end: Int) {
    skipSpace(source, end)
    while index < end, column < 4, source[index] == UInt8(ascii: ">") {
      quotes += 1
      index += 1
      column = 0
      if index < end, source[index] == 0x20 { index += 1 }
      skipSpace(source, end)
    }
  }

  func isAtEnd(_ source: [UInt8], _ end: Int) -> Bool {
    index >= end || source[index] == 0x0A || source[index] == 0x0D
  }

  /// The place after a list marker that stands here.
  func afterListMarker(_ source: [UInt8], _ end: Int) -> LinePlace? {
    var next = self
    guard index < end else { return nil }
    switch source[index] {
    case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"): next.index += 1
    case 0x30...0x39:
      let digits = source[index..<end].prefix { (0x30...0x39).contains($0) }.count
      next.index += digits
      guard digits <= 9, next.index < end, source[next.index] == UInt8(ascii: ".") || source[next.index] == UInt8(ascii: ")")
      else {
        return nil
      }
      next.index += 1
    default: return nil
    }
    next.column += next.index - index
    guard next.index < end, source[next.index] == 0x20 || source[next.index] == 0x09 else { return nil }
    let marker = next.column
    next.skipSpace(source, end)
    if next.column > marker + 4 { next.column = marker + 1 }
    return next
  }
}
