package import Domain
internal import SQL

extension ReadTransaction {
  /// Public summaries of people here under a licence that lets others pass them on, oldest first; for the dump.
  package func openSummaries(after last: RowID?, limit: Int) throws -> [AuthoredPost] {
    let licences = Licence.allCases.filter(\.isOpen).map { "'\($0.rawValue)'" }.joined(separator: ", ")
    return try sql.query(
      """
      SELECT \(AuthoredPost.columns) FROM \(AuthoredPost.tables)
      WHERE s.kind = 'summary' AND s.local = 1 AND s.id > $1 AND s.paper_id IS NOT NULL AND s.licence IN (\(licences))
        AND \(Sight.listed()) ORDER BY s.id LIMIT $2
      """, [last?.value ?? 0, limit]
    ) { try AuthoredPost($0) }
  }
}
