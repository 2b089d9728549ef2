import Dispatch
import Glibc
import Synchronization

/// By which the other processes on the database know of this one: a connection that holds a number and hears what is called out.
///
/// A lost connection is made anew; the number stays if nobody else has taken it meanwhile.
final class PostgresPresence: Sendable {
  private struct State {
    var slot: Int?
    var hasBegun = false
    var isOver = false
    /// Closed to end the waiting at the other end of the pipe.
    var door: Int32 = -1
  }

  private let state = Mutex(State())
  private let signals: SignalBoard

  init(signals: SignalBoard) { self.signals = signals }

  var slot: Int? { state.withLock { $0.slot } }

  /// Takes a number and starts to listen; does nothing the second time.
  func begin(asServer: Bool, _ connect: @escaping @Sendable () throws(SQLError) -> PostgresLink) throws(SQLError) {
    let isFirst = state.withLock { state in
      defer { state.hasBegun = true }
      return !state.hasBegun && !state.isOver
    }
    guard isFirst else { return }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SQLError(.io, "no pipe can be made") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (door, knocker) = (ends[0], ends[1])
    state.withLock { $0.door = knocker }
    // What is wrong at the start is said; later it is tried again.
    let first = FirstAnswer()
    try spawnThread { [self] in
      repeat {
        do throws(SQLError) {
          let link = try enter(try connect(), asServer: asServer)
          first.give(nil)
          signals.publishAll()
          listen(on: link, door)
          link.close()
        } catch {
          if first.give(error) { break }
        }
        if !isOver { wait(door, -1, milliseconds: 300) }
      } while !isOver
      release(door)
    }
    if let error = first.wait() { throw error }
  }

  func end() {
    state.withLock { state in
      state.isOver = true
      Self.shut(&state.door)
    }
  }

  private var isOver: Bool { state.withLock { $0.isOver } }

  private func release(_ door: Int32) {
    state.withLock { Self.shut(&$0.door) }
    Glibc.close(door)
  }

  private static func shut(_ descriptor: inout Int32) {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }

  /// Takes the number it had, or any that is free, and listens.
  private func enter(_ link: PostgresLink, asServer: Bool) throws(SQLError) -> PostgresLink {
    let first = slot ?? Int.random(in: 0..<PostgresLock.slotCount)
    var taken: Int?
    for step in 0..<PostgresLock.slotCount where taken == nil {
      let candidate = (first + step) % PostgresLock.slotCount
      let answer = try link.words("SELECT pg_try_advisory_lock(\(PostgresLock.slots), \(candidate))")
      if answer == ["t"] { taken = candidate }
    }
    guard let taken else { throw SQLError(.busy, "too many processes use the database") }
    if asServer {
      let answer = try link.words("SELECT pg_try_advisory_lock_shared(\(PostgresLock.serving), 0)")
      guard answer == ["t"] else { throw SQLError(.busy, "the database is being copied; no server may run meanwhile") }
    }
    _ = try link.words("LISTEN \(PostgresLock.channel)")
    state.withLock { $0.slot = taken }
    return link
  }

  /// Hands on what is called out until the connection is lost or the door is knocked at.
  private func listen(on link: PostgresLink, _ door: Int32) {
    while !isOver {
      // Words may lie ready that came with an answer.
      guard let words = link.calls() else { return }
      signals.publish(Set(words))
      if words.isEmpty { wait(door, link.socket, milliseconds: 30_000) }
    }
  }

  private func wait(_ door: Int32, _ socket: Int32, milliseconds: Int32) {
    var entries = [
      pollfd(fd: door, events: Int16(POLLIN), revents: 0), pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
    ]
    poll(&entries, nfds_t(entries.count), milliseconds)
  }
}

/// What came of the first attempt; later ones are nobody's business.
final class FirstAnswer: Sendable {
  private let state = Mutex<(isGiven: Bool, error: SQLError?)>((false, nil))
  private let bell = DispatchSemaphore(value: 0)

  /// Whether this was the first.
  @discardableResult
  func give(_ error: SQLError?) -> Bool {
    let isFirst = state.withLock { state in
      defer { if !state.isGiven { state = (true, error) } }
      return !state.isGiven
    }
    if isFirst { bell.signal() }
    return isFirst
  }

  func wait() -> SQLError? {
    bell.wait()
    return state.withLock { $0.error }
  }
}
