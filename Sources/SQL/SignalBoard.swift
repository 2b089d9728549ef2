import Synchronization

/// Hands words to those who wait for them.
final class SignalBoard: Sendable {
  private struct State {
    var listeners: [Int: (word: String, continuation: AsyncStream<Void>.Continuation)] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  /// Wake-ups for a word; several while nobody looks are one.
  func listen(for word: String) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state in
      state.next += 1
      state.listeners[state.next] = (word, continuation)
      return state.next
    }
    continuation.onTermination = { [weak self] _ in _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) } }
    return stream
  }

  func publish(_ words: Set<String>) {
    guard !words.isEmpty else { return }
    ring { words.contains($0) }
  }

  /// Wakes everybody: words may have been missed.
  func publishAll() { ring { _ in true } }

  /// Ends every stream.
  func close() {
    let listeners = state.withLock { state in
      defer { state.listeners = [:] }
      return state.listeners.values.map(\.continuation)
    }
    for listener in listeners { listener.finish() }
  }

  private func ring(_ isMeant: (String) -> Bool) {
    let listeners = state.withLock { $0.listeners.values.filter { isMeant($0.word) }.map(\.continuation) }
    for listener in listeners { listener.yield() }
  }
}
