internal import Glibc
internal import Synchronization

/// Asks the server how it is, again and again, from a thread of its own, and remembers how long each answer took.
final class HealthWatch: Sendable {
  private let site: ServerSite
  private let process: ProcessFigures
  private let spans = Mutex<[Int64]>([])
  private let failures = Atomic(0)
  /// When the request under way was sent, 0 when there is none.
  private let sentAt = Atomic<Int64>(0)
  private let memory = Mutex(0.0)
  private let isStopped = Atomic(false)
  private let hasEnded = Atomic(false)

  init(_ server: RunningServer) {
    site = server.site
    process = ProcessFigures(id: server.id)
    WorkerThread.start("health") { [self] in
      while !isStopped.load(ordering: .relaxed) {
        let start = Clock.now
        sentAt.store(start, ordering: .relaxed)
        if site.get("/livez", within: 10_000)?.status == 200 {
          spans.withLock { $0.append(Clock.now - start) }
        } else {
          failures.wrappingAdd(1, ordering: .relaxed)
        }
        sentAt.store(0, ordering: .relaxed)
        let resident = process.resident
        memory.withLock { $0 = max($0, resident) }
        usleep(20_000)
      }
      hasEnded.store(true, ordering: .releasing)
    }
  }

  /// What was seen since the last call: the 99th percentile in milliseconds, how many were not answered, the most memory in MiB.
  ///
  /// A request still under way counts with the time it has taken so far.
  func take() -> (p99: Double, asked: Int, unanswered: Int, memory: Double) {
    let since = sentAt.load(ordering: .relaxed)
    let sorted = spans.withLock { spans in
      defer { spans = [] }
      return (spans + (since > 0 ? [Clock.now - since] : [])).sorted()
    }
    let missing = failures.exchange(0, ordering: .relaxed)
    let most = memory.withLock { memory in
      defer { memory = 0 }
      return memory
    }
    let p99 = sorted.isEmpty ? 10_000 : sorted[min(sorted.count - 1, sorted.count * 99 / 100)].seconds * 1_000
    return (p99, sorted.count + missing, missing, most)
  }

  /// Stops asking and waits for the last answer.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    while !hasEnded.load(ordering: .acquiring) { usleep(1_000) }
  }
}
