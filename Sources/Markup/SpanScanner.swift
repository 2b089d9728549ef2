/// Takes formulas and `\cite{…}` out of a Markdown source, in one linear pass.
///
/// `$…$` by pandoc's rule: no space inside the dollars' inner edges, no digit after the closing one, `\$` is a dollar; and
/// `$$…$$`, `\(…\)`, `\[…\]`. Not in code; never over an empty line. Every search that fails is remembered, so that no
/// source makes the scan quadratic.
struct SpanScanner {
  private let source: [UInt8]
  private let lines: [MarkdownLine]
  private var output: [UInt8] = []
  private var placeholders = Placeholders()
  private var line = 0
  private var end = 0
  /// The closers known not to come before the end of this run of lines.
  private var absent: Set<[UInt8]> = []
  /// Where the last run of so many backticks stands.
  private var lastTicks: [Int: Int] = [:]

  /// The source with placeholders, and what they stand for.
  static func taken(from text: String) -> (source: [UInt8], placeholders: Placeholders) {
    let source = Array(text.utf8)
    var scanner = SpanScanner(source: source, lines: MarkdownLines.all(of: source))
    scanner.run()
    return (scanner.output, scanner.placeholders)
  }

  private init(source: [UInt8], lines: [MarkdownLine]) {
    self.source = source
    self.lines = lines
    output.reserveCapacity(source.count)
  }

  private mutating func run() {
    var first = 0
    while first < lines.count {
      if lines[first].isBreak {
        output.append(contentsOf: source[lines[first].range])
        first += 1
        continue
      }
      var last = first
      while last + 1 < lines.count, !lines[last + 1].isBreak { last += 1 }
      line = first
      scan(lines[first].range.lowerBound..<lines[last].range.upperBound)
      first = last + 1
    }
  }

  private mutating func scan(_ run: Range<Int>) {
    end = run.upperBound
    absent = []
    lastTicks = [:]
    var index = run.lowerBound
    while index < end {
      if source[index] == UInt8(ascii: "`") {
        let count = ticks(at: index)
        lastTicks[count] = index
        index += count
      } else {
        index += 1
      }
    }
    index = run.lowerBound
    while index < end { index = step(index) }
  }

  private func ticks(at index: Int) -> Int {
    source[index..<end].prefix { $0 == UInt8(ascii: "`") }.count
  }

  /// Handles what stands at the index and gives the index after it.
  private mutating func step(_ index: Int) -> Int {
    while line + 1 < lines.count, lines[line].range.upperBound <= index { line += 1 }
    switch source[index] {
    case UInt8(ascii: "\\"): return escape(index)
    case UInt8(ascii: "`"): return codeSpan(index)
    case UInt8(ascii: "<"): return copy(index, autolink(index) ?? 1)
    case UInt8(ascii: "$"):
      if index + 1 < end, source[index + 1] == UInt8(ascii: "$") {
        return take(index, opening: 2, closing: [0x24, 0x24], display: true) ?? copy(index, 2)
      }
      return dollar(index) ?? copy(index, 1)
    default: return copy(index, 1)
    }
  }

  private mutating func copy(_ index: Int, _ count: Int) -> Int {
    let next = min(index + count, end)
    output.append(contentsOf: source[index..<next])
    return next
  }

  private mutating func escape(_ index: Int) -> Int {
    guard index + 1 < end else { return copy(index, 1) }
    switch source[index + 1] {
    case UInt8(ascii: "("): return take(index, opening: 2, closing: Array("\\)".utf8), display: false) ?? copy(index, 2)
    case UInt8(ascii: "["): return take(index, opening: 2, closing: Array("\\]".utf8), display: true) ?? copy(index, 2)
    case UInt8(ascii: "c"): return citation(index) ?? copy(index, 2)
    default: return copy(index, 2)
    }
  }

