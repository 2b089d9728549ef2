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
    let ready = try await ready(draft, of: paper, by: author)
    return try await publishing(ready) { transaction in
      guard try transaction.privateSummary(of: paper.id, by: author.id) == nil else {
        throw PublishError.invalid("You keep a private summary of this paper: publish that one, or delete it first.")
      }
      return try insert(ready, in: transaction)
    }
  }

  /// Makes all of a summary that needs time.
  func ready(_ draft: SummaryDraft, of paper: PaperRow, by author: ActorRow) async throws -> ReadySummary {
    let content = try validated(draft)
    let body = try await render(content.body, lookingUp: true)
    let keys = try await instance.keys.keys(of: author)
    let id = instance.store.ids.next()
    var post = PostDraft(
      uri: try ResourceID(parsing: instance.addresses.summary(id)), actorID: author.id, isLocal: true, kind: .summary,
      html: body.text.html, url: instance.addresses.page(of: id, by: author.name), visibility: content.visibility,
      publishedAt: instance.store.now())
    post.paperID = paper.id
    post.contextURI = instance.addresses.context(id)
    post.title = content.title
    post.tldr = Self.tldr(of: content, body)
    post.source = content.body
    post.language = content.language?.text
    // What not everybody may see is no business of a room.
    post.audienceURI = content.visibility.isOpen ? instance.addresses.actor(.paper, paper.name) : nil
    post.recipients = body.mentioned.map(\.id)
    post.hashtags = body.hashtags
    post.citations = body.cited
    post.licence = content.licence
    post.writtenFor = content.writtenFor
    return ReadySummary(id: id, post: post, source: content.body, body: body, author: author, keys: keys, paper: paper)
  }

  /// Runs the transaction that publishes a summary; throws ``PublishError/summaryExists(_:)`` where there is one.
  func publishing(
    _ ready: ReadySummary, _ body: @Sendable @escaping (WriteTransaction) throws -> PostRow
  ) async throws -> PostRow {
    do {
      return try await instance.store.write(body)
    } catch StoreError.summaryExists {
      let existing = try await instance.store.read { try $0.summary(of: ready.paper.id, by: ready.author.id) }
      throw PublishError.summaryExists(existing?.id ?? ready.id)
    }
  }

  /// Stores a summary with its revision, its `Create` and the deliveries.
  func insert(_ ready: ReadySummary, in transaction: WriteTransaction) throws -> PostRow {
    let (id, author, body) = (ready.id, ready.author, ready.body)
    guard try instance.keys.pseudonym(of: author.id, on: ready.paper.id, in: transaction) == nil else {
      throw Self.isPseudonymous
    }
    try transaction.insertPost(ready.post, id: id)
    try transaction.insertRevision(
      of: id, title: ready.post.title, tldr: ready.post.tldr, source: ready.source, licence: ready.post.licence)
    if ready.post.visibility.isOpen { try transaction.confirmPaper(ready.paper.id) }
    guard let row = try transaction.post(id) else { throw PublishError.notFound }
    for person in body.mentioned where person.isLocal {
      try transaction.notify(person.id, of: .mention, by: author.id, about: id)
    }
    let parts = PostBody(people: body.mentioned, hashtags: body.hashtags)
    try announce(.create, row, by: author, keys: ready.keys, paper: ready.paper, body: parts, in: transaction)
    return row
  }

  /// Replaces the text of a summary of one's own; visibility stays as it was published, or becomes public if it was unlisted.
  ///
  /// - Parameter isWider: whether rooms and lists hear of it from now on
  package func edit(
    summary id: RowID, to draft: SummaryDraft, by author: ActorRow, isWider: Bool = false
  ) async throws -> PostRow {
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
      licence: content.licence, writtenFor: content.writtenFor)
    return try await instance.store.write { transaction in
      try transaction.updatePost(id, edit)
      try transaction.setRecipients(of: id, body.mentioned.map(\.id))
      try transaction.insertRevision(
        of: id, title: edit.title, tldr: edit.tldr, source: content.body, licence: content.licence)
      if isWider, known.visibility == .unlisted { try transaction.setVisibility(of: id, to: .public) }
      guard let row = try transaction.post(id) else { throw PublishError.notFound }
      let parts = PostBody(
        people: body.mentioned, hashtags: body.hashtags, figures: try PostFigures(row, in: transaction))
      // Those who follow the rooms never had it.
      if row.visibility != known.visibility {
        try announce(.create, row, by: author, keys: keys, paper: paper, body: parts, in: transaction)
      }
      try announce(.update, row, by: author, keys: keys, paper: paper, body: parts, in: transaction)
      return row
    }
  }

  /// Deletes a summary or comment of one's own: bytes, revisions and renderings go, a tombstone stays (DESIGN 11.12).
  ///
  /// With a summary under a pseudonym its pseudonym ends.
  package func delete(post id: RowID, by person: ActorRow) async throws {
    let author = try await voice(of: person, on: id)
    if author.id != person.id, let post = try await instance.store.read({ try $0.post(id) }), post.kind == .summary,
      let paper = post.paperID
    {
      return try await delete(pseudonymousOf: paper, by: person)
    }
    let keys = try await instance.keys.keys(of: author)
    try await instance.store.write { try erase(post: id, by: author, keys: keys, in: $0) }
  }

  /// The same inside a transaction.
  func erase(post id: RowID, by author: ActorRow, keys: OpenKeys, in transaction: WriteTransaction) throws {
    guard let post = try transaction.post(id), post.isLocal, post.actorID == author.id,
      let document = try instance.object(post, in: transaction)
    else { throw PublishError.notFound }
    let mentioned = try transaction.recipients(of: id)
    let parent = try post.parentID.flatMap { try transaction.post($0) }.flatMap { try transaction.actor($0.actorID) }
    let room = try room(of: post, in: transaction)
    let formerType = document.type.name
    try transaction.eraseActivities(about: post.uri.text)
    try transaction.erasePost(id)
    // Of what few could see, nobody else learns that it was there.
    if post.visibility.isOpen {
      try transaction.insertTombstone(uri: post.uri.text, actorURI: author.uri, formerType: formerType)
    }
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
        of: author, mentioning: mentioned, also: [parent, room], followersOf: try rooms(with: ours, in: transaction) + wider,
        in: transaction))
    if let ours { try pass(on: activity, about: document.id, isNewPost: false, by: ours, in: transaction) }
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
        of: author, mentioning: body.people,
        followersOf: type == .create ? [] : try rooms(with: room, in: transaction) + wider, in: transaction))
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

  /// A paper's room with those of the papers that are one with it.
  private func rooms(with room: ActorRow?, in transaction: ReadTransaction) throws -> [ActorRow] {
    guard let room else { return [] }
    return try [room] + transaction.roomsOfOnePaper(room.id).filter { $0.id != room.id }
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

  func validated(_ draft: SummaryDraft) throws(PublishError) -> SummaryContent {
    guard draft.visibility != .direct else { throw .invalid("A summary is for everybody or for followers.") }
    do {
      return try draft.validated()
    } catch {
      throw .invalid(error.message)
    }
  }

  static func tldr(of content: SummaryContent, _ body: RenderedBody) -> String {
    if let tldr = content.tldr, !tldr.isEmpty { return tldr }
    let first = body.text.firstParagraphText
    guard first.count > SummaryDraft.maximumTLDR else { return first }
    return first.prefix(SummaryDraft.maximumTLDR - 1) + "…"
  }
}

/// A summary that is made and not stored yet.
struct ReadySummary: Sendable {
  let id: RowID
  let post: PostDraft
  let source: String
  let body: RenderedBody
  let author: ActorRow
  let keys: OpenKeys
  let paper: PaperRow
}
