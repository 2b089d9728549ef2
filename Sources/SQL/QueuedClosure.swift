/// Resumes a waiting task; called once, after the commit.
typealias Answer = @Sendable () -> Void

/// A closure on its way to a thread, with the task that waits for it.
struct QueuedClosure: Sendable {
  /// Whether it shares its commit with nobody.
  let isAlone: Bool
  /// Runs the closure; what it returns is kept in the answer until the commit is durable.
  let attempt: @Sendable (SQLConnection) throws -> Answer
  /// Resumes the task with an error.
  let fail: @Sendable (any Error) -> Void

  init<T: Sendable>(
    _ body: @escaping @Sendable (SQLConnection) throws -> T, _ waiting: CheckedContinuation<T, any Error>, alone: Bool = false
  ) {
    isAlone = alone
    attempt = { connection in
      let value = try body(connection)
      return { waiting.resume(returning: value) }
    }
    fail = { error in waiting.resume(throwing: error) }
  }
}

extension WorkQueue<QueuedClosure> {
  /// Adds a closure, or lets it fail at once.
  func submit(_ job: QueuedClosure) {
    switch push(job) {
    case nil: break
    case .closed: job.fail(SQLError(.closed, "the database was closed"))
    case .full: job.fail(SQLError(.busy, "too many closures wait for the database"))
    }
  }
}

/// The connection of one thread: opened when first needed, replaced after a fault.
struct Seat {
  private let open: () throws(SQLError) -> any EngineSession
  private var current: (session: any EngineSession, connection: SQLConnection)?

  init(_ open: @escaping () throws(SQLError) -> any EngineSession) {
    self.open = open
  }

  mutating func ready() throws(SQLError) -> (session: any EngineSession, connection: SQLConnection) {
    if let current, !current.session.isStale { return current }
    clear()
    let session = try open()
    let opened = (session, SQLConnection(session))
    current = opened
    return opened
  }

  mutating func clear() {
    current?.session.close()
    current = nil
  }
}
