internal import ActivityStreams
internal import Actors
package import Domain
package import Store

extension Publisher {
  /// Sets or takes back a person's vote on a post: `Like`, `Dislike`, or the `Undo` of either (DESIGN 5.7).
  ///
  /// - Parameter vote: nil takes the vote back
  package func vote(_ vote: Vote?, on postID: RowID, by person: ActorRow) async throws {
    // Nobody votes for themselves, by whatever name.
    guard try await voice(of: person, on: postID).id == person.id else { throw PublishError.notFound }
    let keys = try await instance.keys.keys(of: person)
    try await instance.store.write { transaction in
      guard let seen = try transaction.post(postID, seenBy: person.id), seen.author.id != person.id else {
        throw PublishError.notFound
      }
      let known = try transaction.vote(of: person.id, on: postID)
      guard known?.value != vote?.rawValue else { return }
      if let known { try undo(known, on: seen, by: person, keys: keys, in: transaction) }
      guard let vote else { return }
      let activity = try composer.compose(
        vote == .up ? .like : .dislike, by: person, keys: keys, about: seen.post.uri.text, object: .id(try IRI(seen.post.uri)),
        to: [try IRI(seen.author.uri)], cc: Self.room(of: seen), audience: Self.room(of: seen).first)
      try transaction.upsertVote(of: person.id, on: postID, value: vote.rawValue, uri: activity.uri.text)
      if seen.author.isLocal, vote == .up { try transaction.notify(seen.author.id, of: .like, by: person.id, about: postID) }
      try send(activity, about: seen, by: person, in: transaction)
    }
  }

  private func undo(
    _ vote: VoteRow, on seen: AuthoredPost, by person: ActorRow, keys: OpenKeys, in transaction: WriteTransaction
  ) throws {
    try transaction.deleteVote(of: person.id, on: seen.post.id)
    if seen.author.isLocal { try transaction.deleteNotification(seen.author.id, of: .like, by: person.id, about: seen.post.id) }
    var inner = ActivityDocument(
      id: IRI(vote.uri), type: vote.value > 0 ? .like : .dislike, actor: try IRI(person.uri), object: .id(try IRI(seen.post.uri)))
    inner.to = [try IRI(seen.author.uri)]
    inner.cc = Self.room(of: seen)
    inner.audience = inner.cc.first
    inner = try composer.sent(vote.uri, in: transaction, otherwise: inner)
    let activity = try composer.compose(
      .undo, by: person, keys: keys, about: seen.post.uri.text, object: .activity(inner), to: inner.to,
      cc: inner.cc, audience: inner.audience)
    try send(activity, about: seen, by: person, in: transaction)
  }

  private static func room(of seen: AuthoredPost) -> [IRI] { seen.post.audienceURI.flatMap { IRI($0) }.map { [$0] } ?? [] }

  /// A vote goes to the author's server and to that of the room, which counts it; a room of ours announces it (FEP-1b12).
  private func send(
    _ activity: OutgoingActivity, about seen: AuthoredPost, by person: ActorRow, in transaction: WriteTransaction
  ) throws {
    let room = try room(of: seen.post, in: transaction)
    let targets = [seen.author, room].compactMap(\.self).filter { !$0.isLocal }.map { DeliveryTarget(sharedOf: $0) }
    try transaction.send(activity, signer: person, to: targets)
    guard let room, room.isLocal, seen.post.isAnnounced else { return }
    try pass(on: activity, about: try IRI(seen.post.uri), isNewPost: false, by: room, in: transaction)
  }
}
