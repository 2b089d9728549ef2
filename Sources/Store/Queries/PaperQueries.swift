package import Domain
internal import SQL

/// Which papers are known here.
extension ReadTransaction {
  /// A paper by its row.
  package func paper(_ id: RowID) throws -> PaperRow? { try paper(where: "p.id = $1", [id]) }

  /// The paper whose room that actor is, or the one that this paper was merged into.
  package func paper(room actorID: RowID) throws -> PaperRow? {
    if let paper = try paper(where: "p.actor_id = $1", [actorID]) { return paper }
    let merged = try sql.first("SELECT id FROM paper WHERE actor_id = $1", [actorID]) { RowID(try $0.integer(0)) }
    return try merged.flatMap { try standingPaper($0) }
  }

  /// The paper that has an identifier; versions are not compared.
  package func paper(_ identifier: PaperIdentifier) throws -> PaperRow? {
    guard let id = try paperID(identifier) else { return nil }
    return try paper(id)
  }

  /// The row of the paper that has an identifier; versions are not compared.
  package func paperID(_ identifier: PaperIdentifier) throws -> RowID? {
    try sql.first(
      "SELECT paper_id FROM paper_identifier WHERE scheme = $1 AND value = $2",
      [identifier.scheme.rawValue, identifier.value]
    ) { RowID(try $0.integer(0)) }
  }

  /// The papers that have any of the identifiers; more than one means that the identifiers disagree.
  ///
  /// The number of a book and the address of a page count only where nothing better decides: where no other identifier is
  /// given, or for a paper that has no other either.
  package func paperIDs(_ identifiers: [PaperIdentifier]) throws -> Set<RowID> {
    let named = Set(try identifiers.filter(\.scheme.identifiesOnePaper).compactMap { try paperID($0) })
    guard named.isEmpty else { return named }
    let loose = Set(try identifiers.compactMap { try paperID($0) })
    guard identifiers.contains(where: \.scheme.identifiesOnePaper) else { return loose }
    return try loose.filter { try paper($0)?.identifiers.contains(where: \.scheme.identifiesOnePaper) == false }
  }

  /// The papers last added.
  package func recentPapers(before id: RowID? = nil, limit: Int) throws -> [PaperRow] {
    try papers(
      "SELECT \(PaperRow.columns) FROM \(PaperRow.tables) WHERE p.id < $1 ORDER BY p.id DESC LIMIT $2",
      [id?.value ?? .max, limit])
  }

  /// The papers of a venue and year, by title.
  ///
  /// - Parameters:
  ///   - year: nil for the papers of no known year
  ///   - last: the last one of the page before
  package func papers(venue: String, year: Int?, behind last: RowID? = nil, limit: Int) throws -> [PaperRow] {
    let title = try last.flatMap { id in try sql.first("SELECT title FROM paper WHERE id = $1", [id]) { try $0.text(0) } }
    var arguments: [any SQLBindable] = [venue, title ?? "", title == nil ? RowID(0) : last ?? RowID(0), limit]
    if let year { arguments.append(year) }
    return try papers(
      """
      SELECT \(PaperRow.columns) FROM \(PaperRow.tables)
      WHERE p.venue_key = $1 AND p.year \(year == nil ? "IS NULL" : "= $5") AND (p.title, p.id) > ($2, $3)
      ORDER BY p.title, p.id LIMIT $4
      """, arguments)
  }

  /// The papers a post cites that are known here.
  package func papersCited(by postID: RowID) throws -> [PaperRow] {
    try papers(
      """
      SELECT \(PaperRow.columns) FROM \(PaperRow.tables)
      WHERE p.id IN (
        SELECT i.paper_id FROM citation c JOIN paper_identifier i ON i.scheme = c.scheme AND i.value = c.value
        WHERE c.post_id = $1)
      ORDER BY p.id LIMIT 100
      """, [postID])
  }

  /// The name of a venue for readers.
  package func venueName(_ key: String) throws -> String? {
    try sql.first("SELECT name FROM venue WHERE key = $1", [key]) { try $0.text(0) }
  }

