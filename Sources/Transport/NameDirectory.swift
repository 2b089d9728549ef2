/// Names being asked for and names already answered.
///
/// A plain value: the loop drives it and tells it the time.
/// Lookups are few and can hang, so they are shared out by what is known of a name: one that answered before may use every
/// thread, a new one all but a quarter, one that failed last time three eighths. Silent names cannot keep the others waiting.
struct NameDirectory {
  typealias Instant = ContinuousClock.Instant
  typealias Outcome = Result<[IPAddress], TransportError>

  enum Answer {
    case known([IPAddress])
    case failed(TransportError)
    case pending
  }

  fileprivate enum Standing: Int, CaseIterable { case known, new, suspect }

  fileprivate enum Stage {
    case idle
    case queued
    case running(since: Instant, as: Standing, isLate: Bool)
  }

  fileprivate struct Record {
    var stage = Stage.idle
    var standing = Standing.new
    var outcome: Outcome?
    var validUntil: Instant
    var waiters: [UInt64] = []
  }

  private let policy: TransportPolicy
  private var records: [String: Record] = [:]
  private var lines = [Line<String>](repeating: Line(), count: Standing.allCases.count)
  private var inside: [String] = []
  private var busy = [Int](repeating: 0, count: Standing.allCases.count)

  init(_ policy: TransportPolicy) { self.policy = policy }

  /// Lookups inside the resolver.
  var running: Int { inside.count }
  /// Names remembered.
  var count: Int { records.count }

  /// Answers at once or makes `id` a waiter of `finish` or `overdue`.
  mutating func ask(_ host: String, for id: UInt64, now: Instant) -> Answer {
    var record = records[host] ?? Record(validUntil: now)
    if let outcome = record.outcome, record.validUntil > now {
      switch outcome {
      case .success(let addresses): return .known(addresses)
      case .failure(let error): return .failed(error)
      }
    }
    if case .idle = record.stage {
      guard lines.reduce(0, { $0 + $1.count }) < policy.waitingNames else { return .failed(.overloaded) }
      makeRoom(now)
      record.stage = .queued
      lines[record.standing.rawValue].append(host)
    }
    record.waiters.append(id)
    records[host] = record
    return .pending
  }

  /// The name whose lookup is to start now, nil when none may.
  mutating func nextLookup(now: Instant) -> String? {
    for standing in Standing.allCases where isFree(standing) {
      while let host = lines[standing.rawValue].popFirst() {
        guard var record = records[host], case .queued = record.stage else { continue }
        record.stage = .running(since: now, as: standing, isLate: false)
        records[host] = record
        busy[standing.rawValue] += 1
        inside.append(host)
        return host
      }
    }
    return nil
  }

  /// A lookup came back: who waited for it.
  mutating func finish(_ host: String, _ outcome: Outcome, now: Instant) -> [UInt64] {
    guard var record = records[host], case .running(_, let standing, _) = record.stage else { return [] }
    busy[standing.rawValue] -= 1
    inside.removeAll { $0 == host }
    defer { records[host] = record }
    let waiters = record.waiters
    record.stage = .idle
    record.waiters = []
    record.settle(outcome, now: now, policy)
    return waiters
  }

  /// Who waited for names that are in the resolver for too long.
  ///
  /// Their threads stay counted until they return.
  mutating func overdue(now: Instant) -> [UInt64] {
    var waiters: [UInt64] = []
    for host in inside {
      guard var late = records[host], case .running(let since, let standing, false) = late.stage,
        since + policy.resolveTimeout <= now
      else { continue }
      waiters += late.waiters
      late.waiters = []
      late.stage = .running(since: since, as: standing, isLate: true)
      late.settle(.failure(.resolveTimeout), now: now, policy)
      records[host] = late
    }
    return waiters
  }

  /// When `overdue` will next have something to say.
  var nextOverdue: Instant? {
    inside.compactMap { host in
      if case .running(let since, _, false) = records[host]?.stage { since + policy.resolveTimeout } else { nil }
    }.min()
  }

  /// A waiter went away; a name that nobody waits for any more is not looked up.
  mutating func withdraw(_ id: UInt64, _ host: String) {
    guard var record = records[host], let index = record.waiters.firstIndex(of: id) else { return }
    record.waiters.remove(at: index)
    if record.waiters.isEmpty, case .queued = record.stage {
      lines[record.standing.rawValue].remove(host)
      record.stage = .idle
    }
    let isWorthKeeping = record.outcome != nil || !record.isIdle
    records[host] = isWorthKeeping ? record : nil
  }

  private func isFree(_ standing: Standing) -> Bool {
    let threads = max(1, policy.lookupThreads)
    guard running < threads else { return false }
    let unsure = busy[Standing.new.rawValue] + busy[Standing.suspect.rawValue]
    switch standing {
    case .known: return true
    case .new: return unsure < max(1, threads * 3 / 4)
    case .suspect: return unsure < max(1, threads * 3 / 4) && busy[Standing.suspect.rawValue] < max(1, threads * 3 / 8)
    }
  }

  /// Forgets expired names, then any idle one, when there are too many.
  private mutating func makeRoom(_ now: Instant) {
    guard records.count >= policy.rememberedNames else { return }
    records = records.filter { !$0.value.isIdle || $0.value.validUntil > now }
    while records.count >= policy.rememberedNames, let idle = records.first(where: { $0.value.isIdle }) {
      records[idle.key] = nil
    }
  }
}

extension NameDirectory.Record {
  fileprivate var isIdle: Bool { if case .idle = stage { true } else { false } }

  fileprivate mutating func settle(_ outcome: NameDirectory.Outcome, now: NameDirectory.Instant, _ policy: TransportPolicy) {
    if case .success(let addresses) = outcome, !addresses.isEmpty {
      standing = .known
      self.outcome = outcome
      validUntil = now + policy.positiveCache
    } else {
      standing = .suspect
      if case .failure = outcome { self.outcome = outcome } else { self.outcome = .failure(.nameResolution) }
      validUntil = now + policy.negativeCache
    }
  }
}
