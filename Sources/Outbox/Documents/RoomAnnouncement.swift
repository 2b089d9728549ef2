package import ActivityStreams
package import Actors
internal import Domain
package import JSON
package import Store

/// What a room tells its followers (FEP-1b12; DESIGN 5.3).
package struct RoomAnnouncer: Sendable {
  private let composer: ActivityComposer

  package init(instance: Instance) { composer = ActivityComposer(instance: instance) }

  /// Announces a received or local activity verbatim and, of a new post, its id once more for Mastodon.
  ///
  /// The rooms of papers that were merged into the room's own announce it as well, and so does that of the paper it was merged
  /// into: whoever follows any of them misses nothing. Runs inside the transaction that stores the activity. A new post is stored for the room's outbox even where nobody follows;
  /// of anything else nothing is made then.
  ///
  /// - Parameters:
  ///   - activity: the exact document, as received or as published
  ///   - objectURI: the post it is about
  ///   - isNewPost: whether a plain Announce of the post's id follows
  package func announce(
    _ activity: JSONValue, about objectURI: IRI, isNewPost: Bool, by room: ActorRow, in transaction: WriteTransaction
  ) throws {
    for room in try Self.all(room, in: transaction) {
      try announceAlone(activity, about: objectURI, isNewPost: isNewPost, by: room, in: transaction)
    }
  }

  private func announceAlone(
    _ activity: JSONValue, about objectURI: IRI, isNewPost: Bool, by room: ActorRow, in transaction: WriteTransaction
  ) throws {
    let followers = try IRI(room.uri).appending("/followers")
    let audience = try IRI(room.uri)
    let targets = try transaction.followerInboxes(of: room.id)
    guard isNewPost || !targets.isEmpty else { return }
    let wrapped = try composer.compose(
      .announce, by: room, keys: nil, about: objectURI.text, object: .verbatim(activity), to: [.publicCollection],
      cc: [followers], audience: audience, isListed: isNewPost)
    try transaction.send(wrapped, signer: room, to: targets)
    if isNewPost { try announceAlone(objectURI, by: room, isListed: false, in: transaction) }
  }

  /// Announces a post's id alone; the other rooms of the paper do so, too.
  ///
  /// - Parameter isListed: whether it stands in the room's outbox, and so is made even where nobody follows
  package func announce(
    _ objectURI: IRI, by room: ActorRow, isListed: Bool = false, in transaction: WriteTransaction
  ) throws {
    for room in try Self.all(room, in: transaction) {
      try announceAlone(objectURI, by: room, isListed: isListed, in: transaction)
    }
  }

  /// Announces a post's id by this room and no other.
  func announceAlone(_ objectURI: IRI, by room: ActorRow, isListed: Bool = true, in transaction: WriteTransaction) throws {
    let targets = try transaction.followerInboxes(of: room.id)
    guard isListed || !targets.isEmpty else { return }
    let plain = try composer.compose(
      .announce, by: room, keys: nil, about: objectURI.text, object: .id(objectURI), to: [.publicCollection],
      cc: [try IRI(room.uri).appending("/followers")], isListed: isListed)
    try transaction.send(plain, signer: room, to: targets)
  }

  /// The room and the others of its paper.
  private static func all(_ room: ActorRow, in transaction: ReadTransaction) throws -> [ActorRow] {
    guard room.kind == .paper else { return [room] }
    return try [room] + transaction.roomsOfOnePaper(room.id).filter { $0.id != room.id }
  }
}
