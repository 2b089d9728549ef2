internal import ActivityStreams
internal import Actors
internal import Domain
internal import Markup
internal import Store

/// Makes a post of a document that came from its owner.
struct PostReader: Sendable {
  let context: VerbContext

  init(_ context: VerbContext) { self.context = context }

  /// Whether documents of that type are posts.
  static func reads(_ type: ObjectType) -> Bool {
    switch type {
    case .article, .note, .page, .question: true
    case .tombstone, .event, .video, .audio, .image, .document, .unknown: false
    }
  }

  /// Whether reading a document costs less than asking the store whether it is wanted: a short text without formulas.
  static func isQuick(_ document: ObjectDocument) -> Bool {
    guard document.paper == nil, document.source == nil else { return false }
    var text = document.content ?? ""
    return text.utf8.count <= InboxLimits.quickBytes && !text.withUTF8(hintsAtFormula)
  }

  /// Whether there is a dollar sign, a backslash, or a tag that begins as `math` does.
  private static func hintsAtFormula(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var last: UInt8 = 0
    for byte in bytes {
      if byte == UInt8(ascii: "$") || byte == UInt8(ascii: "\\") { return true }
      if last == UInt8(ascii: "<"), byte | 0x20 == UInt8(ascii: "m") { return true }
      last = byte
    }
    return false
  }

  /// - Parameter author: whom the document names as its author
  /// Throws ``ItemRefusal/badDocument`` when the id can be none of ours.
  func post(_ document: ObjectDocument, by author: ResourceID) async throws -> ForeignPost {
    guard let uri = try? ResourceID(document.id) else { throw ItemRefusal.badDocument }
    let now = context.store.now()
    let raw = document.content ?? document.source.map { "<p>\(PlainText.escaped($0.content))</p>" } ?? ""
    let text = await ForeignHTML.rendered(raw, math: context.math)
    let isLong = document.type == .article || document.type == .page
    let title = document.name.flatMap { OneLine.of($0, atMost: InboxLimits.titleLength) }
    let published = document.published.flatMap { try? Timestamp(parsing: $0) } ?? now
    return ForeignPost(
      uri: uri, author: author, type: document.type, addressing: PostAddressing(document),
      claim: document.paper.flatMap { PaperClaim($0) },
      title: title, question: isLong || document.inReplyTo != nil ? nil : Self.question(title, text),
      tldr: Self.tldr(of: document, text, isLong: isLong), source: isLong ? Self.source(of: document) : nil, html: text.html,
      rawHTML: raw.utf8.elementsEqual(text.html.utf8) ? nil : raw, sanitizer: ForeignHTML.version, url: Self.page(of: document),
      language: Self.language(of: document),
      contextURI: (document.conversationContext ?? document.conversation)?.text, isSensitive: document.sensitive ?? false,
      publishedAt: min(published, now),
      updatedAt: document.updated.flatMap { try? Timestamp(parsing: $0) }.map { min($0, now) },
      hashtags: Self.hashtags(of: document), citations: text.citations.compactMap(Self.identifier),
      licence: document.license.flatMap { Licence(stated: $0.text) })
  }

  /// The name of a note, else its first paragraph without the handles in front, where a question mark stands in the text.
  private static func question(_ title: String?, _ text: RenderedText) -> String? {
    if let title { return title }
    let words = text.firstParagraphText.split(whereSeparator: \.isWhitespace).drop { $0.hasPrefix("@") }
    let marks: Set<Character> = ["?", "？", "؟"]
    guard words.contains(where: { word in word.contains { marks.contains($0) } }) else { return nil }
    return OneLine.of(words.joined(separator: " "), atMost: QuestionDraft.maximumTitle)
  }

  /// The TL;DR of a summary, or the warning in front of a note, as plain text of one line.
  private static func tldr(of document: ObjectDocument, _ text: RenderedText, isLong: Bool) -> String {
    let given = document.summary.map { PlainText.from(html: $0) }
    if let line = given.flatMap({ OneLine.of($0, atMost: InboxLimits.tldrLength) }) { return line }
    return isLong ? OneLine.of(text.firstParagraphText, atMost: InboxLimits.tldrLength) ?? "" : ""
  }

  /// Markdown alone is a source that can be shown.
  private static func source(of document: ObjectDocument) -> String? {
    guard let source = document.source, source.mediaType?.utf8.elementsEqual("text/markdown".utf8) ?? false,
      source.content.utf8.count <= InboxLimits.sourceBytes
    else { return nil }
    return source.content
  }

  /// The page for people; one on another host could be anybody's.
  private static func page(of document: ObjectDocument) -> String {
    guard let page = document.pageURL, page.sharesAuthority(with: document.id) else { return document.id.text }
    return page.text
  }

  private static func language(of document: ObjectDocument) -> String? {
    (document.language?.identifier ?? document.contentMap.first?.language).flatMap { try? LanguageTag(parsing: $0).text }
  }

  private static func hashtags(of document: ObjectDocument) -> [String] {
    let names = document.tag.compactMap { tag -> String? in
      guard case .hashtag(let name, _) = tag else { return nil }
      let bare = name.drop { $0 == "#" }
      let isWord = bare.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_" || $0.properties.isDiacritic
      }
      return isWord && !bare.isEmpty && bare.utf8.count <= InboxLimits.hashtagBytes ? bare.lowercased() : nil
    }
    return Array(names.prefix(InboxLimits.hashtags))
  }

  private static func identifier(_ citation: Citation) -> PaperIdentifier? {
    switch citation.kind {
    case .key: nil
    case .doi: try? PaperIdentifier(scheme: .doi, value: citation.canonical)
    case .arXiv: try? PaperIdentifier(scheme: .arxiv, value: citation.canonical)
    }
  }
}

/// Foreign text as one line.
enum OneLine {
  /// At most so many characters, without control characters; nil where nothing is left.
  static func of(_ text: String, atMost length: Int) -> String? {
    var scalars = String.UnicodeScalarView()
    var isAfterSpace = true
    for scalar in text.unicodeScalars.prefix(length * 8) {
      let isSpace = scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
      if !isSpace { scalars.append(scalar) } else if !isAfterSpace { scalars.append(" ") }
      isAfterSpace = isSpace
    }
    if scalars.last == " " { scalars.removeLast() }
    guard !scalars.isEmpty else { return nil }
    let line = String(scalars)
    return line.count <= length ? line : line.prefix(length - 1) + "…"
  }
}
