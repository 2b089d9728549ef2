internal import Synchronization

/// One queue for each host that is asked: one request at a time, each so long after the end of the one before.
final class HostQueues: Sendable {
  enum Turn: Sendable {
    /// It may go at this moment, in milliseconds since 1970, not before.
    case go(at: Int64)
    case busy
    case cancelled
  }

  private struct Lane {
    var isTaken = false
    var waiting: [(id: UInt64, resume: CheckedContinuation<Turn, Never>)] = []
    var freeAt: Int64 = 0
    var closedUntil: Int64 = 0
    var lastID: UInt64 = 0
  }

  private let lanes = Mutex<[String: Lane]>([:])

  /// Waits for its turn; whoever got one gives it back with ``leave(_:freeAt:)``.
  func enter(_ name: String, most: Int) async -> Turn {
    let id = lanes.withLock { lanes in
      lanes[name, default: Lane()].lastID += 1
      return lanes[name]?.lastID ?? 0
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { (resume: CheckedContinuation<Turn, Never>) in
        let turn: Turn? = lanes.withLock { lanes in
          var lane = lanes[name] ?? Lane()
          defer { lanes[name] = lane }
          guard lane.isTaken else {
            lane.isTaken = true
            return .go(at: lane.freeAt)
          }
          guard lane.waiting.count < most else { return .busy }
          lane.waiting.append((id, resume))
          return nil
        }
        if let turn { return resume.resume(returning: turn) }
        // The handler may have run before this one stood in line.
        if Task.isCancelled { withdraw(name, id) }
      }
    } onCancel: {
      withdraw(name, id)
    }
  }

  /// Gives the turn to the next; it goes at `freeAt` at the earliest.
  func leave(_ name: String, freeAt: Int64) {
    let next = lanes.withLock { lanes -> (CheckedContinuation<Turn, Never>, Int64)? in
      guard var lane = lanes[name] else { return nil }
      defer { lanes[name] = lane }
      lane.freeAt = max(lane.freeAt, freeAt)
      guard !lane.waiting.isEmpty else {
        lane.isTaken = false
        return nil
      }
      return (lane.waiting.removeFirst().resume, lane.freeAt)
    }
    if let (resume, time) = next { resume.resume(returning: .go(at: time)) }
  }

  /// Nobody asks before this moment.
  func close(_ name: String, until: Int64) {
    lanes.withLock { $0[name, default: Lane()].closedUntil = until }
  }

  /// Until when nobody asks.
  func closedUntil(_ name: String) -> Int64 { lanes.withLock { $0[name]?.closedUntil ?? 0 } }

  private func withdraw(_ name: String, _ id: UInt64) {
    let found = lanes.withLock { lanes -> CheckedContinuation<Turn, Never>? in
      guard let place = lanes[name]?.waiting.firstIndex(where: { $0.id == id }) else { return nil }
      return lanes[name]?.waiting.remove(at: place).resume
    }
    found?.resume(returning: .cancelled)
  }
}
