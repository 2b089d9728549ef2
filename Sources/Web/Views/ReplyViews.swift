internal import Domain
internal import Store

extension ViewMaker {
  /// Comments deeper than this stand side by side.
  static let deepest = 6

  /// The comments in reading order, parents before children, each with its depth.
  ///
  /// - Parameters:
  ///   - rows: oldest first
  ///   - root: what the first comments answer; those whose parent is not among the rows stand with them
  func replies(
    _ rows: [SeenPost], under root: RowID, open: OpenReply? = nil, focus: RowID? = nil, thread: LinkView? = nil
  ) -> [ReplyView] {
    var authors: [RowID: ActorRow] = [:]
    var children: [RowID: [SeenPost]] = [:]
    for row in rows { authors[row.post.id] = row.author }
    for row in rows {
      let parent = row.post.parentID.flatMap { authors[$0] == nil ? nil : $0 } ?? root
      children[parent, default: []].append(row)
    }
    var out: [ReplyView] = []
    var shown: Set<RowID> = []
    func show(_ first: [SeenPost]) {
      var waiting = first.reversed().map { ($0, 0) }
      while let (row, depth) = waiting.popLast() {
        guard shown.insert(row.post.id).inserted else { continue }
        out.append(
          reply(row, depth: depth, parent: depth == 0 ? nil : row.post.parentID.flatMap { authors[$0] }, open, focus, thread))
        waiting += (children[row.post.id] ?? []).reversed().map { ($0, depth + 1) }
      }
    }
    show(children[root] ?? [])
    // Rows that answer each other in a ring are under nothing.
    show(rows)
    return out
  }

  func reply(
    _ row: SeenPost, depth: Int, parent: ActorRow? = nil, _ open: OpenReply? = nil, _ focus: RowID? = nil,
    _ thread: LinkView? = nil
  ) -> ReplyView {
    let (post, author) = (row.post, row.author)
    let name = person(author).name
    var view = ReplyView(
      anchor: "n-\(post.id)", address: address(post, by: author), author: person(author), origin: origin(post, by: author),
      bodyHTML: bare(body(post)), published: moment(post.publishedAt))
    view.depthClass = "depth-\(min(depth, Self.deepest))"
    view.language = post.language ?? ""
    view.edited = post.updatedAt.map { moment($0) }
    view.parent = parent.flatMap { parent in post.parentID.map { LinkView(label: person(parent).name, address: "#n-\($0)") } }
    view.thread = thread
    view.title = post.isQuestion ? post.title.map { LinkView(label: $0, address: view.address) } : nil
    view.vote = vote(row, subject: "the comment by \(name)")
    view.replyForm = replyForm(to: row, verb: "Reply", open: open)
    view.isFocus = focus == post.id
    if isOwn(author), post.isLocal {
      view.editAddress = "/post/\(post.id)/edit"
      view.deleteAddress = "/post/\(post.id)/delete"
    }
    return view
  }
}
