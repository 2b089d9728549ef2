/// One step of a walk over safe HTML; opens and closes are always balanced.
enum HTMLPiece: Sendable {
  case open(AllowedElement, [AllowedAttribute])
  case close(AllowedElement)
  case void(AllowedElement)
  case image(OwnImage)
  case text(String)
  /// An index into `PieceList.formulas`.
  case formula(Int)
}

/// Safe HTML as a flat list: hostile nesting costs no stack here.
struct PieceList: Sendable {
  var pieces: [HTMLPiece] = []
  var formulas: [Formula] = []
  /// Images that nothing describes.
  var undescribedImages = 0

  /// The HTML of some of the pieces, with what became of the formulas; a formula without a result is shown as source.
  func html(of range: Range<Int>? = nil, formulas results: [FormulaResult] = []) -> String {
    var bytes: [UInt8] = []
    var afterPre = false
    for piece in pieces[range ?? pieces.startIndex..<pieces.endIndex] {
      let startsPre = afterPre
      afterPre = false
      switch piece {
      case .open(let element, let attributes):
        Self.appendTag(element, attributes, to: &bytes)
        afterPre = element == .pre
      case .close(let element):
        bytes.append(contentsOf: "</\(element.rawValue)>".utf8)
      case .void(let element):
        bytes.append(contentsOf: "<\(element.rawValue)>".utf8)
      case .image(let image): image.append(to: &bytes)
      case .text(let text):
        // A parser drops the first line end after <pre>.
        if startsPre && text.utf8.first == UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        PlainText.appendEscaped(text.utf8, to: &bytes)
      case .formula(let index):
        append(formulaAt: index, results, to: &bytes)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func appendTag(_ element: AllowedElement, _ attributes: [AllowedAttribute], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "<"))
    bytes.append(contentsOf: element.rawValue.utf8)
    for attribute in attributes {
      bytes.append(contentsOf: " \(attribute.name.rawValue)=\"".utf8)
      PlainText.appendEscaped(attribute.value.utf8, to: &bytes)
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: ">"))
  }

  private func append(formulaAt index: Int, _ results: [FormulaResult], to bytes: inout [UInt8]) {
    guard formulas.indices.contains(index) else { return }
    if results.indices.contains(index), case .mathML(let markup) = results[index] {
      bytes.append(contentsOf: markup.utf8)
      return
    }
    bytes.append(contentsOf: "<code class=\"math-error\">".utf8)
    PlainText.appendEscaped(formulas[index].tex.utf8, to: &bytes)
    bytes.append(contentsOf: "</code>".utf8)
  }

  /// The pieces of the first paragraph, its tags included.
  var firstParagraph: Range<Int>? {
    var start: Int?
    for (index, piece) in pieces.enumerated() {
      if case .open(.p, _) = piece, start == nil { start = index }
      if case .close(.p) = piece, let start { return start..<index + 1 }
    }
    return nil
  }

  /// Whether it leads anywhere.
  var hasLink: Bool {
    pieces.contains { piece in
      switch piece {
      case .open(.a, _), .image: true
      default: false
      }
    }
  }

  /// Words that stand outside of links; a formula is one.
  var ownWordCount: Int {
    var anchors = 0
    var words = 0
    for piece in pieces {
      switch piece {
      case .open(.a, _): anchors += 1
      case .close(.a): anchors -= 1
      case .text(let text) where anchors == 0: words += text.utf8.split { $0 <= 0x20 }.count
      case .formula: words += 1
      default: break
      }
    }
    return words
  }

  /// All text: blocks on lines of their own, formulas as `$tex$`.
  var plainText: String { text(of: pieces.startIndex..<pieces.endIndex) }

  /// The text of some of the pieces.
  func text(of range: Range<Int>) -> String {
    var line = TextLines()
    var pre = 0
    for piece in pieces[range] {
      switch piece {
      case .open(let element, _):
        if element.isBlock { element == .td || element == .th ? line.space() : line.end() }
        if element == .pre { pre += 1 }
      case .close(let element):
        if element.isBlock && element != .td && element != .th { line.end() }
        if element == .pre { pre -= 1 }
      case .void: line.end()
      case .image(let image):
        line.space()
        line.append(image.alt, keepingLines: false)
        line.space()
      case .text(let text): line.append(text, keepingLines: pre > 0)
      case .formula(let index):
        if formulas.indices.contains(index) { line.append(formulas[index].dollars, keepingLines: false) }
      }
    }
    return line.finished
  }
}

/// Gathers text, with runs of white space folded and no empty lines.
private struct TextLines {
  private var bytes: [UInt8] = []
  private var wantsSpace = false
  private var wantsLine = false

  mutating func end() { wantsLine = true }
  mutating func space() { wantsSpace = true }

  mutating func append(_ text: String, keepingLines: Bool) {
    for byte in text.utf8 {
      if byte == 0x0A && keepingLines {
        wantsLine = true
      } else if byte == 0x0A || byte == 0x20 || byte == 0x09 {
        wantsSpace = true
      } else {
        if !bytes.isEmpty {
          if wantsLine { bytes.append(0x0A) } else if wantsSpace { bytes.append(0x20) }
        }
        wantsLine = false
        wantsSpace = false
        bytes.append(byte)
      }
    }
  }

  var finished: String { String(decoding: bytes, as: UTF8.self) }
}
