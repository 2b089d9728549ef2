import Foundation
import Synchronization
import Testing

@testable import Transport

/// Answers every name with one list and remembers who was asked for.
final class RecordingResolver: NameResolver {
  private let answers: @Sendable (String, Int) throws(TransportError) -> [IPAddress]
  private let names = Mutex<[String]>([])

  init(_ answers: @escaping @Sendable (String, Int) throws(TransportError) -> [IPAddress] = { _, _ in [.loopback] }) {
    self.answers = answers
  }

  var asked: [String] { names.withLock { $0 } }

  func addresses(of host: String) throws(TransportError) -> [IPAddress] {
    let count = names.withLock { names in
      names.append(host)
      return names.count { $0 == host }
    }
    return try answers(host, count)
  }
}

/// A door that holds threads until it is opened.
final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  func wait() {
    semaphore.wait()
    semaphore.signal()
  }
  func open() { semaphore.signal() }
}

/// Names under `dead.test` hang until the gate opens; every other is 127.0.0.1.
struct SilentResolver: NameResolver {
  let gate = Gate()

  func addresses(of host: String) throws(TransportError) -> [IPAddress] {
    guard host.hasSuffix(".dead.test") else { return [.loopback] }
    gate.wait()
    return []
  }
}

/// A policy for loopback peers.
func loopbackPolicy(_ change: (inout TransportPolicy) -> Void = { _ in }) -> TransportPolicy {
  var policy = TransportPolicy(allowPrivatePeers: true, userAgent: "Scholion-Test")
  // Limits against hanging: a busy machine must not be taken for a slow peer.
  policy.slowPeriod = .seconds(240)
  policy.connectTimeout = .seconds(60)
  change(&policy)
  return policy
}

func fetch(_ text: String, limit: Int = 65_536, deadline: Duration = .seconds(300)) throws -> OutgoingRequest {
  OutgoingRequest(method: "GET", url: try WebURL(parsing: text), limit: limit, deadline: deadline)
}

extension HTTPClient {
  /// The outcome as a value, so that tables can compare it.
  func outcome(_ request: OutgoingRequest) async -> Result<IncomingResponse, TransportError> {
    do throws(TransportError) { return .success(try await send(request)) } catch { return .failure(error) }
  }

  func fault(_ request: OutgoingRequest) async -> TransportError? {
    if case .failure(let error) = await outcome(request) { error } else { nil }
  }
}

/// Waits for a state that has to come; the test's time limit is the only clock.
func until(_ isTrue: @Sendable () -> Bool) async throws {
  while !isTrue() { try await Task.sleep(for: .milliseconds(2)) }
}

/// What a dripping server does between two bytes.
func pause() { Thread.sleep(forTimeInterval: 0.01) }
