import Dispatch
import Synchronization

/// A bounded queue from tasks to threads: tasks never block on it, threads sleep in it.
final class WorkQueue<Job: Sendable>: Sendable {
  enum Refusal {
    case full, closed
  }

  private struct State {
    /// Two stacks make a queue without moving what waits: `ready` is in reverse, its last element is next.
    var ready: [Job] = []
    var arriving: [Job] = []
    var sleepers = 0
    var isClosed = false

    var count: Int { ready.count + arriving.count }

    var next: Job? {
      mutating get {
        if ready.isEmpty { swap(&ready, &arriving); ready.reverse() }
        return ready.last
      }
    }
  }

  private let state = Mutex(State())
  private let bell = DispatchSemaphore(value: 0)
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
  }

  var count: Int { state.withLock { $0.count } }
  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Adds a job, or says why not.
  func push(_ job: Job) -> Refusal? {
    let (refusal, wakes) = state.withLock { state -> (Refusal?, Bool) in
      if state.isClosed { return (.closed, false) }
      if state.count >= limit { return (.full, false) }
      state.arriving.append(job)
      guard state.sleepers > 0 else { return (nil, false) }
      state.sleepers -= 1
      return (nil, true)
    }
    if wakes { bell.signal() }
    return refusal
  }

  /// Waits for work: the next job and those behind it that may join it, at most `most`; nil once closed and empty.
  func take(most: Int, joining: (Job) -> Bool) -> [Job]? {
    while true {
      let (jobs, isOver) = state.withLock { state -> ([Job], Bool) in
        var jobs: [Job] = []
        while jobs.count < most, let job = state.next {
          let joins = joining(job)
          if !jobs.isEmpty, !joins { break }
          jobs.append(job)
          state.ready.removeLast()
          if !joins { break }
        }
        let isOver = jobs.isEmpty && state.isClosed
        if jobs.isEmpty, !isOver { state.sleepers += 1 }
        return (jobs, isOver)
      }
      if isOver { return nil }
      if !jobs.isEmpty { return jobs }
      bell.wait()
    }
  }

  /// Refuses new jobs; those waiting are still taken.
  func close() {
    let sleepers = state.withLock { state in
      state.isClosed = true
      defer { state.sleepers = 0 }
      return state.sleepers
    }
    for _ in 0..<sleepers { bell.signal() }
  }
}
