package import Domain
internal import SQL

/// What an actor is; only persons and rooms are followed.
package enum ActorKind: String, Sendable, CaseIterable {
  case person, instance, paper, venue, topic, community, service

  /// Whether the actor is a room, an ActivityPub `Group`.
  package var isRoom: Bool {
    switch self {
    case .paper, .venue, .topic, .community: true
    case .person, .instance, .service: false
    }
  }
}

/// Whether an actor takes part.
package enum ActorState: String, Sendable { case active, suspended, deleted }

/// One actor, ours or another server's.
package struct ActorRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// The ActivityPub id.
  package var uri: ResourceID
  /// The authority of the id: lower-case name, port unless default.
  package var host: String
  /// Whether it is ours.
  package var isLocal: Bool
  /// What it is.
  package var kind: ActorKind
  /// `preferredUsername`.
  package var name: String
  /// The name shown.
  package var displayName: String
  /// Markdown of a local person's bio, else empty.
  package var bioSource: String
  /// Sanitised HTML.
  package var bioHTML: String
  /// The profile page.
  package var url: String
  /// Where activities are posted to.
  package var inbox: String
  /// The inbox that its host has for all.
  package var sharedInbox: String?
  /// The collection of what it published.
  package var outbox: String?
  /// The collection of its followers.
  package var followersURI: String?
  /// Whether a follow waits for consent.
  package var manuallyApproves: Bool
  /// Whether the actor takes part.
  package var state: ActorState
  /// When it was made.
  package var createdAt: Timestamp
  /// When it was last changed.
  package var updatedAt: Timestamp
  /// When the document was last fetched; of a local actor, when it was made.
  package var fetchedAt: Timestamp

  static func columns(_ a: String) -> String { a == "a" ? usual : columns(of: a) }

  /// Made once: half of all queries ask for these.
  private static let usual = columns(of: "a")

  private static func columns(of a: String) -> String {
    "\(a).id, \(a).uri, \(a).host, \(a).local, \(a).kind, \(a).name, \(a).display_name, \(a).bio_source, \(a).bio_html, "
      + "\(a).url, \(a).inbox, \(a).shared_inbox, \(a).outbox, \(a).followers_uri, \(a).manually_approves, \(a).state, "
      + "\(a).created_at, \(a).updated_at, \(a).fetched_at"
  }
  static let columnCount = 19

  init(_ row: SQLRow, at i: Int = 0) throws {
    id = RowID(try row.integer(i))
    uri = try ResourceID(parsing: try row.text(i + 1))
    host = try row.text(i + 2)
    isLocal = try row.bool(i + 3)
    kind = try row.word(i + 4)
    name = try row.text(i + 5)
    displayName = try row.text(i + 6)
    bioSource = try row.text(i + 7)
    bioHTML = try row.text(i + 8)
    url = try row.text(i + 9)
    inbox = try row.text(i + 10)
    sharedInbox = try row.optionalText(i + 11)
    outbox = try row.optionalText(i + 12)
    followersURI = try row.optionalText(i + 13)
    manuallyApproves = try row.bool(i + 14)
    state = try row.word(i + 15)
    createdAt = try row.timestamp(i + 16)
    updatedAt = try row.timestamp(i + 17)
    fetchedAt = try row.timestamp(i + 18)
  }
}

/// A key as it is stored now, its owner, and how the host of the key fares.
package struct KnockerRow: Sendable, Equatable {
  /// PEM of an RSA key, multibase of an Ed25519 key.
  package var publicKey: String
  /// The owner's ActivityPub id.
  package var owner: ResourceID
  /// Whether the owner is ours.
  package var isLocal: Bool
  /// Whether the operator blocked the host.
  package var isBlocked: Bool
  /// Whether a verified request from the host has anything to tell its row.
  package var isAway: Bool

  init(_ row: SQLRow) throws {
    publicKey = try row.text(0)
    owner = try ResourceID(parsing: try row.text(1))
    isLocal = try row.bool(2)
    isBlocked = try row.bool(3)
    isAway = try row.count(4) > 0 || row.isNull(5)
  }
}

/// A key of an actor: the public half, and of our own actors the sealed private half.
package struct KeyRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// Whose it is.
  package var actorID: RowID
  /// The key id, as in `ACTOR#main-key`.
  package var uri: String
  /// `rsa` or `ed25519`.
  package var algorithm: String
  /// PEM of an RSA key, multibase of an Ed25519 key.
  package var publicKey: String
  /// The private key under the master key; nil for keys of others.
  package var sealedPrivate: String?
  /// When another key of the actor took its place; nil for one in use.
  package var retiredAt: Timestamp?

  static let columns = "k.id, k.actor_id, k.key_uri, k.algorithm, k.public_key, k.sealed_private, k.retired_at"
  static let columnCount = 7

  init(_ row: SQLRow, at i: Int = 0) throws {
    id = RowID(try row.integer(i))
    actorID = RowID(try row.integer(i + 1))
    uri = try row.text(i + 2)
    algorithm = try row.text(i + 3)
    publicKey = try row.text(i + 4)
    sealedPrivate = try row.optionalText(i + 5)
    retiredAt = try row.optionalTimestamp(i + 6)
  }
}
