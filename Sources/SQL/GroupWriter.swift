/// The one writer: a thread that takes whatever waits, up to a limit, and makes it durable with one commit.
///
/// A closure that throws undoes only its own work: then the whole batch is undone and run again, each closure with a savepoint of
/// its own. Savepoints from the start would copy every page that any of them changes. Nobody is answered before the commit
/// returned. If a fault ends the transaction, everybody is told so, those included whose closure had thrown an error of its own: it
/// may have met the work of a neighbour that is undone now.
final class GroupWriter: Sendable {
  let queue: WorkQueue<QueuedClosure>
  let ended = Countdown(1)

  /// - Parameter role: `.writer`, or `.claimer` for the lane of claims
  init(_ engine: any DatabaseEngine, _ role: EngineRole = .writer) throws(SQLError) {
    queue = WorkQueue(limit: engine.options.queueLimit)
    let (queue, ended) = (queue, ended)
    try spawnThread {
      Self.serve(queue, engine, role)
      ended.arrive()
    }
  }

  func submit(_ job: QueuedClosure) { queue.submit(job) }

  private static func serve(_ queue: WorkQueue<QueuedClosure>, _ engine: any DatabaseEngine, _ role: EngineRole) {
    var seat = Seat { () throws(SQLError) in try engine.open(role) }
    while let batch = queue.take(most: engine.options.batchLimit, joining: { !$0.isAlone }) {
      var losers = run(batch, &seat, engine)
      // Another process was in the way of these. What it did is done by now, so a few more tries, each alone, are enough.
      for _ in 0..<3 where !losers.isEmpty { losers = losers.flatMap { run([$0.job], &seat, engine) } }
      for loser in losers { loser.job.fail(loser.error) }
    }
    seat.clear()
  }

  /// A closure that met a conflict with another process, and is undone.
  private typealias Loser = (job: QueuedClosure, error: any Error)

  /// Runs a batch and answers everybody in it but those who met a conflict.
  private static func run(_ batch: [QueuedClosure], _ seat: inout Seat, _ engine: any DatabaseEngine) -> [Loser] {
    do throws(SQLError) {
      let (session, connection) = try seat.ready()
      let (answers, losers) = try commit(batch, session, connection, engine.ledger)
      let signals = session.signals
      if session.isSpoiled { seat.clear() }
      engine.signals.publish(signals)
      for answer in answers { answer() }
      return losers
    } catch {
      // A new connection is the one state that is surely sound; only waiting in vain for the lock leaves the old one so.
      if error.kind != .busy { seat.clear() }
      engine.ledger.countFault(of: batch.count)
      if error.kind == .conflict { return batch.map { ($0, error) } }
      for job in batch { job.fail(error) }
      return []
    }
  }

  /// Runs a batch and commits it; throws only for a fault that concerns all of it, with the transaction ended.
  private static func commit(
    _ batch: [QueuedClosure], _ session: any EngineSession, _ connection: SQLConnection, _ ledger: Ledger
  ) throws(SQLError) -> (answers: [Answer], losers: [Loser]) {
    if batch.count > 1, let answers = try commitWhole(batch, session, connection, ledger) { return (answers, []) }
    return try commitEach(batch, session, connection, ledger)
  }

  /// Commits a batch of which none throws; nil, and nothing has happened, if one does.
  private static func commitWhole(
    _ batch: [QueuedClosure], _ session: any EngineSession, _ connection: SQLConnection, _ ledger: Ledger
  ) throws(SQLError) -> [Answer]? {
    try session.control(.beginWriting)
    do throws(SQLError) {
      var answers: [Answer] = []
      answers.reserveCapacity(batch.count)
      for job in batch {
        let start = ContinuousClock.now
        let answer = try? job.attempt(connection)
        ledger.noteHold(of: start.duration(to: .now))
        // Whether a fault has ended the transaction is asked first: then there is nothing to run again.
        guard session.isInTransaction else { throw session.fault ?? SQLError(.aborted, "the transaction has ended") }
        guard let answer, session.broken == nil, (try? session.checkDeferredConstraints()) != nil else {
          try session.control(.rollback)
          return nil
        }
        answers.append(answer)
      }
      let start = ContinuousClock.now
      try session.control(.commit)
      ledger.countBatch(of: batch.count, committedIn: start.duration(to: .now))
      return answers
    } catch {
      if session.isInTransaction { try? session.control(.rollback) }
      throw error
    }
  }

  /// Commits what of a batch does not throw.
  private static func commitEach(
    _ batch: [QueuedClosure], _ session: any EngineSession, _ connection: SQLConnection, _ ledger: Ledger
  ) throws(SQLError) -> (answers: [Answer], losers: [Loser]) {
    try session.control(.beginWriting)
    do throws(SQLError) {
      var answers: [Answer] = []
      answers.reserveCapacity(batch.count)
      // A batch of one needs no savepoint, which would keep the old state of every page it changes in memory.
      let isShared = batch.count > 1
      var losers: [Loser] = []
      for job in batch {
        switch try attempt(job, session, connection, ledger, isShared: isShared) {
        case .success(let answer): answers.append(answer)
        case .failure(let failure) where failure.isConflict: losers.append((job, failure.error))
        case .failure(let failure): answers.append { job.fail(failure.error) }
        }
      }
      // A lone closure that threw has been rolled back.
      let isCommitted = session.isInTransaction
      let start = ContinuousClock.now
      if isCommitted { try session.control(.commit) }
      ledger.countBatch(of: batch.count, committedIn: isCommitted ? start.duration(to: .now) : nil)
      return (answers, losers)
    } catch {
      // Without a transaction there is nothing to undo; if undoing fails, closing the connection undoes it.
      if session.isInTransaction { try? session.control(.rollback) }
      throw error
    }
  }

  private static func attempt(
    _ job: QueuedClosure, _ session: any EngineSession, _ connection: SQLConnection, _ ledger: Ledger, isShared: Bool
  ) throws(SQLError) -> Result<Answer, Undone> {
    if isShared { try session.control(.savepoint("closure")) }
    let start = ContinuousClock.now
    defer { ledger.noteHold(of: start.duration(to: .now)) }
    var failure: any Error
    do {
      let answer = try job.attempt(connection)
      // A closure may have swallowed the error of a fault, or of a statement.
      if session.isInTransaction, session.broken == nil {
        try session.checkDeferredConstraints()
        if isShared { try session.control(.release("closure")) }
        return .success(answer)
      }
      failure = session.broken ?? SQLError(.aborted, "the transaction has ended")
    } catch {
      failure = error
    }
    guard session.isInTransaction else {
      throw session.fault ?? SQLError(.aborted, "the transaction has ended")
    }
    // Whatever words a closure found for it.
    if let broken = session.broken, broken.kind == .conflict { failure = broken }
    try session.control(isShared ? .undo("closure") : .rollback)
    return .failure(Undone(error: failure))
  }
}

/// Why a closure of a batch was undone while the others go on.
private struct Undone: Error {
  let error: any Error
  var isConflict: Bool { (error as? SQLError)?.kind == .conflict }
}
