package import Domain
internal import SQL

/// Why papers are merged or split, and who says so.
package struct MergeCause: Sendable, Equatable {
  /// The moderator; nil where a record or the operator decided.
  package var actorID: RowID?
  /// In the words of whoever decided.
  package var reason: String
  /// The source whose record names identifiers of both papers; nil where people decided.
  package var source: String?
  /// That source's own name of the record.
  package var recordKey: String?

  package init(actorID: RowID? = nil, reason: String, source: String? = nil, recordKey: String? = nil) {
    self.actorID = actorID
    self.reason = reason
    self.source = source
    self.recordKey = recordKey
  }
}

/// Why papers cannot be merged or split, or a merge undone.
package enum MergeObstacle: String, Sendable {
  case samePaper, notHere, identifiers, summaries, nothingLeft, noIdentifier, undone

  /// A sentence for whoever tried.
  package var sentence: String {
    switch self {
    case .samePaper: "These are one paper already."
    case .notHere: "One of the papers is not here, or is part of another by now."
    case .identifiers: "Together they would have more than \(Paper.maximumIdentifiers) identifiers."
    case .summaries: "The one that goes has more than \(PaperMergeRow.mostSummaries) summaries; merge the other way round."
    case .nothingLeft: "One of the two papers would be left without an identifier."
    case .noIdentifier: "A paper of its own needs an identifier that names one paper, such as a DOI."
    case .undone: "This was undone already."
    }
  }
}

/// A merge of two papers or the split of one, as it stands in the log.
package struct PaperMergeRow: Sendable, Equatable {
  /// What happened.
  package enum Kind: String, Sendable {
    /// All of `from` went to `to`, and its pages lead there.
    case merge
    /// Some of `from` went to the new paper `to`.
    case split
  }

  /// Summaries that one merge moves.
  package static let mostSummaries = 1_000

  package var id: RowID
  package var kind: Kind
  package var from: RowID
  package var to: RowID
  package var cause: MergeCause
  package var createdAt: Timestamp
  /// Nil while it holds.
  package var undoneAt: Timestamp?
  package var undoneBy: RowID?
  package var undoneReason: String

  static let columns = """
    g.id, g.kind, g.from_id, g.to_id, g.actor_id, g.reason, g.source, g.record_key, g.created_at, g.undone_at, g.undone_by,
    g.undone_reason
    """

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    kind = try row.word(1)
    from = RowID(try row.integer(2))
    to = RowID(try row.integer(3))
    cause = MergeCause(
      actorID: try row.optionalID(4), reason: try row.text(5), source: try row.optionalText(6),
      recordKey: try row.optionalText(7))
    createdAt = try row.timestamp(8)
    undoneAt = try row.optionalTimestamp(9)
    undoneBy = try row.optionalID(10)
    undoneReason = try row.text(11)
  }
}

/// Two papers that a record of a trusted source takes for one, while they do not look alike.
package struct MergeProposalRow: Sendable, Equatable {
  package var id: RowID
  /// The papers as they stand now.
  package var first: PaperRow
  package var second: PaperRow
  /// Whose record it is.
  package var source: String
  package var recordKey: String
  /// The title in that record.
  package var recordTitle: String
  package var createdAt: Timestamp
}
