/// Text with formulas in it, each of them one character of plane 15 that no word holds: so that it can be searched and cut.
package struct FormulaText: Sendable {
  /// The text, a formula as one private-use character.
  package let text: String
  /// Of every formula its HTML.
  private let formulas: [String]

  private static let (firstMark, most) = (UInt32(0xF_0000), 4_096)
  /// Bytes of one formula in an excerpt.
  private static let longest = 2_048

  /// Plain text as sources write titles and abstracts: `$…$` is a formula, `\cite{…}` what it names.
  ///
  /// - Parameter word: stands for a formula that takes more than a line; nil for its source
  package init(plain source: String, word: String? = nil) {
    guard source.utf8.contains(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "\\") }) else {
      (text, formulas) = (Self.withoutMarks(source), [])
      return
    }
    var (bytes, found): ([UInt8], [String]) = ([], [])
    let (taken, placeholders) = SpanScanner.taken(from: Self.withoutMarks(source))
    for part in placeholders.parts(of: taken) {
      switch part {
      case .text(let slice): bytes += slice
      case .span(let span):
        switch span.meaning {
        case .citation(let keys): bytes += Array("[\(keys.map(Self.short).joined(separator: ", "))]".utf8)
        case .formula(let formula):
          let html = InlineTeX.html(of: formula.tex) ?? word.map(Self.standIn)
          guard let html, found.count < Self.most else {
            bytes += Array((word ?? span.source).utf8)
            continue
          }
          bytes += Self.mark(found.count)
          found.append(html)
        }
      }
    }
    (text, formulas) = (String(decoding: bytes, as: UTF8.self), found)
  }

  /// The text of our own HTML, or of HTML that was made safe, with its formulas as they were set.
  package init(html: String, word: String) {
    var found: [String] = []
    let marked = MathForms.replacing(in: Self.withoutMarks(html)) { whole, isFailed, output in
      guard found.count < Self.most else { return output.append(contentsOf: word.utf8) }
      output += Self.mark(found.count)
      found.append(isFailed || whole.count > Self.longest ? Self.standIn(word) : Self.inLine(whole))
    }
    text = ["[arxiv:", "[arXiv:", "[doi:"].reduce(PlainText.from(html: marked)) { $0.replacing($1, with: "[") }
    formulas = found
  }

  /// The HTML of a part of the text.
  package func html(of part: some StringProtocol) -> String {
    var html = ""
    var run = String.UnicodeScalarView()
    for scalar in part.unicodeScalars {
      guard Self.isMark(scalar) else {
        run.append(scalar)
        continue
      }
      html += PlainText.escaped(String(run))
      run = String.UnicodeScalarView()
      let index = Int(scalar.value - Self.firstMark)
      if formulas.indices.contains(index) { html += formulas[index] }
    }
    return html + PlainText.escaped(String(run))
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool { 0..<UInt32(most) ~= scalar.value &- firstMark }

  private static func mark(_ index: Int) -> [UInt8] {
    Unicode.Scalar(firstMark + UInt32(index)).map { Array(String($0).utf8) } ?? []
  }

  /// Nobody's own text may name a formula.
  private static func withoutMarks(_ text: String) -> String {
    guard text.utf8.contains(0xF3) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.filter { !isMark($0) }))
  }

  private static func standIn(_ word: String) -> String { "<i>\(PlainText.escaped(word))</i>" }

  /// A formula on lines of its own, in a line.
  private static func inLine(_ math: ArraySlice<UInt8>) -> String {
    let block = Array("<math display=\"block\">".utf8)
    return math.starts(with: block)
      ? "<math>" + String(decoding: math.dropFirst(block.count), as: UTF8.self)
      : String(decoding: math, as: UTF8.self)
  }

  /// The key of a citation without what says whose it is.
  private static func short(_ key: String) -> String {
    let known = ["arxiv:", "doi:"].first { prefix in
      key.utf8.count > prefix.utf8.count && zip(key.utf8, prefix.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
    return known.map { String(key.dropFirst($0.count)) } ?? key
  }
}
