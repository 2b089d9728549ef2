internal import ActivityStreams
internal import Actors
internal import Domain
internal import JSON
internal import Store

/// A leased item, read again.
struct InboxItem: Sendable {
  let row: InboxRow
  /// The activity as it came.
  let value: JSONValue
  let activity: ActivityDocument
  /// Who signed a direct activity; of a forwarded one only who is said to have.
  let actorURI: ResourceID
  let budget: ItemBudget

  var isDirect: Bool { row.channel == .direct }

  /// Throws ``ItemRefusal/undecodable``.
  ///
  /// - Parameter fresh: the same as the door read it, where that is at hand
  init(_ row: InboxRow, fresh: ReadActivity?, budget: ItemBudget) throws {
    guard let read = try? fresh ?? row.body.map(ReadActivity.init), let actorURI = try? ResourceID(read.document.actor) else {
      throw ItemRefusal.undecodable
    }
    self.row = row
    value = read.value
    activity = read.document
    self.actorURI = actorURI
    self.budget = budget
  }
}

/// What one item may make us ask of others: so many requests, begun within so much time.
struct ItemBudget: Sendable {
  let requests: FetchBudget
  private let end: ContinuousClock.Instant

  init(requests: Int = InboxLimits.fetches) {
    self.requests = FetchBudget(requests)
    end = .now + InboxLimits.fetchWindow
  }

  /// Gives the budget for one more request; throws `unreachable` when the time is up.
  func next() throws(ActorError) -> FetchBudget {
    guard ContinuousClock.now < end else { throw .unreachable("slow") }
    return requests
  }
}

/// What a verb made ready: the half that writes.
protocol PreparedChange: Sendable {
  /// Has its effect inside one transaction, without network, judging ownership by what the transaction sees.
  ///
  /// Doing it twice is doing it once. Throws ``ItemRefusal``, and then nothing of it has happened.
  func apply(in transaction: WriteTransaction) throws -> ItemOutcome
}

/// A change that is none.
struct NoChange: PreparedChange {
  let outcome: ItemOutcome

  static func ignored(_ word: String) -> NoChange { NoChange(outcome: .ignored(word)) }

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome { outcome }
}

extension ReadTransaction {
  /// The remote actor who does something, if it may.
  ///
  /// Throws ``ItemRefusal`` for actors that are unknown, gone, suspended, or of a blocked host.
  func standing(_ uri: ResourceID) throws -> ActorRow {
    guard let (actor, isBlocked) = try actorWithHost(uri: uri), !actor.isLocal else {
      throw try isBlocked(host: uri.host) ? ItemRefusal.blocked : ItemRefusal.actorGone
    }
    guard !isBlocked else { throw ItemRefusal.blocked }
    switch actor.state {
    case .active: return actor
    case .suspended: throw ItemRefusal.suspended
    case .deleted: throw ItemRefusal.actorGone
    }
  }
}
