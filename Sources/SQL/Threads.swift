import Glibc
import Synchronization

/// Starts a thread that may block, which the tasks' own threads must not.
///
/// Throws `.outOfMemory` if the system has no thread left.
func spawnThread(_ body: @escaping @Sendable () -> Void) throws(SQLError) {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  let start = Unmanaged.passRetained(ThreadStart(body))
  var thread = pthread_t()
  let code = pthread_create(
    &thread, &attributes,
    { raw in
      guard let raw else { return nil }
      Unmanaged<ThreadStart>.fromOpaque(raw).takeRetainedValue().body()
      return nil
    }, start.toOpaque())
  guard code == 0 else {
    start.release()
    throw SQLError(.outOfMemory, "no thread could be started (error \(code))")
  }
}

private final class ThreadStart: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }
}

/// Runs one blocking piece of work on a thread of its own.
func onThread<T: Sendable>(
  _ body: @escaping @Sendable () throws(SQLError) -> T
) async throws -> T {
  try await withCheckedThrowingContinuation { waiting in
    do throws(SQLError) {
      try spawnThread {
        do throws(SQLError) {
          waiting.resume(returning: try body())
        } catch {
          waiting.resume(throwing: error)
        }
      }
    } catch {
      waiting.resume(throwing: error)
    }
  }
}

/// Lets tasks wait until a number of threads have ended.
final class Countdown: Sendable {
  private struct State {
    var remaining: Int
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>

  init(_ count: Int) {
    state = Mutex(State(remaining: count))
  }

  func arrive() {
    let released = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.remaining -= 1
      guard state.remaining == 0 else { return [] }
      defer { state.waiting = [] }
      return state.waiting
    }
    for waiting in released { waiting.resume() }
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if state.remaining > 0 { state.waiting.append(continuation) }
        return state.remaining <= 0
      }
      if isOver { continuation.resume() }
    }
  }
}
