import Foundation

/// Runs what blocks, as a program that is waited for, on a thread outside the pool of tasks: the pool has as many threads as the
/// machine has cores, and a server in this process needs them to answer.
func offPool<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
  try await withCheckedThrowingContinuation { continuation in
    // Not of the queues either: they and the pool share threads.
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}
