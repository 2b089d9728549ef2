/// Who may go on the wire next: so many in all, so many to one authority, the authorities in turn.
///
/// A dead host fills its own lanes and no other's; a busy one does not pass the line.
struct Lanes {
  private struct Lane {
    var running = 0
    var waiting = Line<UInt64>()
    var isInTurn = false
  }

  private let total: Int
  private let perHost: Int
  private var lanes: [String: Lane] = [:]
  private var turns = Line<String>()
  /// Transfers on the wire.
  private(set) var running = 0

  init(total: Int, perHost: Int) {
    self.total = max(1, total)
    self.perHost = max(1, perHost)
  }

  /// Authorities of which anything is remembered.
  var hosts: Int { lanes.count }

  mutating func enter(_ id: UInt64, _ authority: String) {
    lanes[authority, default: Lane()].waiting.append(id)
    takeTurn(authority)
  }

  /// The next that may start; it counts as running from now on.
  mutating func next() -> UInt64? {
    while running < total, let authority = turns.popFirst() {
      guard var lane = lanes[authority] else { continue }
      lane.isInTurn = false
      let id = lane.waiting.popFirst()
      if id != nil { lane.running += 1 }
      lanes[authority] = lane
      if let id {
        running += 1
        takeTurn(authority)
        return id
      }
      settle(authority)
    }
    return nil
  }

  /// One that ran has ended.
  mutating func leave(_ authority: String) {
    guard lanes[authority] != nil else { return }
    running -= 1
    lanes[authority]?.running -= 1
    takeTurn(authority)
    settle(authority)
  }

  /// One that waited does not want to any more.
  mutating func withdraw(_ id: UInt64, _ authority: String) {
    lanes[authority]?.waiting.remove(id)
    settle(authority)
  }

  private mutating func takeTurn(_ authority: String) {
    guard let lane = lanes[authority], !lane.isInTurn, lane.running < perHost, !lane.waiting.isEmpty else { return }
    lanes[authority]?.isInTurn = true
    turns.append(authority)
  }

  private mutating func settle(_ authority: String) {
    guard let lane = lanes[authority], lane.running == 0, lane.waiting.isEmpty, !lane.isInTurn else { return }
    lanes[authority] = nil
  }
}
