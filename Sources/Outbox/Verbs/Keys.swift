internal import ActivityStreams
internal import Actors
internal import Domain
package import Store

/// What came of replacing an actor's keys.
package struct KeyChange: Sendable {
  /// The id of the new RSA key.
  package let keyID: String
  /// Inboxes that are told.
  package let deliveries: Int
}

extension Publisher {
  /// Rooms that are told of a new key of the instance in one transaction.
  private static let roomsAtOnce = 50

  /// Gives a person, a community or the instance new keys and tells followers with an `Update` (federation.md 1.4).
  ///
  /// The new keys sign from now on, under a new key id. The former RSA key signs the `Update`, and what a peer refuses under the
  /// new one, for 48 hours; then it is destroyed. With `isCompromised` that happens at once, and peers find the new key when
  /// the first signature does not fit. The rooms of papers, venues and topics share the key of the instance.
  ///
  /// - Parameter isCompromised: whether the former keys must not sign or be listed any more
  /// Throws ``PublishError``.
  package func rotateKeys(of actor: ActorRow, isCompromised: Bool) async throws -> KeyChange {
    switch actor.kind {
    case .person, .community, .instance, .service: break
    case .paper, .venue, .topic: throw PublishError.invalid("This room signs with the key of the instance: replace that one.")
    }
    guard actor.isLocal, actor.state != .deleted else { throw PublishError.notFound }
    let rows = try await instance.store.read { try $0.keys(of: actor.id) }
    let fresh = try await Passwords.forOperator { try instance.keys.makeKeys(for: actor.uri.text, after: rows) }
    let used = Set(rows.filter { $0.retiredAt == nil }.map(\.id))
    let update = actor.kind == .instance || actor.state != .active ? nil : try await self.update(actor, fresh.open)
    let told = try await instance.store.write { transaction in
      guard try transaction.rotateKeys(of: actor.id, from: used, to: fresh.drafts, keepsPrivate: !isCompromised) else {
        throw PublishError.invalid("The keys were replaced by somebody else just now.")
      }
      if actor.kind == .instance { try transaction.setSetting(RoomsTold.setting, RoomsTold(time: transaction.now).text) }
      guard let update else { return 0 }
      let targets = try transaction.followerInboxes(of: actor.id)
      try transaction.send(update, signer: actor, to: targets)
      return targets.count
    }
    let rooms = actor.kind == .instance ? try await tellRooms(fresh.open) : 0
    return KeyChange(keyID: fresh.open.mainKeyID(of: actor), deliveries: told + rooms)
  }

  /// Goes on telling followers of rooms of the instance's new key where a command was broken off; gives how many it told.
  ///
  /// It is taken for broken off when it told nobody for ten minutes.
  package func resumeTellingRooms() async throws -> Int {
    let (mark, actor) = try await instance.store.read { transaction in
      (try transaction.setting(RoomsTold.setting).map { RoomsTold(parsing: $0) }, try transaction.instanceActor())
    }
    guard let mark, let actor, mark.time.adding(seconds: 600) < instance.store.now() else { return 0 }
    return try await tellRooms(try await instance.keys.keys(of: actor), after: mark.last)
  }

  /// Followers of every room that signs with the instance's key are told of the new one, some rooms at a time.
  private func tellRooms(_ keys: OpenKeys, after start: RowID? = nil) async throws -> Int {
    var (last, told) = (start, 0)
    while true {
      let from = last
      let piece = try await instance.store.read { try $0.followedActors(after: from, limit: Self.roomsAtOnce) }
      guard let end = piece.last else { break }
      last = end
      for id in piece {
        guard let room = try await instance.store.read({ try $0.actor(id) }), room.isLocal, room.sharesInstanceKey else {
          continue
        }
        let update = try await self.update(room, keys)
        told += try await instance.store.write { transaction in
          let targets = try transaction.followerInboxes(of: room.id)
          if !targets.isEmpty { try transaction.send(update, signer: room, to: targets) }
          try transaction.setSetting(RoomsTold.setting, RoomsTold(last: id, time: transaction.now).text)
          return targets.count
        }
      }
    }
    try await instance.store.write { try $0.removeSetting(RoomsTold.setting) }
    return told
  }

  /// The `Update` of an actor's own document, with keys that may not be stored yet.
  private func update(_ actor: ActorRow, _ keys: OpenKeys) async throws -> OutgoingActivity {
    var row = actor
    row.updatedAt = instance.store.now()
    let paper = row.kind == .paper ? try await instance.store.read { try $0.paper(room: actor.id) } : nil
    let rooms = row.kind == .paper ? try await instance.store.read { try $0.roomsOfOnePaper(actor.id) } : []
    let document = try await instance.document(of: row, paper: paper, keys: keys, rooms: rooms)
    return try composer.compose(
      .update, by: row, keys: keys, about: row.uri.text, object: .actor(document), to: [.publicCollection],
      cc: [row.followersURI.flatMap { IRI($0) }].compactMap(\.self))
  }
}

extension ActorRow {
  /// Whether it signs with the instance's key (DESIGN 4).
  fileprivate var sharesInstanceKey: Bool {
    switch kind {
    case .paper, .venue, .topic: true
    case .person, .community, .instance, .service: false
    }
  }
}

/// How far the followers of rooms were told of the instance's new key; it is stored with the key, so that an end in between leaves
/// nobody out.
struct RoomsTold {
  static let setting = "rooms_told_of_key"

  /// The last room that was told; nil before the first.
  var last: RowID?
  var time: Timestamp

  init(last: RowID? = nil, time: Timestamp) {
    self.last = last
    self.time = time
  }

  init(parsing text: String) {
    let words = text.split(separator: " ").map { Int64($0) ?? 0 }
    last = words.first.flatMap { $0 > 0 ? RowID($0) : nil }
    time = Timestamp(milliseconds: words.last ?? 0)
  }

  var text: String { "\(last?.value ?? 0) \(time.milliseconds)" }
}
