internal import CCurl
internal import Synchronization

/// One request on its way to the loop.
struct Order: Sendable {
  typealias Outcome = Result<IncomingResponse, TransportError>

  let id: UInt64
  let request: OutgoingRequest
  let admission: AddressGuard
  let deadline: ContinuousClock.Instant
  let reply: CheckedContinuation<Outcome, Never>
}

enum Command: Sendable {
  case add(Order)
  case cancel(UInt64)
  case resolved(String, Result<[IPAddress], TransportError>)
  case stop
}

/// The only thing the loop's thread shares with others: what they want of it, and how to wake it.
final class Mailbox: Sendable {
  private struct Waker: @unchecked Sendable {  // proof: curl_multi_wakeup may be called from any thread
    let multi: UnsafeMutableRawPointer
  }

  private struct State {
    var commands: [Command] = []
    var waker: Waker?
    var hasThread = false
    var isStopped = false
    var onStopped: [CheckedContinuation<Void, Never>] = []
  }

  enum Posting { case taken, needsThread, refused }

  private let state = Mutex(State())

  /// Leaves a command; `needsThread` makes the caller start the loop's thread.
  func post(_ command: Command) -> Posting {
    state.withLock { state in
      guard !state.isStopped else { return .refused }
      state.commands.append(command)
      if !state.hasThread {
        state.hasThread = true
        return .needsThread
      }
      if state.commands.count == 1, let waker = state.waker { curl_multi_wakeup(waker.multi) }
      return .taken
    }
  }

  func take() -> [Command] {
    state.withLock { state in
      defer { state.commands = [] }
      return state.commands
    }
  }

  /// The loop is awake on this multi handle.
  func arrive(_ multi: UnsafeMutableRawPointer) {
    let waker = Waker(multi: multi)
    state.withLock { $0.waker = waker }
  }

  /// The loop ends for lack of work; false when some has come.
  func retire() -> Bool {
    state.withLock { state in
      guard state.commands.isEmpty else { return false }
      state.waker = nil
      state.hasThread = false
      return true
    }
  }

  /// The loop ends for good; what was left behind is handed out.
  func close() -> [Command] {
    let (left, waiting) = state.withLock { state in
      defer {
        state.commands = []
        state.onStopped = []
      }
      state.waker = nil
      state.hasThread = false
      state.isStopped = true
      return (state.commands, state.onStopped)
    }
    for continuation in waiting { continuation.resume() }
    return left
  }

  /// Resumes when the loop has ended for good; at once when it has already.
  func waitStopped() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isStopped = state.withLock { state in
        if !state.isStopped { state.onStopped.append(continuation) }
        return state.isStopped
      }
      if isStopped { continuation.resume() }
    }
  }
}
