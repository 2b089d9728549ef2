internal import ActivityStreams
internal import Actors
package import Domain
internal import JSON
internal import Markup
package import Store

extension Publisher {
  /// Asks a question about a paper: a note to the paper's room, which announces it; what answers it are comments.
  package func ask(_ draft: QuestionDraft, about paper: PaperRow, by author: ActorRow) async throws -> PostRow {
    let content = try Self.validated(draft)
    let body = try await render(content.body, lookingUp: true)
    let keys = try await instance.keys.keys(of: author)
    let id = instance.store.ids.next()
    var post = PostDraft(
      uri: try ResourceID(parsing: instance.addresses.note(id)), actorID: author.id, isLocal: true, kind: .note,
      html: body.text.html, url: instance.addresses.page(of: id, by: author.name), visibility: .public,
      publishedAt: instance.store.now())
    post.paperID = paper.id
    post.contextURI = instance.addresses.context(id)
    post.title = content.title
    post.source = content.body
    post.language = content.language?.text
    post.audienceURI = instance.addresses.actor(.paper, paper.name)
    post.recipients = body.mentioned.map(\.id)
    post.hashtags = body.hashtags
    post.citations = body.cited
    let finished = post
    return try await instance.store.write { transaction in
      try transaction.insertPost(finished, id: id)
      try transaction.insertRevision(of: id, title: content.title, tldr: "", source: content.body)
      try transaction.confirmPaper(paper.id)
      guard let row = try transaction.post(id) else { throw PublishError.notFound }
      for person in body.mentioned where person.isLocal {
        try transaction.notify(person.id, of: .mention, by: author.id, about: id)
      }
      let parts = PostBody(people: body.mentioned, hashtags: body.hashtags)
      try announceQuestion(.create, row, by: author, keys: keys, paper: paper, body: parts, in: transaction)
      return row
    }
  }

  /// Replaces the text of a question of one's own.
  package func edit(question id: RowID, to draft: QuestionDraft, by author: ActorRow) async throws -> PostRow {
    let content = try Self.validated(draft)
    let (known, paper) = try await instance.store.read { transaction in
      let post = try transaction.post(id)
      return (post, try post?.paperID.flatMap { try transaction.paper($0) })
    }
    guard let known, let paper, known.isLocal, known.actorID == author.id, known.isQuestion else { throw PublishError.notFound }
    let body = try await render(content.body, lookingUp: true)
    let keys = try await instance.keys.keys(of: author)
    let edit = PostEdit(
      title: content.title, tldr: "", source: content.body, html: body.text.html, language: content.language?.text,
      updatedAt: laterThan(known), hashtags: body.hashtags, citations: body.cited)
    return try await instance.store.write { transaction in
      try transaction.updatePost(id, edit)
      try transaction.setRecipients(of: id, body.mentioned.map(\.id))
      try transaction.insertRevision(of: id, title: content.title, tldr: "", source: content.body)
      guard let row = try transaction.post(id) else { throw PublishError.notFound }
      let parts = PostBody(
        people: body.mentioned, hashtags: body.hashtags, figures: try PostFigures(row, in: transaction))
      try announceQuestion(.update, row, by: author, keys: keys, paper: paper, body: parts, in: transaction)
      return row
    }
  }

  /// An edit goes to the room's followers from the author too: Mastodon takes it from nobody else.
  private func announceQuestion(
    _ type: ActivityType, _ post: PostRow, by author: ActorRow, keys: OpenKeys, paper: PaperRow, body: PostBody,
    in transaction: WriteTransaction
  ) throws {
    let activity = try compose(type, post, by: author, keys: keys, paper: paper, body: body)
    guard let room = try transaction.actor(paper.actorID) else { throw PublishError.notFound }
    try transaction.send(
      activity, signer: author,
      to: try targets(
        of: author, mentioning: body.people, followersOf: type == .create ? [] : [room], in: transaction))
    try pass(on: activity, about: try IRI(post.uri), isNewPost: type == .create, by: room, in: transaction)
    try transaction.markAnnounced(post.id)
  }

  private static func validated(_ draft: QuestionDraft) throws(PublishError) -> QuestionContent {
    do { return try draft.validated() } catch { throw .invalid(error.message) }
  }
}
