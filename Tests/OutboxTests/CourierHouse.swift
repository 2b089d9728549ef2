import Actors
import Domain
import JSON
import Outbox
import ServiceLifecycle
import Signatures
import Store
import Synchronization
import TestSupport
import Testing

/// Plays other servers while an instance lives.
func withPeers(
  answer: @Sendable @escaping (PeerRequest) async -> PeerAnswer,
  test: @Sendable @escaping (TestHouse, TestPeers) async throws -> Void
) async throws {
  try await TestPeers.use(answer: answer) { peers in
    try await TestHouse.use { house in try await test(house, peers) }
  }
}

/// A door that somebody else opens.
final class Gate: Sendable {
  private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

  func wait() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  func open() {
    let waiting = state.withLock { state in
      defer { state = (true, []) }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}

extension TestHouse {
  /// Whether a request carries one good signature of an actor of ours.
  func verifies(_ request: PeerRequest, by actor: ActorRow) async throws -> Bool {
    let keys = try await instance.keys.keys(of: actor)
    let received = SignableRequest(
      method: request.method, target: request.path, scheme: "http", authority: request.host,
      fields: [("host", request.host)] + request.fields.map { (name: $0.0, value: $0.1) }, body: request.body)
    let signatures = try RequestVerifier.parse(received)
    let signature = try #require(signatures.first)
    #expect(signatures.count == 1 && signature.keyID == keys.mainKeyID(of: actor))
    try RequestVerifier.check(signature, request: received, now: Int(clock.now.milliseconds / 1_000))
    return RequestVerifier.verify(signature, request: received, key: keys.rsa.publicKey)
  }

  /// Lets a Courier work until something holds, then stops it in an orderly way.
  ///
  /// - Parameter leaving: called once it was told to stop
  func work(leaving: @Sendable @escaping () -> Void = {}, until holds: @Sendable @escaping () async throws -> Bool) async throws {
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(services: [Courier(instance: instance)], logger: instance.logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      while try await !holds() { try await Task.sleep(for: .milliseconds(5)) }
      await group.triggerGracefulShutdown()
      leaving()
      try await tasks.waitForAll()
    }
  }

  /// Lets a Courier look into the store a few times.
  func settle() async throws {
    let before = store.database.statistics.reads
    let store = store
    try await work { store.database.statistics.reads >= before + 3 }
  }
}
