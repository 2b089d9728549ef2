internal import ActivityStreams
internal import Domain
internal import Outbox
internal import Store

/// Has rooms of ours announce what came to them (FEP-1b12; DESIGN 5.3, 11.5).
struct RoomPassing {
  let context: VerbContext
  let transaction: WriteTransaction

  /// Announces a new post in the room it was written for, or in that of the thread it belongs to.
  func passOn(new post: PostRow, _ arrival: Arrival) throws {
    guard arrival.mayPassOn, !post.isAnnounced, post.visibility.isOpen, let room = try room(of: post) else { return }
    // Who finds a summary unlisted finds it by its address alone; a thread that was announced may show what answers.
    guard post.visibility == .public || post.kind == .reply else { return }
    // Summaries and questions stand in the room's outbox for all who come later; comments are for those who follow it now.
    guard try post.kind != .reply || transaction.isFollowedFromElsewhere(room.id) else { return }
    let id = try IRI(parsing: post.uri.text)
    if post.visibility == .public, let activity = arrival.activity, arrival.bytes <= InboxLimits.wrappedBytes {
      try context.announcer.announce(activity, about: id, isNewPost: true, by: room, in: transaction)
    } else {
      try context.announcer.announce(id, by: room, in: transaction)
    }
    try transaction.markAnnounced(post.id)
    guard post.kind == .summary, let paper = try post.paperID.flatMap({ try transaction.paper($0) }) else { return }
    for other in try WiderRooms(instance: context.instance).rooms(of: paper, in: transaction) {
      try context.announcer.announce(id, by: other, isListed: true, in: transaction)
    }
  }

  /// Announces an edit or a deletion of a post that was announced.
  func passOn(changeOf post: PostRow, _ arrival: Arrival) throws {
    guard let activity = arrival.activity, arrival.bytes <= InboxLimits.wrappedBytes, post.isAnnounced,
      post.visibility == .public, let room = try room(of: post)
    else { return }
    try context.announcer.announce(
      activity, about: try IRI(parsing: post.uri.text), isNewPost: false, by: room, in: transaction)
  }

  /// The room of ours that announces a post: of a summary the one it is addressed to, of a comment that of its announced thread.
  private func room(of post: PostRow) throws -> ActorRow? {
    switch post.kind {
    case .note where !post.isQuestion: return nil
    case .summary, .note:
      guard let room = try audience(of: post), let paper = try transaction.paper(room: room.id) else { return nil }
      return paper.id == post.paperID ? room : nil
    case .reply:
      guard let root = try post.rootID.flatMap({ try transaction.post($0) }), root.isAnnounced else { return nil }
      if let room = try audience(of: root) { return room }
      return try root.paperID.flatMap { try transaction.paper($0) }.flatMap { try transaction.actor($0.actorID) }
    }
  }

  private func audience(of post: PostRow) throws -> ActorRow? {
    let uri = post.audienceURI.flatMap { try? ResourceID(parsing: $0) }
    guard let room = try uri.flatMap({ try transaction.actor(uri: $0) }), room.isLocal, room.kind.isRoom, room.state == .active
    else { return nil }
    return room
  }
}
