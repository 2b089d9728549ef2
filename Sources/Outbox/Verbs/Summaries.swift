internal import ActivityStreams
internal import Actors
package import Domain
internal import JSON
internal import Markup
package import Store

extension Publisher {
  /// Publishes a person's summary of a paper: summary, revision, `Create` and deliveries are one transaction.
  ///
  /// Throws ``PublishError``.
  package func publish(_ draft: SummaryDraft, of paper: PaperRow, by author: ActorRow) async throws -> PostRow {
    let content = try validated(draft)
    let body = try await render(content.body, lookingUp: true)
    let keys = try await instance.keys.keys(of: author)
    let id = instance.store.ids.next()
    let uri = try ResourceID(parsing: instance.addresses.summary(id))
    var post = PostDraft(
      uri: uri, actorID: author.id, isLocal: true, kind: .summary, html: body.text.html,
      url: instance.addresses.page(of: id, by: author.name), visibility: content.visibility, publishedAt: instance.store.now())
    post.paperID = paper.id
    post.contextURI = instance.addresses.context(id)
    post.title = content.title
    post.tldr = Self.tldr(of: content, body)
    post.source = content.body
    post.language = content.language?.text
    post.audienceURI = instance.addresses.actor(.paper, paper.name)
    post.recipients = body.mentioned.map(\.id)
    post.hashtags = body.hashtags
    post.citations = body.cited
    post.licence = content.licence
    let finished = post
    do {
      return try await instance.store.write { transaction in
        try transaction.insertPost(finished, id: id)
        try transaction.insertRevision(
          of: id, title: finished.title, tldr: finished.tldr, source: content.body, licence: content.licence)
        try transaction.confirmPaper(paper.id)
        guard let row = try transaction.post(id) else { throw PublishError.notFound }
        for person in body.mentioned where person.isLocal {
          try transaction.notify(person.id, of: .mention, by: author.id, about: id)
        }
        let parts = PostBody(people: body.mentioned, hashtags: body.hashtags)
        try announce(.create, row, by: author, keys: keys, paper: paper, body: parts, in: transaction)
        return row
      }
    } catch StoreError.summaryExists {
      let existing = try await instance.store.read { try $0.summary(of: paper.id, by: author.id) }
      throw PublishError.summaryExists(existing?.id ?? id)
    }
  }

  /// Replaces the text of a summary of one's own; visibility stays as it was published.
  package func edit(summary id: RowID, to draft: SummaryDraft, by author: ActorRow) async throws -> PostRow {
    let content = try validated(draft)
    let (known, paper) = try await instance.store.read { transaction in
      let post = try transaction.post(id)
      return (post, try post?.paperID.flatMap { try transaction.paper($0) })
    }
    guard let known, let paper, known.isLocal, known.actorID == author.id, known.kind == .summary else {
      throw PublishError.notFound
    }
    let body = try await render(content.body, lookingUp: true)
    let keys = try await instance.keys.keys(of: author)
    let edit = PostEdit(
      title: content.title, tldr: Self.tldr(of: content, body), source: content.body, html: body.text.html,
      language: content.language?.text, updatedAt: laterThan(known), hashtags: body.hashtags, citations: body.cited,
      licence: content.licence)
    return try await instance.store.write { transaction in
      try transaction.updatePost(id, edit)
      try transaction.setRecipients(of: id, body.mentioned.map(\.id))
      try transaction.insertRevision(
        of: id, title: edit.title, tldr: edit.tldr, source: content.body, licence: content.licence)
      guard let row = try transaction.post(id) else { throw PublishError.notFound }
      let parts = PostBody(
        people: body.mentioned, hashtags: body.hashtags, figures: try PostFigures(row, in: transaction))
      try announce(.update, row, by: author, keys: keys, paper: paper, body: parts, in: transaction)
      return row
    }
  }