  /// The length of `<https://…>`.
  private func autolink(_ index: Int) -> Int? {
    let rest = source[index..<min(end, index + MarkupLimits.linkBytes)]
    guard rest.starts(with: "<http://".utf8) || rest.starts(with: "<https://".utf8) else { return nil }
    let body = rest.dropFirst().prefix { $0 > 0x20 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    return body.endIndex < end && source[body.endIndex] == UInt8(ascii: ">") ? body.endIndex + 1 - index : nil
  }

  private mutating func codeSpan(_ index: Int) -> Int {
    let count = ticks(at: index)
    guard let last = lastTicks[count], last > index else { return copy(index, count) }
    var next = index + count
    while next < end {
      guard source[next] == UInt8(ascii: "`") else {
        next += 1
        continue
      }
      let found = ticks(at: next)
      if found == count { return copy(index, next + count - index) }
      next += found
    }
    return copy(index, count)
  }

  /// `$…$`; the first dollar that is not escaped either closes the formula or shows that there is none.
  private mutating func dollar(_ index: Int) -> Int? {
    guard index + 1 < end, source[index + 1] > 0x20, let close = closer([0x24], from: index + 1) else { return nil }
    guard source[close - 1] > 0x20, close + 1 >= end || !(0x30...0x39).contains(source[close + 1]) else { return nil }
    return keep(index..<close + 1, content: index + 1..<close, display: false)
  }

  private mutating func take(_ index: Int, opening: Int, closing: [UInt8], display: Bool) -> Int? {
    guard let close = closer(closing, from: index + opening) else { return nil }
    return keep(index..<close + closing.count, content: index + opening..<close, display: display)
  }

  /// Where the closer begins, passing over escaped characters.
  private mutating func closer(_ closing: [UInt8], from start: Int) -> Int? {
    if absent.contains(closing) { return nil }
    var index = start
    while index + closing.count <= end {
      if source[index..<index + closing.count].elementsEqual(closing) { return index }
      index += source[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    absent.insert(closing)
    return nil
  }

  private mutating func keep(_ whole: Range<Int>, content: Range<Int>, display: Bool) -> Int? {
    let tex = HTMLNode.trimmed(String(decoding: withoutQuotes(content), as: UTF8.self))
    guard !tex.isEmpty, content.count <= MarkupLimits.formulaBytes else { return nil }
    let span = TakenSpan(
      meaning: .formula(Formula(tex: tex, display: display)), source: String(decoding: source[whole], as: UTF8.self))
    output.append(contentsOf: placeholders.add(span))
    return whole.upperBound
  }

  /// The content without the `>` marks that begin its further lines inside a quotation.
  private func withoutQuotes(_ content: Range<Int>) -> [UInt8] {
    let quotes = lines[line].quotes
    guard quotes > 0 else { return Array(source[content]) }
    var kept: [UInt8] = []
    var left = 0
    var afterMark = false
    for byte in source[content] {
      if byte == 0x0A {
        left = quotes
        kept.append(byte)
        afterMark = false
      } else if left > 0 && byte == UInt8(ascii: ">") {
        left -= 1
        afterMark = left == 0
      } else if byte == 0x20 && (left > 0 || afterMark) {
        afterMark = false
      } else {
        left = 0
        afterMark = false
        kept.append(byte)
      }
    }
    return kept
  }

  /// `\cite{key, key}`, also `\citep` and `\citet`.
  private mutating func citation(_ index: Int) -> Int? {
    guard let name = ["\\citep{", "\\citet{", "\\cite{"].first(where: { source[index..<end].starts(with: $0.utf8) }) else {
      return nil
    }
    let start = index + name.utf8.count
    let body = source[start..<min(end, start + 4 * MarkupLimits.nameBytes)].prefix {
      $0 != UInt8(ascii: "}") && $0 >= 0x20 && $0 < 0x7F
    }
    guard body.endIndex < end, source[body.endIndex] == UInt8(ascii: "}") else { return nil }
    let keys = body.split(separator: UInt8(ascii: ",")).map { HTMLNode.trimmed(String(decoding: $0, as: UTF8.self)) }
    guard !keys.isEmpty, keys.allSatisfy({ !$0.isEmpty && $0.utf8.count <= MarkupLimits.nameBytes }) else { return nil }
    let whole = index..<body.endIndex + 1
    output.append(
      contentsOf: placeholders.add(TakenSpan(meaning: .citation(keys), source: String(decoding: source[whole], as: UTF8.self))))
    return whole.upperBound
  }
}
