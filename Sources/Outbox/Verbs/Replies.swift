internal import ActivityStreams
internal import Actors
package import Domain
internal import JSON
internal import Markup
package import Store

extension Publisher {
  /// Publishes a comment on a summary, or on a comment, from anywhere.
  ///
  /// It is addressed to the thread's room, and goes to the author answered, those mentioned and the room's server.
  package func reply(_ draft: ReplyDraft, to parentID: RowID, by person: ActorRow) async throws -> PostRow {
    let content: ReplyContent
    do { content = try draft.validated() } catch { throw PublishError.invalid(error.message) }
    let (parent, root) = try await instance.store.read { transaction in
      let parent = try transaction.post(parentID, seenBy: person.id)
      return (parent, try parent?.post.rootID.flatMap { try transaction.post($0) })
    }
    guard let parent, parent.post.visibility.isOpen else { throw PublishError.notFound }
    // Under what somebody wrote by a pseudonym, they answer by it.
    let author = try await voice(of: person, on: root?.id ?? parent.post.id)
    let body = try await render(content.body, lookingUp: true)
    let keys = try await instance.keys.keys(of: author)
    let id = instance.store.ids.next()
    // A reply is never seen by more people than what it answers.
    let isQuiet = parent.post.visibility == .unlisted || content.visibility == .unlisted
    var post = PostDraft(
      uri: try ResourceID(parsing: instance.addresses.note(id)), actorID: author.id, isLocal: true, kind: .reply,
      html: body.text.html, url: instance.addresses.page(of: id, by: author.name), visibility: isQuiet ? .unlisted : .public,
      publishedAt: instance.store.now())
    post.inReplyTo = parent.post.uri.text
    post.contextURI = parent.post.contextURI ?? root?.contextURI
    post.source = content.body
    post.language = content.language?.text
    post.audienceURI = parent.post.audienceURI ?? root?.audienceURI
    post.recipients = Self.addressed([parent.author] + body.mentioned, except: author)
    post.hashtags = body.hashtags
    post.citations = body.cited
    let finished = post
    let people = [parent.author] + body.mentioned.filter { $0.id != parent.author.id }
    return try await instance.store.write { transaction in
      try transaction.insertPost(finished, id: id)
      try transaction.insertRevision(of: id, title: nil, tldr: "", source: content.body)
      guard let row = try transaction.post(id) else { throw PublishError.notFound }
      if parent.author.isLocal { try transaction.notify(parent.author.id, of: .reply, by: author.id, about: id) }
      for person in body.mentioned where person.isLocal && person.id != parent.author.id {
        try transaction.notify(person.id, of: .mention, by: author.id, about: id)
      }
      // Who began the thread hears of all that is said in it, once.
      if let root, root.isLocal, !people.contains(where: { $0.id == root.actorID }),
        try transaction.isPost(id, seenBy: root.actorID)
      {
        try transaction.notify(root.actorID, of: .reply, by: author.id, about: id)
      }
      try announceReply(
        .create, row, by: author, keys: keys, body: PostBody(people: people, hashtags: body.hashtags), in: transaction)
      return row
    }
  }

  /// Replaces the text of a comment of one's own.
  package func edit(reply id: RowID, to draft: ReplyDraft, by person: ActorRow) async throws -> PostRow {
    let author = try await voice(of: person, on: id)
    let content: ReplyContent
    do { content = try draft.validated() } catch { throw PublishError.invalid(error.message) }
    let (known, parent) = try await instance.store.read { transaction in
      let post = try transaction.post(id)
      let parent = try post?.parentID.flatMap { try transaction.post($0) }
      return (post, try parent.flatMap { try transaction.actor($0.actorID) })
    }
    guard let known, known.isLocal, known.actorID == author.id, known.kind == .reply else { throw PublishError.notFound }
    let body = try await render(content.body, lookingUp: true)
    let keys = try await instance.keys.keys(of: author)
    let edit = PostEdit(
      title: nil, tldr: "", source: content.body, html: body.text.html, language: content.language?.text,
      updatedAt: laterThan(known), hashtags: body.hashtags, citations: body.cited)
    let people = [parent].compactMap(\.self) + body.mentioned.filter { $0.id != parent?.id }
    return try await instance.store.write { transaction in
      try transaction.updatePost(id, edit)
      try transaction.setRecipients(of: id, Self.addressed(people, except: author))
      try transaction.insertRevision(of: id, title: nil, tldr: "", source: content.body)
      guard let row = try transaction.post(id) else { throw PublishError.notFound }
      let parts = PostBody(people: people, hashtags: body.hashtags, figures: try PostFigures(row, in: transaction))
      try announceReply(.update, row, by: author, keys: keys, body: parts, in: transaction)
      return row
    }
  }

  private func announceReply(
    _ type: ActivityType, _ post: PostRow, by author: ActorRow, keys: OpenKeys, body: PostBody,
    in transaction: WriteTransaction
  ) throws {
    var body = body
    body.people.removeAll { $0.id == author.id }
    let activity = try compose(type, post, by: author, keys: keys, paper: nil, body: body)
    let room = try room(of: post, in: transaction)
    let root = try post.rootID.flatMap { try transaction.post($0) }
    let rootAuthor = try root.flatMap { try transaction.actor($0.actorID) }
    let announcing = room.flatMap { $0.isLocal && root?.isAnnounced == true ? $0 : nil }
    try transaction.send(
      activity, signer: author,
      to: try targets(
        of: author, mentioning: body.people, also: [room, rootAuthor],
        followersOf: type == .create ? [] : [announcing].compactMap(\.self), in: transaction))
    guard let announcing else { return }
    if post.visibility == .public {
      try pass(on: activity, about: try IRI(post.uri), isNewPost: type == .create, by: announcing, in: transaction)
    } else if type == .create {
      try announcer.announce(try IRI(post.uri), by: announcing, in: transaction)
    }
    try transaction.markAnnounced(post.id)
  }

  private static func addressed(_ people: [ActorRow], except author: ActorRow) -> [RowID] {
    Array(Set(people.map(\.id)).subtracting([author.id]))
  }
}
