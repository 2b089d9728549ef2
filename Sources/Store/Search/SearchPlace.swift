internal import Domain

/// Where a page of findings ends: the next one begins behind it, whatever was added or taken away meanwhile.
package struct SearchPlace: Sendable, Equatable, Comparable {
  /// The rank in millionths.
  let rank: Int
  let id: RowID

  init(rank: Double, id: RowID) {
    self.rank = Int(exactly: (rank * 1_000_000).rounded()) ?? 0
    self.id = id
  }

  /// Reads `RANK-ID`; nil for anything else.
  package init?(_ text: String) {
    let halves = text.utf8.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
    guard text.utf8.count <= 40, halves.count == 2, let rank = halves.first.flatMap({ Int(String($0) ?? "") }), rank >= 0,
      let id = halves.last.flatMap({ try? RowID(parsing: String($0) ?? "") })
    else { return nil }
    self.rank = rank
    self.id = id
  }

  /// As ``init(_:)`` reads it.
  package var text: String { "\(rank)-\(id)" }

  /// What comes first is less: the higher rank, the newer of two that are alike.
  package static func < (one: SearchPlace, other: SearchPlace) -> Bool {
    one.rank == other.rank ? one.id > other.id : one.rank > other.rank
  }
}
