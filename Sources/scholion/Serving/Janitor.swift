internal import Actors
internal import Catalog
internal import Domain
internal import Images
internal import Logging
internal import Mail
internal import Outbox
internal import ServiceLifecycle
internal import Store

/// Clears away what has had its time (DESIGN 5.9, 11.12), in pieces that hold the writer briefly.
///
/// Who is gone or blocked goes within a minute; the rest is looked through once an hour.
struct Janitor: Service {
  let instance: Instance
  /// Days that remote posts stay which nobody here touched.
  let remoteRetention: Int
  /// Whose kept answers are cut back once an hour.
  var sources: PaperSources?
  /// Who goes on with what a command left half told.
  var publisher: Publisher?
  /// Where pictures lie.
  var shelf: MediaShelf?
  /// Seconds that a picture stays which no text shows.
  static let unusedStays: Int64 = 86_400
  /// Days a delivery is tried.
  static let deliveryDays: Int64 = 10
  /// Rows of one piece.
  static let piece = 200

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var minute = 0
      while !Task.isCancelled {
        await attempt(minute % 60 == 0 ? sweep : sweepGone)
        minute += 1
        try? await Task.sleep(for: .seconds(60))
      }
    }
  }

  /// All that has had its time.
  func sweep() async throws {
    try await sweepGone()
    _ = sources?.sweep()
    let (store, now) = (instance.store, instance.store.now())
    let oldest = now.adding(seconds: -Self.deliveryDays * 86_400)
    let dropped = try await pieces { try await store.write { try $0.dropDeliveries(olderThan: oldest, atMost: Self.piece) } }
    if dropped > 0 { instance.logger.notice("gave up deliveries", metadata: ["count": "\(dropped)"]) }
    try await pieces { try await store.write { try $0.sweepItems(limit: Self.piece) } }
    // What is older is tried no more; rows are left only where no mail goes out any longer.
    let stale = now.adding(seconds: -Postman.patience - 86_400)
    try await pieces { try await store.write { try $0.sweepMails(dueBefore: stale, atMost: Self.piece) } }
    try await pieces { try await store.write { try $0.sweepViews(limit: Self.piece) } }
    let limit = now.adding(seconds: -Int64(remoteRetention) * 86_400)
    var last: RowID?
    repeat {
      let from = last
      last = try await store.write { try $0.sweepRemotePosts(olderThan: limit, after: from, limit: Self.piece).next }
      try await pause()
    } while last != nil
    try await sweepMedia()
  }

  /// Pictures of a day ago that no text shows: first the rows, then every file that has none, also of a server that was killed
  /// between the two.
  private func sweepMedia() async throws {
    guard let shelf else { return }
    let store = instance.store
    let limit = store.now().adding(seconds: -Self.unusedStays)
    var last: RowID?
    var forgotten = 0
    repeat {
      let from = last
      let piece = try await store.write { try $0.sweepMedia(before: limit, after: from, limit: Self.piece) }
      (forgotten, last) = (forgotten + piece.forgotten, piece.next)
      try await pause()
    } while last != nil
    if forgotten > 0 { instance.logger.notice("forgot unused pictures", metadata: ["count": "\(forgotten)"]) }
    for part in UInt8.min...UInt8.max {
      let names = shelf.names(in: part, before: Int(limit.milliseconds / 1_000))
      guard !names.isEmpty else { continue }
      let unknown = try await store.read { transaction in
        try names.filter { name in try MediaName(name).flatMap { try transaction.media($0) } == nil }
      }
      for name in unknown { shelf.remove(name) }
    }
  }

  /// What is left of those who deleted themselves, and for those who are blocked.
  private func sweepGone() async throws {
    let store = instance.store
    try await pieces { try await store.write { try $0.sweepErasures() } }
    try await pieces { try await store.write { try $0.dropDeliveries(olderThan: .earliest, atMost: Self.piece) } }
    let limit = store.now().adding(seconds: -OpenKeys.formerStays)
    let keys = try await pieces { try await store.write { try $0.dropRetiredKeys(before: limit, limit: Self.piece) } }
    if keys > 0 { instance.logger.notice("destroyed former keys", metadata: ["count": "\(keys)"]) }
    if let told = try await publisher?.resumeTellingRooms(), told > 0 {
      instance.logger.notice("told of the instance's new key", metadata: ["count": "\(told)"])
    }
  }

  /// Runs pieces until one finds nothing to do; the sum of what they did.
  @discardableResult
  private func pieces(_ piece: () async throws -> Int) async throws -> Int {
    var sum = 0
    while true {
      let count = try await piece()
      guard count > 0 else { return sum }
      sum += count
      try await pause()
    }
  }

  /// Lets those who wait for the writer go first.
  private func pause() async throws { try await Task.sleep(for: .milliseconds(20)) }

  /// What fails is logged and tried in the next round.
  private func attempt(_ round: () async throws -> Void) async {
    do {
      try await round()
    } catch is CancellationError {
    } catch {
      instance.logger.error("clearing away failed", metadata: ["error": "\(error)"])
    }
  }
}
