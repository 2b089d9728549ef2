internal import ActivityStreams
internal import Domain
internal import Store

/// Stores posts of others, or what they changed, inside a transaction.
///
/// Create, Update and Delete may come in any order and end the same: an edit makes an unknown post known, an older text never
/// replaces a newer one, and what its owner deleted does not come back (DESIGN 11.2).
struct PostKeeper {
  let context: VerbContext
  let transaction: WriteTransaction

  /// Keeps a post with those above it, the uppermost first.
  func keep(_ post: ForeignPost, under ancestors: [ForeignPost], _ arrival: Arrival, _ meeting: RoomMeeting?) throws
    -> ItemOutcome
  {
    if !ancestors.isEmpty, try !transaction.hasPost(post.uri) {
      for parent in ancestors {
        do { _ = try keep(parent, .fetched(isWanted: true, mayPassOn: arrival.mayPassOn), nil) } catch is ItemRefusal { break }
      }
    }
    return try keep(post, arrival, meeting)
  }

  private func keep(_ post: ForeignPost, _ arrival: Arrival, _ meeting: RoomMeeting?) throws -> ItemOutcome {
    let author = try transaction.standing(post.author)
    guard try !transaction.isTombstone(uri: post.uri.text, of: author.uri) else { return .refused(.deleted) }
    if let known = try transaction.post(uri: post.uri) {
      guard known.actorID == author.id else { return .refused(.notOwner) }
      return try change(known, post, arrival)
    }
    return try insert(post, by: author, arrival, meeting)
  }

  // MARK: A post that is known

  private func change(_ known: PostRow, _ post: ForeignPost, _ arrival: Arrival) throws -> ItemOutcome {
    guard let time = newer(than: known, post, arrival) else {
      try RoomPassing(context: context, transaction: transaction).passOn(new: known, arrival)
      return .done("known")
    }
    var edit = post.edit(updatedAt: time)
    if known.isQuestion { edit.title = post.question ?? known.title }
    try transaction.updatePost(known.id, edit)
    try transaction.setRecipients(of: known.id, try people(in: post).map(\.id))
    // What anybody may read already can come to more listings, or leave them.
    if known.visibility.isOpen, post.isOpen {
      try transaction.setVisibility(of: known.id, to: post.visibility(followers: nil))
    }
    try RoomPassing(context: context, transaction: transaction).passOn(changeOf: known, arrival)
    return .done("updated")
  }

  /// When a text was made that is newer than the stored one; nil for what is not newer.
  private func newer(than known: PostRow, _ post: ForeignPost, _ arrival: Arrival) -> Timestamp? {
    let last = known.updatedAt ?? known.publishedAt
    guard let updated = post.updatedAt else {
      // An edit that does not say when it was made is as new as its arrival.
      return arrival.isEdit ? max(transaction.now, last) : nil
    }
    return updated > last || (known.updatedAt == nil && updated == last && arrival.isEdit) ? updated : nil
  }

  // MARK: A new post

  private func insert(
    _ post: ForeignPost, by author: ActorRow, _ arrival: Arrival, _ meeting: RoomMeeting?
  ) throws -> ItemOutcome {
    let addressed = try post.addressing.localActors(context.instance.origin, in: transaction)
    let room = addressed.first { $0.kind == .paper }
    var paperID: RowID?
    var asks = false
    switch try PaperPlacing(context: context, transaction: transaction).place(post, room: room) {
    case .paper(let id): paperID = id
    case .question(let id): (paperID, asks) = (id, true)
    case .none: break
    case .refused(let refusal): return .refused(refusal)
    }
    guard
      try arrival.isWanted || paperID != nil
        || post.addressing.concernsUs(by: author, context.instance.origin, addressed: addressed, in: transaction)
    else { return .ignored("unrelated") }
    let people = addressed.filter { $0.kind == .person }
    guard !addressed.isEmpty || post.visibility(followers: author.followersURI) != .direct else {
      return .ignored("unrelated")
    }
    let kind: PostKind = paperID != nil && !asks ? .summary : post.addressing.inReplyTo != nil ? .reply : .note
    let id = try rowID(for: post)
    let audience = post.addressing.audience?.text ?? room?.uri.text
    var draft = post.draft(kind: kind, by: author, paperID: paperID, recipients: people.map(\.id), audienceURI: audience)
    // What was changed before it came here is as new as its last change.
    draft.updatedAt = post.updatedAt
    if asks { draft.title = post.question }
    let row = try transaction.insertPost(draft, id: id)
    try tell(people, of: row, post)
    try RoomPassing(context: context, transaction: transaction).passOn(new: row, arrival)
    if let meeting, let paperID, !asks { try meeting.follow(from: paperID, context, in: transaction) }
    return .done("stored")
  }

  private func people(in post: ForeignPost) throws -> [ActorRow] {
    try post.addressing.localActors(context.instance.origin, in: transaction).filter { $0.kind == .person }
  }

  /// Tells the author of what is answered, those who are mentioned, and who began the thread, each once and if they may see it.
  private func tell(_ people: [ActorRow], of row: PostRow, _ post: ForeignPost) throws {
    let parent = try row.parentID.flatMap { try transaction.post($0) }
    if let parent, parent.isLocal, try transaction.isPost(row.id, seenBy: parent.actorID) {
      try transaction.notify(parent.actorID, of: .reply, by: row.actorID, about: row.id)
    }
    let named = people.filter { person in
      let isNamed = post.addressing.mentions.contains { $0.utf8.elementsEqual(person.uri.text.utf8) }
      return person.id != parent?.actorID && (isNamed || row.visibility == .direct)
    }
    for person in named { try transaction.notify(person.id, of: .mention, by: row.actorID, about: row.id) }
    guard let root = try row.rootID.flatMap({ try transaction.post($0) }), root.isLocal, root.actorID != parent?.actorID,
      !named.contains(where: { $0.id == root.actorID }), try transaction.isPost(row.id, seenBy: root.actorID)
    else { return }
    try transaction.notify(root.actorID, of: .reply, by: row.actorID, about: row.id)
  }

  /// An id in the order of time: an old post that is met late stands where it belongs.
  private func rowID(for post: ForeignPost) throws -> RowID {
    let hour: Int64 = 3_600_000
    guard transaction.now.milliseconds(since: post.publishedAt) > hour, post.publishedAt.milliseconds > 0 else {
      return transaction.nextID()
    }
    for _ in 0..<8 {
      let id = RowID(at: post.publishedAt, sequence: UInt16.random(in: 0...UInt16.max))
      if try !transaction.hasPost(id) { return id }
    }
    return transaction.nextID()
  }
}
