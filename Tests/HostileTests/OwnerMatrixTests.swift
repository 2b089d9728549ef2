import ActivityStreams
import Actors
import Domain
import JSON
import Outbox
import Store
import TestSupport
import Testing

/// Who may change what: every verb upon what is one's own, a neighbour's, somebody's on another host, and ours, written out and by
/// id, through a real inbox.
@Suite("Hostile peers: the owner matrix") struct OwnerMatrixTests {
  enum Verb: String, CaseIterable, Sendable {
    case update = "Update", delete = "Delete", undo = "Undo", accept = "Accept", reject = "Reject", announce = "Announce"
    case move = "Move", add = "Add", remove = "Remove", block = "Block", flag = "Flag"

    /// Whether the verb changes anything at all, whoever does it; the rest is not acted upon.
    var isActedUpon: Bool { ![Verb.move, .add, .remove, .block, .flag].contains(self) }
  }

  enum Owner: String, CaseIterable, Sendable { case own, neighbour, elsewhere, here }

  /// One cell: the activity, and how to see whether the owner's thing was changed.
  private struct Cell {
    let activity: JSONValue
    let state: @Sendable () async throws -> String
  }

  @Test("Only the owner changes what is theirs", arguments: Verb.allCases)
  func verb(_ verb: Verb) async throws {
    try await HostileScene.use { scene in
      let cast = try await Cast.enter(scene)
      let eve = try cast.named("eve")
      for owner in Owner.allCases {
        for isEmbedded in [true, false] {
          let cell = try await Self.cell(verb, owner, isEmbedded, scene, cast)
          let before = try await cell.state()
          let rows = try await RowSnapshot.taken(of: scene.house)
          #expect(try await scene.deliver(cell.activity, by: eve) == 202)
          let changed = try await cell.state() != before
          let faults = try await RowSnapshot.taken(of: scene.house).faults(
            since: rows, except: ["inbox_item", "inbox_body", "inbox_sender"], meeting: [])
          let name: Comment = "\(verb) upon \(owner), \(isEmbedded ? "written out" : "by id")"
          // The one rule: the owner's own word acts, nobody else's does. A share is the sharer's own and changes no owner's thing.
          #expect(changed == (verb.isActedUpon && owner == .own && verb != .announce), name)
          if !(verb.isActedUpon && owner == .own) && verb != .announce { #expect(faults == [], name) }
          if verb == .announce { #expect(faults.allSatisfy(Self.belongsToShare), name) }
        }
      }
    }
  }

  /// Rows that a share may touch: itself, the count of the post, a notification.
  private static func belongsToShare(_ fault: String) -> Bool {
    ["share:", "post:", "notification:"].contains { fault.dropFirst(2).hasPrefix($0) }
  }

  private static func cell(
    _ verb: Verb, _ owner: Owner, _ isEmbedded: Bool, _ scene: HostileScene, _ cast: Cast
  ) async throws -> Cell {
    switch verb {
    case .undo: try await undo(owner, isEmbedded, scene, cast)
    case .accept, .reject: try await answer(verb, owner, isEmbedded, scene, cast)
    default: try await aboutPost(verb, owner, isEmbedded, scene, cast)
    }
  }

  private static func stranger(_ owner: Owner, _ cast: Cast) throws -> Stranger? {
    switch owner {
    case .own: try cast.named("eve")
    case .neighbour: try cast.named("nell")
    case .elsewhere: try cast.named("mallory")
    case .here: nil
    }
  }

  /// A post of the owner, freshly made, and what is done with it.
  private static func aboutPost(
    _ verb: Verb, _ owner: Owner, _ isEmbedded: Bool, _ scene: HostileScene, _ cast: Cast
  ) async throws -> Cell {
    let eve = try cast.named("eve")
    let name = "notes/\(owner)-\(isEmbedded)"
    var uri = Words.summary
    var object: JSONValue = [
      "id": .string(Words.summary), "type": "Article", "attributedTo": .string(Words.ada), "content": "<p>Changed</p>",
      "to": [.string(Words.everybody)], "cc": [], "updated": "2026-11-20T09:59:00Z",
    ]
    if let stranger = try stranger(owner, cast) {
      let note = stranger.note(name, "Mine", replyTo: Words.summary)
      guard try await scene.deliver(stranger.activity("Create", note), by: stranger) == 202 else { throw TestFault("no post") }
      let changed = stranger.note(name, "Changed", replyTo: Words.summary, extra: ["updated": "2026-11-20T09:59:00Z"])
      scene.web.publish(owner == .own && verb == .update ? changed : note)
      uri = "\(stranger.id)/\(name)"
      object = changed
    }
    let inner: JSONValue =
      verb == .announce && isEmbedded
      ? ["id": .string(uri + "#u"), "type": "Update", "actor": object["attributedTo"] ?? .null, "object": object] : object
    var activity = eve.activity(verb.rawValue, isEmbedded ? inner : .string(uri), to: [Words.everybody])
    if verb == .add || verb == .remove, var changed = activity.object {
      changed["target"] = .string(uri + "/replies")
      activity = .object(changed)
    }
    let id = try ResourceID(parsing: uri)
    return Cell(activity: activity) {
      guard let post = try await scene.store.read({ try $0.post(uri: id) }) else { return "gone" }
      return "\(post.html) \(post.visibility) \(post.actorID)"
    }
  }

  /// A share of the summary by the owner, or Ada's follow, and what is left of it.
  private static func undo(_ owner: Owner, _ isEmbedded: Bool, _ scene: HostileScene, _ cast: Cast) async throws -> Cell {
    let eve = try cast.named("eve")
    guard let stranger = try stranger(owner, cast) else {
      let follow = try await scene.house.last("Follow")
      let activity = eve.activity("Undo", isEmbedded ? follow.document : .string(follow.uri))
      return Cell(activity: activity) {
        try await scene.store.read { try $0.follow(uri: follow.uri).map { "\($0.state)" } ?? "gone" }
      }
    }
    let share = stranger.activity(
      "Announce", .string(Words.summary), id: "\(stranger.id)#share-\(isEmbedded)", to: [Words.everybody])
    guard try await scene.deliver(share, by: stranger) == 202 else { throw TestFault("no share") }
    let id = try #require(share["id"]?.string)
    // A second share of the same post is the first one still; the id by which it is stored is what is undone.
    let actor = try #require(
      try await scene.store.read { try $0.actor(uri: try ResourceID(parsing: stranger.id)) })
    let stored = try await scene.store.read { try $0.share(of: actor.id, of: Cast.summaryID)?.uri } ?? id
    var whole = share.object ?? [:]
    whole["id"] = .string(stored)
    return Cell(activity: eve.activity("Undo", isEmbedded ? .object(whole) : .string(stored))) {
      try await scene.store.read { try $0.share(of: actor.id, of: Cast.summaryID) == nil ? "gone" : "there" }
    }
  }

  /// A follow of the owner by somebody here, and its state.
  private static func answer(
    _ verb: Verb, _ owner: Owner, _ isEmbedded: Bool, _ scene: HostileScene, _ cast: Cast
  ) async throws -> Cell {
    let eve = try cast.named("eve")
    let follower = try await scene.house.person("f_\(verb)_\(owner)_\(isEmbedded)")
    let target: ActorRow
    if let stranger = try stranger(owner, cast) {
      target = try #require(try await scene.store.read { try $0.actor(uri: try ResourceID(parsing: stranger.id)) })
      try await scene.house.publisher.follow(target, by: follower)
    } else {
      // A follow between two people here, which waits for the second.
      target = try await scene.house.person("g_\(verb)_\(isEmbedded)")
      let uri = "\(Words.home)/activities/f-\(verb)-\(isEmbedded)"
      try await scene.store.write { transaction in
        _ = try transaction.upsertFollow(from: follower.id, to: target.id, uri: uri, state: .pending)
      }
    }
    let row = try #require(try await scene.store.read { try $0.follow(from: follower.id, to: target.id) })
    let whole: JSONValue = [
      "id": .string(row.uri), "type": "Follow", "actor": .string(follower.uri.text), "object": .string(target.uri.text),
    ]
    return Cell(activity: eve.activity(verb.rawValue, isEmbedded ? whole : .string(row.uri))) {
      try await scene.store.read { try $0.follow(from: follower.id, to: target.id).map { "\($0.state)" } ?? "gone" }
    }
  }
}
