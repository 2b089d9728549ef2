package import Domain
internal import SQL

/// A question about a paper.
package struct QuestionRow: Sendable, Equatable {
  /// The note that asks.
  package var asked: AuthoredPost
  /// The answer that was accepted.
  package var acceptedID: RowID?

  static let columns = "q.accepted_id, \(AuthoredPost.columns)"

  init(_ row: SQLRow) throws {
    acceptedID = try row.optionalID(0)
    asked = try AuthoredPost(row, at: 1)
  }
}

/// Questions that anybody may find.
extension ReadTransaction {
  /// The questions about a paper, newest first.
  package func questions(about paperID: RowID, before id: RowID? = nil, limit: Int) throws -> [QuestionRow] {
    try sql.query(
      """
      SELECT \(QuestionRow.columns) FROM \(AuthoredPost.tables) JOIN question q ON q.post_id = s.id
      WHERE s.paper_id = $1 AND s.kind = 'note' AND s.visibility = 'public' AND s.id < $2 AND \(Sight.standing())
      ORDER BY s.id DESC LIMIT $3
      """, [paperID, id?.value ?? .max, limit]
    ) { try QuestionRow($0) }
  }

  /// The questions about all papers, newest first.
  ///
  /// - Parameter open: whether those with an accepted answer are left out
  package func questions(open: Bool, before id: RowID? = nil, limit: Int) throws -> [QuestionRow] {
    try sql.query(
      """
      SELECT \(QuestionRow.columns) FROM question q JOIN post s ON s.id = q.post_id JOIN actor a ON a.id = s.actor_id
      WHERE q.post_id < $1\(open ? " AND q.accepted_id IS NULL" : "") AND \(Sight.listed())
      ORDER BY q.post_id DESC LIMIT $2
      """, [id?.value ?? .max, limit]
    ) { try QuestionRow($0) }
  }

  /// The answer to a question that was accepted.
  package func acceptedAnswer(to questionID: RowID) throws -> RowID? {
    try sql.first("SELECT accepted_id FROM question WHERE post_id = $1", [questionID]) { try $0.optionalID(0) } ?? nil
  }
}

extension WriteTransaction {
  /// Accepts an answer in place of any other; nil accepts none.
  package func acceptAnswer(_ answerID: RowID?, to questionID: RowID) throws {
    _ = try sql.execute("UPDATE question SET accepted_id = $2 WHERE post_id = $1", [questionID, answerID])
  }
}
