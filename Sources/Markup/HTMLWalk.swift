internal import CMarkup

/// How a document is read; the allow-list is the same for all.
struct HTMLPolicy {
  /// The `rel` of links that leave the origin.
  var rel = "nofollow noopener ugc noreferrer"
  /// The origin of our own pages, nil for strangers' HTML.
  var origin: String?
  /// Whether microformat classes are kept.
  var keepsClasses = true
  /// How large an image of our own is, by its address; nil for every other, which becomes a link.
  var image: ((String) -> ImageSize?)?
  /// Changes attribute values before they are judged.
  var restore: ((String) -> String)?
}

/// Walks the parser's tree and puts what is allowed into a builder; without recursion, since depth is the stranger's.
struct HTMLWalk {
  private let policy: HTMLPolicy
  private let shiftsHeadings: Bool
  private var builder = PieceBuilder()

  /// The safe pieces of an HTML fragment, nil when it is beyond what is parsed.
  static func pieces(of html: String, policy: HTMLPolicy) -> PieceList? {
    guard let bytes = HTMLGate.document(of: html), let arena = scholion_arena_new(MarkupLimits.parserMemory) else { return nil }
    defer { scholion_arena_free(arena) }
    return bytes.withUnsafeBytes { raw -> PieceList? in
      guard let text = raw.baseAddress?.assumingMemoryBound(to: CChar.self),
        let root = scholion_html_tree(arena, text, raw.count, MarkupLimits.htmlNodes, MarkupLimits.attributes)
      else { return nil }
      let levelOne = HTMLNode(pointer: root).contains { $0.rule == .allow(.h2) && $0.name == "h1" }
      var walk = HTMLWalk(policy: policy, shiftsHeadings: levelOne)
      walk.run(HTMLNode(pointer: root))
      return walk.builder.finish()
    }
  }

  private init(policy: HTMLPolicy, shiftsHeadings: Bool) {
    self.policy = policy
    self.shiftsHeadings = shiftsHeadings
  }

  private enum Leaving { case nothing, close(Int?), boundary }

  private mutating func run(_ root: HTMLNode) {
    var stack: [(node: HTMLNode, next: Int, leaving: Leaving)] = [(root, 0, .nothing)]
    while let top = stack.last, !builder.isFull {
      guard top.next < top.node.childCount else {
        stack.removeLast()
        switch top.leaving {
        case .nothing: break
        case .close(let token): builder.close(token)
        case .boundary: builder.boundary()
        }
        continue
      }
      stack[stack.count - 1].next += 1
      guard let child = top.node.child(top.next) else { continue }
      if let leaving = enter(child) { stack.append((child, 0, leaving)) }
    }
  }

  /// Handles the start of a node; nil when its children are not wanted.
  private mutating func enter(_ node: HTMLNode) -> Leaving? {
    if let text = node.text {
      builder.text(text)
      return nil
    }
    switch node.rule {
    case .allow(let element):
      if element.isVoid {
        builder.void(element)
        return nil
      }
      let shown = element.isHeading && shiftsHeadings ? Self.demoted(element, from: node.name) : element
      return .close(builder.open(shown, attributes(of: node, for: shown)))
    case .link:
      if node.attribute("data-footnote-backref") != nil && policy.origin != nil { return nil }
      guard let attributes = linkAttributes(node.attribute("href"), node) else { return .nothing }
      return .close(builder.open(.a, attributes))
    case .image:
      image(node)
      return nil
    case .math:
      let found = node.mathSource
      if let tex = found.tex, tex.utf8.count <= MarkupLimits.formulaBytes {
        builder.formula(Formula(tex: tex, display: found.display))
      } else if !found.text.isEmpty {
        let token = builder.open(.code)
        builder.text(found.text)
        builder.close(token)
      }
      return nil
    case .line:
      builder.boundary()
      return .boundary
    case .unwrap: return .nothing
    case .drop: return nil
    }
  }

  private static func demoted(_ element: AllowedElement, from name: String) -> AllowedElement {
    if name == "h1" { return .h2 }
    switch element {
    case .h2: return .h3
    case .h3: return .h4
    case .h4: return .h5
    default: return .h6
    }
  }

  private mutating func image(_ node: HTMLNode) {
    let described = node.attribute("alt").flatMap { $0.utf8.allSatisfy { $0 <= 0x20 } ? nil : $0 }
    if described == nil { builder.noteUndescribedImage() }
    let source = node.attribute("src").flatMap { WebLink.cleaned(policy.restore?($0) ?? $0, origin: policy.origin) }
    if let source, let size = policy.image?(source) {
      let alt = described.map { PieceBuilder.cleaned(policy.restore?($0) ?? $0) } ?? ""
      return builder.image(OwnImage(address: source, alt: alt, size: size))
    }
    guard let source, !builder.isInside(.a) else { return builder.text(described.map { policy.restore?($0) ?? $0 } ?? "") }
    let token = builder.open(.a, [AllowedAttribute(name: .href, value: source), AllowedAttribute(name: .rel, value: policy.rel)])
    builder.text(described.map { policy.restore?($0) ?? $0 } ?? "image")
    builder.close(token)
  }

  private func linkAttributes(_ href: String?, _ node: HTMLNode) -> [AllowedAttribute]? {
    guard let href, let target = WebLink.cleaned(policy.restore?(href) ?? href, origin: policy.origin) else { return nil }
    var attributes = [AllowedAttribute(name: .href, value: target)]
    attributes += attributes.isEmpty ? [] : classAttribute(of: node)
    if let origin = policy.origin, target.utf8.starts(with: "\(origin)/".utf8) { return attributes }
    attributes.append(AllowedAttribute(name: .rel, value: policy.rel))
    return attributes
  }

  private func attributes(of node: HTMLNode, for element: AllowedElement) -> [AllowedAttribute] {
    switch element {
    case .span: return classAttribute(of: node)
    case .ol:
      guard let start = node.attribute("start").flatMap({ Int($0) }), (0...99_999).contains(start), start != 1 else { return [] }
      return [AllowedAttribute(name: .start, value: String(start))]
    case .th, .td:
      guard let side = node.attribute("align"),
        let known = ["left", "right", "center"].first(where: { $0.utf8.elementsEqual(side.utf8) })
      else { return [] }
      return [AllowedAttribute(name: .align, value: known)]
    default: return []
    }
  }

  private func classAttribute(of node: HTMLNode) -> [AllowedAttribute] {
    guard policy.keepsClasses, let value = node.attribute("class") else { return [] }
    let kept = value.utf8.prefix(1_024).split { $0 <= 0x20 }.filter(Self.isMicroformat).prefix(8)
    guard !kept.isEmpty else { return [] }
    return [AllowedAttribute(name: .class, value: String(decoding: Array(kept.joined(separator: [0x20])), as: UTF8.self))]
  }

  private static func isMicroformat(_ name: Substring.UTF8View.SubSequence) -> Bool {
    if ["mention", "hashtag", "ellipsis", "invisible"].contains(where: { name.elementsEqual($0.utf8) }) { return true }
    guard name.count <= 40, ["h-", "p-", "u-", "dt-", "e-"].contains(where: { name.starts(with: $0.utf8) }) else { return false }
    return name.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
  }
}
