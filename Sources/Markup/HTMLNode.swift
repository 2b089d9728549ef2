internal import CMarkup

/// What is done with an element of the parsed tree.
enum HTMLRule: Equatable {
  case allow(AllowedElement)
  /// The contents stay, on lines of their own.
  case line
  /// The contents stay.
  case unwrap
  /// Neither element nor contents stay.
  case drop
  case link, image, math
}

/// A node of the parser's tree; lives no longer than its arena.
struct HTMLNode {
  let pointer: UnsafePointer<GumboNode>

  /// The text of a text node.
  var text: String? {
    switch pointer.pointee.type {
    case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE, GUMBO_NODE_CDATA:
      pointer.pointee.v.text.text.map { String(cString: $0) }
    default: nil
    }
  }

  private var isElement: Bool { pointer.pointee.type == GUMBO_NODE_ELEMENT }

  var childCount: Int { isElement ? Int(pointer.pointee.v.element.children.length) : 0 }

  func child(_ index: Int) -> HTMLNode? {
    guard index >= 0, index < childCount, let data = pointer.pointee.v.element.children.data, let child = data[index] else {
      return nil
    }
    return HTMLNode(pointer: UnsafePointer(child.assumingMemoryBound(to: GumboNode.self)))
  }

  /// The name of an HTML element the parser knows, else empty.
  var name: String {
    guard isElement, let name = gumbo_normalized_tagname(pointer.pointee.v.element.tag) else { return "" }
    return String(cString: name)
  }

  /// The name as written, in lower case.
  private var writtenName: String {
    guard isElement else { return "" }
    var piece = pointer.pointee.v.element.original_tag
    gumbo_tag_from_original_text(&piece)
    guard let data = piece.data, piece.length <= 64 else { return "" }
    let bytes = UnsafeRawBufferPointer(start: data, count: piece.length)
    return String(decoding: bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// The value of an attribute, nil when it is absent.
  func attribute(_ name: String) -> String? {
    guard isElement else { return nil }
    var attributes = pointer.pointee.v.element.attributes
    guard let found = gumbo_get_attribute(&attributes, name), let value = found.pointee.value else { return nil }
    return String(cString: value)
  }

  var rule: HTMLRule {
    guard isElement else { return .drop }
    switch pointer.pointee.v.element.tag_namespace {
    case GUMBO_NAMESPACE_HTML: return Self.rules[name] ?? .unwrap
    case GUMBO_NAMESPACE_MATHML: return pointer.pointee.v.element.tag == GUMBO_TAG_MATH ? .math : .drop
    default: return .drop
    }
  }

  /// Whether a node of the tree below fits, looked for without recursion.
  func contains(where fits: (HTMLNode) -> Bool) -> Bool {
    var waiting = [self]
    while let node = waiting.popLast() {
      if fits(node) { return true }
      for index in 0..<node.childCount { if let child = node.child(index) { waiting.append(child) } }
    }
    return false
  }

  /// The TeX annotation of a `math` element, whether it is a display formula, and its visible text.
  var mathSource: (tex: String?, display: Bool, text: String) {
    var tex: String?
    var shown = ""
    var waiting: [(node: HTMLNode, shown: Bool)] = [(self, true)]
    while let (node, isShown) = waiting.popLast() {
      if let text = node.text {
        if isShown && shown.utf8.count < MarkupLimits.formulaBytes { shown += text }
        continue
      }
      let name = node.writtenName
      let isTeX = name == "annotation" && node.isTeXAnnotation
      if isTeX && tex == nil { tex = node.allText }
      let shows = isShown && name != "annotation" && name != "annotation-xml"
      for index in (0..<node.childCount).reversed() {
        if let child = node.child(index) { waiting.append((child, shows)) }
      }
    }
    let display = attribute("display").map { $0.utf8.elementsEqual("block".utf8) } ?? false
    return (tex.map(Self.trimmed).flatMap { $0.isEmpty ? nil : $0 }, display, Self.trimmed(shown))
  }

  private var isTeXAnnotation: Bool {
    guard let encoding = attribute("encoding") else { return false }
    return encoding.utf8.count <= 40 && Self.trimmed(encoding).utf8.map { $0 | 0x20 }.elementsEqual("application/x-tex".utf8)
  }

  private var allText: String {
    var gathered = ""
    var waiting = [self]
    while let node = waiting.popLast(), gathered.utf8.count <= MarkupLimits.formulaBytes {
      if let text = node.text { gathered += text }
      for index in (0..<node.childCount).reversed() { if let child = node.child(index) { waiting.append(child) } }
    }
    return gathered
  }

  static func trimmed(_ text: String) -> String {
    var bytes = Array(text.utf8)[...]
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let rules: [String: HTMLRule] = {
    var rules: [String: HTMLRule] = [
      "a": .link, "img": .image, "image": .image, "b": .allow(.strong), "i": .allow(.em), "h1": .allow(.h2),
      "tfoot": .allow(.tbody),
      "strike": .allow(.s), "ins": .allow(.u), "tt": .allow(.code), "kbd": .allow(.code), "samp": .allow(.code),
      "cite": .allow(.em),
      "xmp": .allow(.pre), "listing": .allow(.pre), "plaintext": .allow(.pre),
    ]
    for element in AllowedElement.allCases where element != .a { rules[element.rawValue] = .allow(element) }
    let dropped =
      "script style template noscript iframe object embed applet title head noembed noframes textarea audio video canvas "
      + "frameset frame svg base basefont bgsound link meta input param source track keygen"
    for name in dropped.split(separator: " ") { rules[String(name)] = .drop }
    let lines =
      "div section article header footer main aside address figure figcaption center dl dt dd details summary fieldset legend "
      + "form hgroup nav dir menu caption marquee"
    for name in lines.split(separator: " ") { rules[String(name)] = .line }
    return rules
  }()
}