  /// Deletes a summary or comment of one's own: bytes, revisions and renderings go, a tombstone stays (DESIGN 11.12).
  package func delete(post id: RowID, by author: ActorRow) async throws {
    let keys = try await instance.keys.keys(of: author)
    try await instance.store.write { transaction in
      guard let post = try transaction.post(id), post.isLocal, post.actorID == author.id,
        let document = try instance.object(post, in: transaction)
      else { throw PublishError.notFound }
      let mentioned = try transaction.recipients(of: id)
      let parent = try post.parentID.flatMap { try transaction.post($0) }.flatMap { try transaction.actor($0.actorID) }
      let room = try room(of: post, in: transaction)
      let formerType = document.type.name
      try transaction.eraseActivities(about: post.uri.text)
      try transaction.erasePost(id)
      try transaction.insertTombstone(uri: post.uri.text, actorURI: author.uri, formerType: formerType)
      var tombstone = ObjectDocument(id: document.id, type: .tombstone)
      tombstone.atomUri = document.id
      let activity = try composer.compose(
        .delete, by: author, keys: keys, about: post.uri.text, object: .object(tombstone), to: document.to, cc: document.cc,
        audience: document.audience)
      let ours = room.flatMap { $0.isLocal && post.isAnnounced ? $0 : nil }
      let wider = try ours == nil || post.kind != .summary ? [] : rooms(of: post, in: transaction)
      try transaction.send(
        activity, signer: author,
        to: try targets(
          of: author, mentioning: mentioned, also: [parent, room], followersOf: [ours].compactMap(\.self) + wider,
          in: transaction))
      if let ours { try pass(on: activity, about: document.id, isNewPost: false, by: ours, in: transaction) }
    }
  }

  /// Stores and sends the activity about a summary, and has the paper's room announce it if it is public.
  ///
  /// An edit goes to the room's followers from the author too: Mastodon takes it from nobody else.
  private func announce(
    _ type: ActivityType, _ post: PostRow, by author: ActorRow, keys: OpenKeys, paper: PaperRow, body: PostBody,
    in transaction: WriteTransaction
  ) throws {
    let activity = try compose(type, post, by: author, keys: keys, paper: paper, body: body)
    let room = post.visibility == .public ? try transaction.actor(paper.actorID) : nil
    if room != nil, type == .create { try widerRooms.open(for: paper, in: transaction) }
    let wider = room == nil ? [] : try widerRooms.rooms(of: paper, in: transaction)
    try transaction.send(
      activity, signer: author,
      to: try targets(
        of: author, mentioning: body.people, followersOf: type == .create ? [] : [room].compactMap(\.self) + wider,
        in: transaction))
    guard let room else { return }
    try pass(on: activity, about: try IRI(post.uri), isNewPost: type == .create, by: room, in: transaction)
    if type == .create {
      for other in wider { try announcer.announce(try IRI(post.uri), by: other, isListed: true, in: transaction) }
    }
    try transaction.markAnnounced(post.id)
  }

  /// The rooms of venue and topics that a summary belongs to.
  private func rooms(of post: PostRow, in transaction: ReadTransaction) throws -> [ActorRow] {
    try post.paperID.flatMap { try transaction.paper($0) }.map { try widerRooms.rooms(of: $0, in: transaction) } ?? []
  }

  /// Has a room of ours announce an activity of ours.
  func pass(
    on activity: OutgoingActivity, about objectURI: IRI, isNewPost: Bool, by room: ActorRow, in transaction: WriteTransaction
  ) throws {
    try announcer.announce(
      try JSONValue(parsing: activity.body, limits: .own), about: objectURI, isNewPost: isNewPost, by: room, in: transaction)
  }

  /// The room a post is addressed to, ours or a known remote one.
  func room(of post: PostRow, in transaction: ReadTransaction) throws -> ActorRow? {
    try post.audienceURI.flatMap { try? ResourceID(parsing: $0) }.flatMap { try transaction.actor(uri: $0) }
  }

  /// The time of an edit: now, and later than what it replaces, which peers require (federation.md 3.2).
  func laterThan(_ post: PostRow) -> Timestamp {
    let last = max(post.publishedAt, post.updatedAt ?? post.publishedAt)
    return max(instance.store.now(), last.adding(seconds: 1))
  }

  private func validated(_ draft: SummaryDraft) throws(PublishError) -> SummaryContent {
    guard draft.visibility.isOpen else { throw .invalid("A summary is public or unlisted.") }
    do {
      return try draft.validated()
    } catch {
      throw .invalid(error.message)
    }
  }

  private static func tldr(of content: SummaryContent, _ body: RenderedBody) -> String {
    if let tldr = content.tldr, !tldr.isEmpty { return tldr }
    let first = body.text.firstParagraphText
    guard first.count > SummaryDraft.maximumTLDR else { return first }
    return first.prefix(SummaryDraft.maximumTLDR - 1) + "…"
  }
}
