internal import Domain
internal import Forms
internal import Markup
internal import Store

/// A summary or comment as rows tell it, for one viewer.
struct SeenPost: Sendable {
  var post: PostRow
  var author: ActorRow
  /// The viewer's vote: 1, -1 or 0.
  var vote = 0
  /// Whether the viewer shared it.
  var isShared = false
  /// Whether the viewer marked it.
  var isBookmarked = false
}

/// A summary with what hangs from it.
struct SeenThread: Sendable {
  var root: SeenPost
  var paper: PaperRow?
  var hashtags: [String]
  /// Oldest first.
  var replies: [SeenPost]
}

extension ReadTransaction {
  /// Adds what the viewer did to a post.
  func seen(_ post: AuthoredPost, by viewer: ActorRow?) throws -> SeenPost {
    var seen = SeenPost(post: post.post, author: post.author)
    if let viewer {
      seen.vote = try vote(of: viewer.id, on: post.post.id)?.value ?? 0
      seen.isShared = try share(of: viewer.id, of: post.post.id) != nil
    }
    return seen
  }

  /// Adds what hangs from a post.
  func seenThread(_ root: AuthoredPost, by viewer: ActorRow?, limit: Int = 500) throws -> SeenThread {
    var first = try seen(root, by: viewer)
    if let viewer { first.isBookmarked = try isBookmarked(root.post.id, by: viewer.id) }
    return SeenThread(
      root: first, paper: try root.post.paperID.flatMap { try paper($0) },
      hashtags: try hashtags(of: root.post.id),
      replies: try thread(of: root.post.id, seenBy: viewer?.id, limit: limit).map { try seen($0, by: viewer) })
  }
}

/// A form under a post that came back, refused or previewed.
struct OpenReply: Sendable {
  /// The post it answers.
  var parentID: RowID
  var text: String
  var problem: String?
  var previewHTML: TrustedHTML?
}

extension ViewMaker {
  /// The HTML of a post; what another server sent is guarded once more where an older sanitizer let it in.
  func body(_ post: PostRow) -> TrustedHTML {
    guard !post.isLocal, post.sanitizer < ForeignHTML.version else {
      return TrustedHTML(sanitized: Self.onPage(post.html))
    }
    return TrustedHTML(sanitized: Self.onPage(ForeignHTML.sanitized(post.rawHTML ?? post.html)))
  }

  /// As pages with many texts show it, which have to stay light.
  func bare(_ html: TrustedHTML) -> TrustedHTML { TrustedHTML(sanitized: MathForms.bare(html.renderText)) }

  /// Our HTML as our pages show it: what is wide scrolls by itself, texts for newcomers and for experts open.
  static func onPage(_ html: String) -> String {
    let first = PageLevels.folded(PageForms.scrolling(html), from: SummaryLevels.newcomersHeading, to: SummaryLevels.fullHeading)
    return PageLevels.folded(first, behind: SummaryLevels.expertsHeading)
  }

  /// The TL;DR, and whether it is but the first paragraph; that one is shown with its formulas.
  func tldr(_ post: PostRow) -> (html: TrustedHTML, isFirstParagraph: Bool) {
    guard let first = Self.firstParagraph(of: body(post).renderText) else { return (Self.paragraph(post.tldr), false) }
    let text = PlainText.from(html: first)
    if post.tldr.isEmpty || text.utf8.elementsEqual(post.tldr.utf8) { return (TrustedHTML(sanitized: first), true) }
    let isCut = post.tldr.hasSuffix("…") && text.utf8.starts(with: post.tldr.dropLast().utf8)
    return (Self.paragraph(post.tldr), isCut)
  }

  func card(_ authored: AuthoredPost, of paper: PaperRow) -> SummaryCard {
    let (post, author) = (authored.post, authored.author)
    var card = SummaryCard(
      address: address(post, by: author), about: line(paper), title: post.title, tldrHTML: tldr(post).html,
      author: person(author), origin: origin(post, by: author), published: moment(post.publishedAt), score: Self.score(post.score)
    )
    card.language = post.language ?? ""
    card.commentsLabel = post.replies == 0 ? "" : counted(post.replies, "comment", "comments")
    card.isUnlisted = post.visibility == .unlisted
    card.isForFollowers = !post.visibility.isOpen
    return card
  }