  /// The venues with their papers and public summaries, most summaries first.
  ///
  /// - Parameter last: the key of the last one of the page before
  package func venues(behind last: String? = nil, limit: Int = 500) throws -> [VenueCount] {
    let rank = try last.flatMap { key in
      try sql.first("SELECT summaries, papers FROM venue WHERE key = $1", [key]) { (try $0.integer(0), try $0.integer(1)) }
    }
    return try sql.query(
      """
      SELECT v.key, v.name, v.papers, v.summaries FROM venue v
      WHERE v.summaries <= $1 AND (v.summaries < $1 OR v.papers < $2 OR (v.papers = $2 AND v.key > $3))
      ORDER BY v.summaries DESC, v.papers DESC, v.key LIMIT $4
      """, [rank?.0 ?? .max, rank?.1 ?? .max, last ?? "", limit]
    ) {
      VenueCount(key: try $0.text(0), name: try $0.text(1), papers: try $0.count(2), summaries: try $0.count(3))
    }
  }

  /// The venue of the papers whose keys of DBLP, or DOIs, begin with what stands before a slash: `conf/nips`; else the venue that has
  /// its last part as its key.
  package func venue(ofKeysUnder key: String) throws -> String? {
    let scheme: PaperScheme = key.hasPrefix("10.") ? .doi : .dblp
    let most = try sql.first(
      """
      SELECT v.venue_key FROM (
        SELECT p.venue_key FROM paper_identifier i JOIN paper p ON p.id = i.paper_id
        WHERE i.scheme = $1 AND i.value > $2 AND i.value < $3 LIMIT 500) v
      WHERE v.venue_key IS NOT NULL GROUP BY v.venue_key ORDER BY count(*) DESC, v.venue_key LIMIT 1
      """, [scheme.rawValue, key + "/", key + "0"]
    ) { try $0.text(0) }
    if let most { return most }
    guard let last = key.split(separator: "/").last.map(String.init), try venueName(last) != nil else { return nil }
    return last
  }

  /// The years of a venue, newest first.
  package func years(ofVenue key: String) throws -> [YearCount] {
    try sql.query(
      """
      SELECT year, count(*) FROM paper WHERE venue_key = $1 AND year IS NOT NULL AND merged_into IS NULL
      GROUP BY year ORDER BY year DESC LIMIT 300
      """, [key]
    ) { YearCount(year: try $0.count(0), papers: try $0.count(1)) }
  }

  /// How many papers of a venue have no known year.
  package func papersWithoutYear(ofVenue key: String) throws -> Int {
    try count("SELECT count(*) FROM paper WHERE venue_key = $1 AND year IS NULL AND merged_into IS NULL", [key])
  }

  /// How many public summaries a paper has.
  package func summaryCount(of paperID: RowID) throws -> Int {
    try count(
      "SELECT count(*) FROM \(AuthoredPost.tables) WHERE s.paper_id = $1 AND s.kind = 'summary' AND \(Sight.listed())", [paperID])
  }

  private func paper(where condition: String, _ arguments: [any SQLBindable]) throws -> PaperRow? {
    try papers("SELECT \(PaperRow.columns) FROM \(PaperRow.tables) WHERE \(condition)", arguments).first
  }

  func papers(_ statement: String, _ arguments: [any SQLBindable]) throws -> [PaperRow] {
    try sql.query(statement, arguments) { try PaperRow($0) }.map { try completed($0) }
  }

  private func completed(_ paper: PaperRow) throws -> PaperRow {
    var paper = paper
    let people = try sql.query(
      "SELECT name, orcid FROM paper_author WHERE paper_id = $1 ORDER BY position", [paper.id]
    ) { (try $0.text(0), try $0.optionalText(1)) }
    paper.authors = people.map(\.0)
    paper.authorORCIDs = people.contains { $0.1 != nil } ? people.map(\.1) : []
    paper.identifiers = try sql.query(
      "SELECT scheme, value FROM paper_identifier WHERE paper_id = $1 ORDER BY position", [paper.id]
    ) { row in
      let scheme: PaperScheme = try row.word(0)
      return try PaperIdentifier(scheme: scheme, value: try row.text(1))
    }
    .sorted()
    return paper
  }
}
