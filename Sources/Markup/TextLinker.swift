/// Puts formulas back into the text nodes of a rendered document, and links for what the text names.
struct TextLinker {
  private let context: MarkdownContext
  private let placeholders: Placeholders
  private(set) var citations = UniqueList<Citation>()
  private(set) var hashtags = UniqueList<String>()
  private(set) var mentions = UniqueList<FoundMention>()
  /// Every handle in running text, linked or not.
  private(set) var handles = UniqueList<String>()
  private var list = PieceList()

  init(context: MarkdownContext, placeholders: Placeholders) {
    self.context = context
    self.placeholders = placeholders
  }

  /// The pieces with formulas and links; code stays as it was written.
  mutating func linked(_ source: PieceList) -> PieceList {
    list = PieceList()
    list.undescribedImages = source.undescribedImages
    var code = 0
    var anchors = 0
    for piece in source.pieces {
      switch piece {
      case .open(let element, let attributes):
        if element == .code || element == .pre { code += 1 }
        if element == .a {
          anchors += 1
          if let citation = attributes.lazy.compactMap(CitationFinder.citation).first {
            citations.add(citation, key: citation.canonical)
          }
        }
        list.pieces.append(piece)
      case .close(let element):
        if element == .code || element == .pre { code -= 1 }
        if element == .a { anchors -= 1 }
        list.pieces.append(piece)
      case .text(let text):
        if code > 0 {
          add(text: placeholders.restored(text))
        } else {
          add(running: text, links: anchors == 0)
        }
      case .void, .image, .formula: list.pieces.append(piece)
      }
    }
    return list
  }

  private mutating func add(running text: String, links: Bool) {
    for part in placeholders.parts(of: Array(text.utf8)) {
      switch part {
      case .text(let slice):
        if links { add(scanned: Array(slice)) } else { add(text: String(decoding: slice, as: UTF8.self)) }
      case .span(let span):
        switch span.meaning {
        case .formula(let formula):
          list.pieces.append(.formula(list.formulas.count))
          list.formulas.append(formula)
        case .citation(let keys):
          if links { add(citation: keys) } else { add(text: span.source) }
        }
      }
    }
  }

  private mutating func add(scanned text: [UInt8]) {
    var from = 0
    for (range, find) in TextScanner.finds(in: text, identifiers: context.linkIdentifiers) {
      add(text: String(decoding: text[from..<range.lowerBound], as: UTF8.self))
      from = range.upperBound
      let written = String(decoding: text[range], as: UTF8.self)
      let isLinked =
        switch find {
        case .mention(let handle): add(mention: handle)
        case .hashtag(let name): add(hashtag: name)
        case .citation(let citation): add(citation: citation, label: written)
        }
      if !isLinked { add(text: written) }
    }
    add(text: String(decoding: text[from...], as: UTF8.self))
  }

  private mutating func add(text: String) {
    if !text.isEmpty { list.pieces.append(.text(text)) }
  }

  private mutating func add(citation keys: [String]) {
    add(text: "[")
    for (index, key) in keys.enumerated() {
      if index > 0 { add(text: ", ") }
      if !add(citation: Citation(kind: .key, written: key, canonical: key), label: key) { add(text: key) }
    }
    add(text: "]")
  }

  private mutating func add(citation: Citation, label: String) -> Bool {
    citations.add(citation, key: citation.canonical)
    guard let target = context.linkForCitation(citation) else { return false }
    return add(link: target, label: label)
  }

  private mutating func add(link target: String, label: String) -> Bool {
    guard let href = WebLink.cleaned(target, origin: context.origin) else { return false }
    list.pieces += [.open(.a, [AllowedAttribute(name: .href, value: href)]), .text(label), .close(.a)]
    return true
  }

  private mutating func add(mention handle: String) -> Bool {
    handles.add(handle, key: handle)
    guard let target = context.mention(handle), let href = WebLink.cleaned(target.href, origin: context.origin),
      mentions.add(FoundMention(handle: handle, target: target), key: handle)
    else { return false }
    let name = handle.utf8.split(separator: UInt8(ascii: "@")).first.map { String(decoding: Array($0), as: UTF8.self) } ?? handle
    let attributes = [AllowedAttribute(name: .href, value: href), AllowedAttribute(name: .class, value: "u-url mention")]
    list.pieces += [
      .open(.span, [AllowedAttribute(name: .class, value: "h-card")]), .open(.a, attributes), .text("@"), .open(.span, []),
      .text(name), .close(.span), .close(.a), .close(.span),
    ]
    return true
  }

  private mutating func add(hashtag name: String) -> Bool {
    guard let target = context.linkForHashtag(name), let href = WebLink.cleaned(target, origin: context.origin),
      hashtags.add(name, key: name)
    else { return false }
    let attributes = [
      AllowedAttribute(name: .href, value: href), AllowedAttribute(name: .class, value: "mention hashtag"),
      AllowedAttribute(name: .rel, value: "tag"),
    ]
    list.pieces += [
      .open(.a, attributes), .text("#"), .open(.span, []), .text(name), .close(.span), .close(.a),
    ]
    return true
  }
}
