/// The readers: a few threads, each with a connection of its own, which take closures from one queue.
final class ReaderPool: Sendable {
  let queue: WorkQueue<QueuedClosure>
  let ended: Countdown

  init(_ engine: any DatabaseEngine) throws(SQLError) {
    queue = WorkQueue(limit: engine.options.queueLimit)
    let count = max(1, engine.options.readers)
    ended = Countdown(count)
    let (queue, ended) = (queue, ended)
    do throws(SQLError) {
      for _ in 1...count {
        try spawnThread {
          Self.serve(queue, engine)
          ended.arrive()
        }
      }
    } catch {
      queue.close()
      throw error
    }
  }

  func submit(_ job: QueuedClosure) { queue.submit(job) }

  private static func serve(_ queue: WorkQueue<QueuedClosure>, _ engine: any DatabaseEngine) {
    var seat = Seat { () throws(SQLError) in try engine.open(.reader) }
    while let job = queue.take(most: 1, joining: { _ in true })?.first {
      let answer: Answer
      do {
        let (session, connection) = try seat.ready()
        try session.control(.beginReading)
        do {
          answer = try job.attempt(connection)
        } catch {
          answer = { job.fail(error) }
        }
        // What was read is read: if the snapshot cannot be given back, only the connection is at fault.
        if session.isInTransaction, (try? session.control(.rollback)) == nil { seat.clear() }
        if session.isSpoiled { seat.clear() }
      } catch {
        seat.clear()
        answer = { job.fail(error) }
      }
      engine.ledger.countRead()
      answer()
    }
    seat.clear()
  }
}
