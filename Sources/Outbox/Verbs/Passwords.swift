internal import Dispatch
internal import Signatures
internal import Synchronization

/// Slow work of signing in and up, one at a time on a thread of its own (DESIGN 9): scrypt takes 32 MB and a third of a second.
package enum Passwords {
  private static let queue = DispatchQueue(label: "scholion.passwords")
  private static let waiting = Atomic(0)
  /// People who may wait for it; a further one is told to come again (DESIGN 9).
  private static let longestQueue = 20

  /// The hash to store.
  package static func hash(_ password: String) async throws -> String {
    try await offPath { try PasswordHash.make(Array(password.utf8)) }
  }

  /// Whether the password is the one a hash was made of; without a hash as much time is spent and the answer is no.
  ///
  /// Throws ``PublishError/busy``.
  package static func verify(_ password: String, _ hash: String?) async throws -> Bool {
    let bytes = Array(password.utf8)
    let isRight = try await offPath { PasswordHash.verify(bytes, hash ?? PasswordHash.decoy) }
    return isRight && hash != nil
  }

  /// Runs slow work that the operator asked for off the request path, however many people wait.
  static func forOperator<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try work() }) }
    }
  }

  /// Runs slow work off the request path.
  ///
  /// Throws ``PublishError/busy`` when too much waits already.
  static func offPath<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= longestQueue else {
      waiting.wrappingSubtract(1, ordering: .relaxed)
      throw PublishError.busy
    }
    defer { waiting.wrappingSubtract(1, ordering: .relaxed) }
    return try await forOperator(work)
  }
}

/// An e-mail address in the one form that is compared: ASCII, lower-case, a plain local part (security.md A).
package struct EmailAddress: Sendable, Hashable {
  package let text: String

  /// Throws ``PublishError`` with a sentence for the person.
  package init(parsing input: String) throws(PublishError) {
    let text = input.lowercased()
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let isLocal = { (byte: UInt8) in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || [0x2B, 0x2D, 0x2E, 0x5F].contains(byte)
    }
    let isHost = { (byte: UInt8) in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E
    }
    guard input.utf8.allSatisfy({ $0 < 0x80 }), text.utf8.count <= 320, parts.count == 2, let local = parts.first,
      let host = parts.last, !local.isEmpty, local.utf8.allSatisfy(isLocal), host.utf8.allSatisfy(isHost),
      local.utf8.count <= 64, host.utf8.count <= 253,
      local.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty }),
      host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(Self.isLabel),
      host.contains(".") || host == "localhost"
    else { throw .invalid("This is not an e-mail address we can write to.") }
    self.text = text
  }

  /// A label of a host name neither begins nor ends with a hyphen (RFC 1123 section 2.1).
  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
  }
}
