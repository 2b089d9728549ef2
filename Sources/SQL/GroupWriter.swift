/// The one writer: a thread that takes whatever waits, up to a limit, and makes it durable with one commit.
///
/// Every closure of a batch has a savepoint of its own, so that one that throws undoes only its work. Nobody is answered before
/// the commit returned. If a fault ends the transaction, everybody is told so, those included whose closure had thrown an error
/// of its own: it may have met the work of a neighbour that is undone now.
final class GroupWriter: Sendable {
  let queue: WorkQueue<QueuedClosure>
  let ended = Countdown(1)
  private let engine: SQLiteEngine

  init(_ engine: SQLiteEngine) throws(SQLError) {
    self.engine = engine
    queue = WorkQueue(limit: engine.options.queueLimit)
    let (queue, ended) = (queue, ended)
    try spawnThread {
      Self.serve(queue, engine)
      ended.arrive()
    }
  }

  func submit(_ job: QueuedClosure) { queue.submit(job) }

  private static func serve(_ queue: WorkQueue<QueuedClosure>, _ engine: SQLiteEngine) {
    var seat = Seat { () throws(SQLError) in try engine.open(.writer) }
    while let batch = queue.take(most: engine.options.batchLimit, joining: { !$0.isAlone }) {
      do throws(SQLError) {
        let (session, connection) = try seat.ready()
        let answers = try commit(batch, session, connection, engine.ledger)
        if session.isSpoiled { seat.clear() }
        for answer in answers { answer() }
      } catch {
        // A new connection is the one state that is surely sound; only waiting in vain for the lock leaves the old one so.
        if error.kind != .busy { seat.clear() }
        engine.ledger.countFault(of: batch.count)
        for job in batch { job.fail(error) }
      }
    }
    seat.clear()
  }

  /// Runs a batch and commits it; throws only for a fault that concerns all of it, with the transaction ended.
  private static func commit(
    _ batch: [QueuedClosure], _ session: any EngineSession, _ connection: SQLConnection, _ ledger: Ledger
  ) throws(SQLError) -> [Answer] {
    try session.control(.beginWriting)
    do throws(SQLError) {
      var answers: [Answer] = []
      answers.reserveCapacity(batch.count)
      // A batch of one needs no savepoint, which would keep the old state of every page it changes in memory.
      let isShared = batch.count > 1
      for job in batch { answers.append(try attempt(job, session, connection, ledger, isShared: isShared)) }
      // A lone closure that threw has been rolled back.
      let isCommitted = session.isInTransaction
      let start = ContinuousClock.now
      if isCommitted { try session.control(.commit) }
      ledger.countBatch(of: batch.count, committedIn: isCommitted ? start.duration(to: .now) : nil)
      return answers
    } catch {
      // Without a transaction there is nothing to undo; if undoing fails, closing the connection undoes it.
      if session.isInTransaction { try? session.control(.rollback) }
      throw error
    }
  }

  private static func attempt(
    _ job: QueuedClosure, _ session: any EngineSession, _ connection: SQLConnection, _ ledger: Ledger, isShared: Bool
  ) throws(SQLError) -> Answer {
    if isShared { try session.control(.savepoint("closure")) }
    let start = ContinuousClock.now
    defer { ledger.noteHold(of: start.duration(to: .now)) }
    let failure: any Error
    do {
      let answer = try job.attempt(connection)
      // A closure may have swallowed the error of a fault.
      if session.isInTransaction {
        try session.checkDeferredConstraints()
        if isShared { try session.control(.release("closure")) }
        return answer
      }
      failure = SQLError(.aborted, "the transaction has ended")
    } catch {
      failure = error
    }
    guard session.isInTransaction else {
      throw session.fault ?? SQLError(.aborted, "the transaction has ended")
    }
    try session.control(isShared ? .undo("closure") : .rollback)
    return { job.fail(failure) }
  }
}
