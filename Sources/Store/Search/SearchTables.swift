internal import SQL

/// The statements in which the two engines differ when they search.
///
/// SQLite keeps words in FTS5 tables, which take text apart at spaces (`ascii`): folding and parting is done before, for both
/// engines alike (``SearchColumns``). PostgreSQL keeps them in a `tsvector` that is written out here, and never parses a text.
extension SQLDialect {
  /// Makes the tables of the index.
  func makeSearchTables() -> [String] { SearchSection.allCases.flatMap { makeSearchTable($0.table) } }

  private func makeSearchTable(_ table: String) -> [String] {
    switch self {
    case .sqlite:
      [
        """
        CREATE VIRTUAL TABLE \(table) USING fts5 (title, names, place, brief, venue UNINDEXED, year UNINDEXED, owner UNINDEXED, marks,
          text, tokenize = "ascii tokenchars '_'", prefix = '3')
        """
      ]
    case .postgres:
      [
        """
        CREATE TABLE \(table) (
          id {id},
          title {text} NOT NULL,
          names {text} NOT NULL,
          place {text} NOT NULL,
          brief {text} NOT NULL,
          venue {text},
          year {integer},
          owner {integer},
          words TSVECTOR NOT NULL
        )
        """,
        // Vectors lie beside the rows, uncompressed: most searches look at rows only, and to some of the vectors.
        "ALTER TABLE \(table) ALTER COLUMN words SET STORAGE EXTERNAL",
        "ALTER TABLE \(table) SET (toast_tuple_target = 128)",
        "ALTER TABLE \(table) ALTER COLUMN title SET STORAGE MAIN",
        "ALTER TABLE \(table) ALTER COLUMN names SET STORAGE MAIN",
        "ALTER TABLE \(table) ALTER COLUMN place SET STORAGE MAIN",
        // Words that wait in a list to be taken in would be gone through by every search.
        "CREATE INDEX \(table)_words ON \(table) USING gin (words) WITH (fastupdate = off)",
      ]
    }
  }

  /// Stores one document, in place of one with the same id that was removed before.
  func insertSearchDocument(_ table: String) -> String {
    switch self {
    case .sqlite:
      """
      INSERT INTO \(table) (rowid, title, names, place, brief, venue, year, owner, marks, text)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """
    case .postgres:
      """
      INSERT INTO \(table) (id, title, names, place, brief, venue, year, owner, words)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::tsvector)
      """
    }
  }

  func deleteSearchDocument(_ table: String) -> String { "DELETE FROM \(table) WHERE \(searchID) = $1" }

  /// The title of one document, to see whether it is there.
  func searchTitle(_ table: String) -> String { "SELECT title, brief FROM \(table) WHERE \(searchID) = $1" }

  private var searchID: String { self == .sqlite ? "rowid" : "id" }

  /// The newest documents that match, with id, title, names, place, brief, venue, year, owner.
  ///
  /// `$1` is the match, `$2` how many.
  ///
  /// - Parameters:
  ///   - standing: a condition on the owner `a`; nil where there is none
  ///   - isExact: of PostgreSQL, whether words are to be looked at once more (`$3`) that the index has found
  func newestSearchDocuments(_ table: String, standing: String?, isExact: Bool) -> String {
    let names = ["title", "names", "place", "brief", "venue", "year", "owner"]
    func columns(_ t: String) -> String { names.map { "\(t).\($0)" }.joined(separator: ", ") }
    let join = standing == nil ? "" : self == .sqlite ? "CROSS JOIN actor a" : "JOIN actor a ON a.id = f.owner"
    let also = standing.map { (self == .sqlite ? " AND a.id = f.owner AND " : " AND ") + $0 } ?? ""
    switch self {
    case .sqlite:
      // The index gives out rows in this order by itself, so that it is read no further than needed.
      return """
        SELECT f.rowid AS id, \(columns("f")) FROM \(table) f \(join)
        WHERE f.\(table) MATCH $1\(also) ORDER BY f.rowid DESC LIMIT $2
        """
    case .postgres:
      // The sum keeps the planner from walking the primary key, which is slow where few rows match.
      let found = "FROM \(table) f \(join) WHERE f.words @@ $1::tsquery\(also) ORDER BY f.id + 0 DESC"
      guard isExact else { return "SELECT f.id, \(columns("f")) \(found) LIMIT $2" }
      // Places of words are compared row by row from the newest on, until there are enough.
      return """
        SELECT m.id, \(columns("m")) FROM (SELECT f.id, \(columns("f")), f.words \(found) OFFSET 0) m
        WHERE m.words @@ $3::tsquery LIMIT $2
        """
    }
  }
}
