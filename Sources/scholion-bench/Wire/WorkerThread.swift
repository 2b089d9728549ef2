internal import Foundation

/// Runs work that blocks on a thread of its own.
enum WorkerThread {
  /// Waits for the work without holding one of the pool's threads.
  static func run<T: Sendable>(_ name: String, _ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { waiting in
      start(name) { waiting.resume(with: Result(catching: body)) }
    }
  }

  /// Starts the work and does not wait.
  static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.stackSize = 1 << 21
    thread.start()
  }

  /// Makes one value per index on all cores, in order.
  static func spread<T: Sendable>(_ count: Int, _ make: @escaping @Sendable (Int) throws -> T) async throws -> [T] {
    let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let piece = max(1, (count + workers - 1) / workers)
    return try await withThrowingTaskGroup(of: (Int, [T]).self) { group in
      for start in stride(from: 0, to: count, by: piece) {
        group.addTask {
          (start, try await run("spread") { try (start..<min(count, start + piece)).map(make) })
        }
      }
      var pieces: [(Int, [T])] = []
      for try await piece in group { pieces.append(piece) }
      return pieces.sorted { $0.0 < $1.0 }.flatMap { $0.1 }
    }
  }
}
