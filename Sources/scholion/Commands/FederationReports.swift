internal import Domain
internal import JSON
internal import Store

/// One server as `federation status` shows it.
struct PeerReport {
  let peer: PeerRow
  let waiting: Int

  /// A word for its state.
  var state: String { peer.isBlocked ? "blocked" : peer.failures > 0 ? "failing" : "ok" }

  var line: String {
    var parts = [peer.host, state, "\(waiting) waiting"]
    if peer.failures > 0, !peer.isBlocked {
      parts.append("\(peer.failures) failures, next try \(peer.nextAttemptAt.iso8601)")
    }
    if let error = peer.lastError, peer.failures > 0 { parts.append(error) }
    return parts.joined(separator: "\t")
  }

  var object: JSONValue {
    [
      "host": .string(peer.host), "state": .string(state), "waiting": .integer(Int64(waiting)),
      "failures": .integer(Int64(peer.failures)), "software": .text(peer.software), "dialect": .string(peer.dialect),
      "next_attempt_at": peer.failures > 0 ? .string(peer.nextAttemptAt.iso8601) : nil,
      "last_success_at": .text(peer.lastSuccessAt?.iso8601), "last_failure_at": .text(peer.lastFailureAt?.iso8601),
      "last_error": .text(peer.lastError),
    ]
  }
}

/// What became of an activity, as `federation show` tells it.
struct ActivityReport {
  let id: String
  let received: [InboxRow]
  let sent: ActivityRow?
  let deliveries: [(inbox: String, attempts: Int, lastError: String?)]

  var isKnown: Bool { !received.isEmpty || sent != nil }

  var lines: [String] {
    var lines = received.map { item in
      var parts = ["received \(item.receivedAt.iso8601)", item.channel.rawValue, item.type, "by \(item.actorURI)"]
      parts.append(Self.outcome(item))
      if item.attempts > 1 { parts.append("\(item.attempts) tries") }
      return parts.joined(separator: "\t")
    }
    if let sent {
      lines.append("sent \(sent.createdAt.iso8601)\t\(sent.type)\t\(deliveries.count) deliveries waiting")
      lines += deliveries.map { "\($0.inbox)\t\($0.attempts) tries\t\($0.lastError ?? "")" }
    }
    return lines
  }

  var object: JSONValue {
    [
      "id": .string(id),
      "received": .array(
        received.map { item in
          [
            "channel": .string(item.channel.rawValue), "type": .string(item.type), "actor": .string(item.actorURI),
            "state": .string(item.state.rawValue), "reason": .text(item.reason), "attempts": .integer(Int64(item.attempts)),
            "received_at": .string(item.receivedAt.iso8601), "finished_at": .text(item.finishedAt?.iso8601),
          ]
        }),
      "sent": sent.map { ["type": .string($0.type), "created_at": .string($0.createdAt.iso8601)] } ?? nil,
      "deliveries": .array(
        deliveries.map {
          ["inbox": .string($0.inbox), "attempts": .integer(Int64($0.attempts)), "last_error": .text($0.lastError)]
        }),
    ]
  }

  private static func outcome(_ item: InboxRow) -> String {
    switch item.state {
    case .done: "done"
    case .refused: "refused(\(item.reason ?? "unknown"))"
    case .waiting: item.reason.map { "waiting, retry at \(item.nextAttemptAt.iso8601) (\($0))" } ?? "waiting"
    }
  }
}

extension JSONValue {
  /// A string, or null.
  static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
