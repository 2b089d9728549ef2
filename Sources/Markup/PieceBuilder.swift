/// Puts safe pieces together so that an HTML parser reads them back as the same tree.
///
/// What the allow-list takes out can leave shapes that no parser makes (a paragraph in a paragraph, text in a table row).
/// Each rule here is one of the parser's own (HTML standard 13.2.6), applied before it has to; so sanitising twice gives
/// what sanitising once gave, and a browser sees the tree that was judged.
struct PieceBuilder {
  private(set) var list = PieceList()
  private var stack: [(element: AllowedElement, token: Int)] = []
  private var nextToken = 0
  private var bytes = 0
  private var nodes = 0
  private var inlineOnLine = false
  private var breakPending = false

  private var current: AllowedElement? { stack.last?.element }

  /// Whether a limit was met and the rest is left out.
  private(set) var isFull = false

  /// Whether an element is open.
  func isInside(_ element: AllowedElement) -> Bool { stack.contains { $0.element == element } }

  /// Opens an element where it may stand; nil where it may not and only its contents are wanted.
  mutating func open(_ element: AllowedElement, _ attributes: [AllowedAttribute] = []) -> Int? {
    guard !isFull, stack.count < MarkupLimits.outputDepth else { return nil }
    if element == .a && isInside(.a) { return nil }
    if element.isHeading && stack.contains(where: { $0.element.isHeading }) { return nil }
    if let parents = element.parents {
      guard let current, parents.contains(current) else { return nil }
    } else if current?.holdsTableParts == true {
      return nil
    }
    guard take(attributes.reduce(2 * element.rawValue.utf8.count + 5) { $0 + $1.value.utf8.count * 6 + 10 }) else { return nil }
    if element.endsParagraph { endParagraph() }
    if element.isBlock { newLine() } else { startInline() }
    nextToken += 1
    stack.append((element, nextToken))
    list.pieces.append(.open(element, attributes))
    return nextToken
  }

  /// Closes the element that `open` gave the token for, unless a rule closed it before.
  mutating func close(_ token: Int?) {
    guard let token, let depth = stack.lastIndex(where: { $0.token == token }) else { return }
    pop(to: depth)
  }

  /// Adds `br` or `hr`.
  mutating func void(_ element: AllowedElement) {
    guard current?.holdsTableParts != true, take(4) else { return }
    if element.endsParagraph { endParagraph() }
    newLine()
    list.pieces.append(.void(element))
  }

  /// Adds an image of ours.
  mutating func image(_ image: OwnImage) {
    guard current?.holdsTableParts != true, stack.count < MarkupLimits.outputDepth,
      take(image.address.utf8.count * 6 + image.alt.utf8.count * 6 + 80)
    else { return }
    startInline()
    list.pieces.append(.image(image))
  }

  /// Counts an image that nothing describes.
  mutating func noteUndescribedImage() { list.undescribedImages += 1 }

  /// Adds text; control characters go.
  mutating func text(_ raw: String) {
    guard current?.holdsTableParts != true else { return }
    let (text, length) = fitting(Self.cleaned(raw))
    guard !text.isEmpty, take(length) else { return }
    if !text.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x09 }) { startInline() }
    if case .text(let before) = list.pieces.last {
      list.pieces[list.pieces.count - 1] = .text(before + text)
    } else {
      list.pieces.append(.text(text))
    }
  }

  /// Adds a formula; inside code, and where no element may stand any deeper, its source.
  mutating func formula(_ formula: Formula) {
    if isInside(.code) || isInside(.pre) || stack.count >= MarkupLimits.outputDepth { return text(formula.tex) }
    guard current?.holdsTableParts != true, take(formula.tex.utf8.count * 6) else { return }
    startInline()
    list.pieces.append(.formula(list.formulas.count))
    list.formulas.append(formula)
  }

  /// A block that is not in the list began or ended here: what follows goes on a new line.
  mutating func boundary() { if inlineOnLine { breakPending = true } }

  /// Closes what is open and gives the pieces.
  mutating func finish() -> PieceList {
    pop(to: 0)
    return list
  }

  /// As much of the text as there is room for, and its length when escaped; a cut text uses up what room there was.
  private mutating func fitting(_ text: String) -> (String, Int) {
    if text.utf8.count * 6 <= MarkupLimits.outputBytes - bytes {
      return (text, text.utf8.reduce(0) { [0x22, 0x26, 0x3C, 0x3E].contains($1) ? $0 + 6 : $0 + 1 })
    }
    var length = 0
    var index = text.unicodeScalars.startIndex
    while index < text.unicodeScalars.endIndex {
      let scalar = text.unicodeScalars[index]
      let more = ["\"", "&", "<", ">"].contains(scalar) ? 6 : UTF8.width(scalar)
      guard bytes + length + more <= MarkupLimits.outputBytes else {
        defer { bytes = MarkupLimits.outputBytes - length }
        return (String(text.unicodeScalars[..<index]), length)
      }
      length += more
      index = text.unicodeScalars.index(after: index)
    }
    return (text, length)
  }

  private mutating func take(_ more: Int) -> Bool {
    guard !isFull, bytes + more <= MarkupLimits.outputBytes, nodes < MarkupLimits.outputNodes else {
      isFull = true
      return false
    }
    bytes += more
    nodes += 1
    return true
  }

  private mutating func pop(to depth: Int) {
    while stack.count > depth, let top = stack.popLast() {
      list.pieces.append(.close(top.element))
      if top.element.isBlock { newLine() }
    }
  }

  private mutating func endParagraph() {
    var depth = stack.count
    while depth > 0 {
      depth -= 1
      let element = stack[depth].element
      if element == .td || element == .th { return }
      if element == .p { return pop(to: depth) }
    }
  }

  private mutating func newLine() {
    inlineOnLine = false
    breakPending = false
  }

  private mutating func startInline() {
    if breakPending {
      breakPending = false
      list.pieces.append(.void(.br))
      nodes += 1
      bytes += 4
    }
    inlineOnLine = true
  }

  /// The text without the control characters and noncharacters that parsers drop or replace; CR becomes LF.
  static func cleaned(_ text: String) -> String {
    let isClean = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x09 }
    if isClean { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0D: scalars.append("\n")
      case 0x09, 0x0A: scalars.append(scalar)
      case 0..<0x20, 0x7F...0x9F, 0xFDD0...0xFDEF: continue
      default:
        if scalar.value & 0xFFFE != 0xFFFE { scalars.append(scalar) }
      }
    }
    return String(scalars)
  }
}