  func summary(_ thread: SeenThread, namesPaper: Bool, shown: Int = 500, open: OpenReply? = nil, focus: RowID? = nil)
    -> SummaryView
  {
    let (post, author) = (thread.root.post, thread.root.author)
    let short = tldr(post)
    let address = address(post, by: author)
    let name = person(author).name
    var view = SummaryView(
      anchor: "s-\(post.id)", address: address, about: namesPaper ? thread.paper.map { line($0) } : nil, title: post.title,
      tldrHTML: short.isFirstParagraph ? nil : short.html, bodyHTML: bare(body(post)), author: person(author),
      origin: origin(post, by: author), published: moment(post.publishedAt),
      vote: vote(thread.root, subject: "the summary by \(name)"))
    view.language = post.language ?? ""
    view.edited = post.updatedAt.map { moment($0) }
    view.historyAddress = post.isLocal && post.updatedAt != nil ? address + "/history" : nil
    view.licence = post.licence.map { LicenceView($0) }
    view.imported = imported(post)
    view.sourceAddress = post.isLocal && post.source != nil ? address + "/source.md" : nil
    view.isUnlisted = post.visibility == .unlisted
    view.isForFollowers = !post.visibility.isOpen
    view.topics = thread.hashtags.map { LinkView(label: "#\($0)", address: "/tags/\(PercentCoding.encoded($0))") }
    view.commentsLabel = thread.replies.isEmpty ? "" : counted(thread.replies.count, "comment", "comments")
    let replies = self.replies(thread.replies, under: post.id, open: open, focus: focus)
    view.replies = Array(replies.prefix(shown))
    view.moreRepliesAddress = replies.count > shown ? address : nil
    view.replyForm = replyForm(to: thread.root, verb: "Comment", open: open)
    view.share = share(thread.root)
    view.bookmark = bookmark(thread.root)
    if isOwn(author), post.isLocal {
      // A text under a pseudonym is found by its paper alone.
      let place = viewer?.id == author.id ? "?summary=\(post.id)" : ""
      view.editAddress = post.paperID.map { "/write/\($0)\(place)" }
      view.deleteAddress = "/post/\(post.id)/delete"
    }
    return view
  }

  func vote(_ seen: SeenPost, subject: String) -> VoteView {
    VoteView(
      action: "/post/\(seen.post.id)/vote", score: Self.score(seen.post.score),
      isOpen: viewer != nil && !isOwn(seen.author), isUp: seen.vote > 0, isDown: seen.vote < 0, subject: subject)
  }

  func share(_ seen: SeenPost) -> ShareView? {
    guard viewer != nil, seen.post.visibility.isOpen else { return nil }
    return ShareView(
      action: "/post/\(seen.post.id)/share", isShared: seen.isShared, subject: "what \(person(seen.author).name) wrote",
      label: seen.post.shares == 0 ? nil : counted(seen.post.shares, "share", "shares"))
  }

  func replyForm(to seen: SeenPost, verb: String, open: OpenReply?) -> ReplyForm? {
    guard viewer != nil, seen.post.visibility.isOpen else { return nil }
    let mine = open.flatMap { $0.parentID == seen.post.id ? $0 : nil }
    return ReplyForm(
      action: "/post/\(seen.post.id)/reply",
      text: FormField("text", id: "text-\(seen.post.id)", value: mine?.text ?? "", problem: mine?.problem),
      previewHTML: mine?.previewHTML, isOpen: mine != nil, verb: verb, whom: person(seen.author).name)
  }

  /// The first paragraph with its tags: what lies between them is balanced, since the renderer and the sanitizer write a tree.
  static func firstParagraph(of html: String) -> String? {
    let bytes = Array(html.utf8)
    guard let start = position(of: Array("<p".utf8), in: bytes, from: 0),
      let end = position(of: Array("</p>".utf8), in: bytes, from: start),
      let after = bytes.dropFirst(start + 2).first, after == UInt8(ascii: ">") || after == UInt8(ascii: " ")
    else { return nil }
    return String(decoding: bytes[start..<(end + 4)], as: UTF8.self)
  }

  private static func position(of needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count >= needle.count, start <= bytes.count - needle.count else { return nil }
    return (start...(bytes.count - needle.count)).first { bytes[$0...].starts(with: needle) }
  }
}
