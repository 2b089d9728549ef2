internal import ActivityStreams
package import Actors
package import Domain
package import JSON
package import Store

extension Publisher {
  /// Follows somebody or a room from anywhere by handle; throws ``PublishError`` or `ActorError`.
  package func follow(_ handle: Handle, by person: ActorRow) async throws -> ActorRow {
    let target = try await remotes.actor(handle, budget: FetchBudget())
    try await follow(target, by: person)
    return target
  }

  /// Follows an actor.
  ///
  /// Of ours the follow is accepted at once; another server's waits for its `Accept`.
  package func follow(_ target: ActorRow, by follower: ActorRow) async throws {
    guard target.id != follower.id, target.state == .active, target.kind != .instance else {
      throw PublishError.invalid("\(target.displayName) cannot be followed.")
    }
    try await instance.store.write { transaction in
      guard try !transaction.isBlocked(host: target.host) else {
        throw PublishError.invalid("\(target.host) is blocked here.")
      }
      if let known = try transaction.follow(from: follower.id, to: target.id), known.state != .rejected { return }
      let id = try IRI(target.uri)
      let activity = try composer.compose(
        .follow, by: follower, keys: nil, about: target.uri.text, object: .id(id), to: [id])
      let state: FollowState = target.isLocal && !target.manuallyApproves ? .accepted : .pending
      _ = try transaction.upsertFollow(from: follower.id, to: target.id, uri: activity.uri.text, state: state)
      if target.isLocal {
        if target.kind == .person { try transaction.notify(target.id, of: .follow, by: follower.id) }
        return
      }
      try transaction.send(activity, signer: follower, to: [DeliveryTarget(personalOf: target)])
    }
  }

  /// Ends a follow, or takes back the wish to.
  package func unfollow(_ target: ActorRow, by follower: ActorRow) async throws {
    try await instance.store.write { transaction in
      guard let known = try transaction.follow(from: follower.id, to: target.id) else { return }
      try transaction.deleteFollow(from: follower.id, to: target.id)
      guard !target.isLocal else {
        return try transaction.deleteNotification(target.id, of: .follow, by: follower.id, about: nil)
      }
      let id = try IRI(target.uri)
      var inner = ActivityDocument(id: IRI(known.uri), type: .follow, actor: try IRI(follower.uri), object: .id(id))
      inner.to = [id]
      inner = try composer.sent(known.uri, in: transaction, otherwise: inner)
      let activity = try composer.compose(
        .undo, by: follower, keys: nil, about: target.uri.text, object: .activity(inner), to: [id])
      try transaction.send(activity, signer: follower, to: [DeliveryTarget(personalOf: target)])
    }
  }
}

/// Answers to those who ask to follow one of ours.
package struct FollowAnswerer: Sendable {
  private let composer: ActivityComposer

  package init(instance: Instance) { composer = ActivityComposer(instance: instance) }

  /// Sends `Accept` or `Reject` with what peers match of the Follow: id, type, actor and object (federation.md 4.1).
  ///
  /// - Parameter follow: the Follow as it came; only its id is used, since the rest could be a megabyte of anything
  package func answer(
    _ follow: JSONValue, from follower: ActorRow, to target: ActorRow, accepting: Bool, in transaction: WriteTransaction
  ) throws {
    let inner = ActivityDocument(
      id: follow["id"]?.string.flatMap { IRI($0) }, type: .follow, actor: try IRI(follower.uri), object: .id(try IRI(target.uri)))
    let activity = try composer.compose(
      accepting ? .accept : .reject, by: target, keys: nil, about: target.uri.text, object: .activity(inner),
      to: [try IRI(follower.uri)])
    try transaction.send(activity, signer: target, to: [DeliveryTarget(personalOf: follower)])
  }
}
