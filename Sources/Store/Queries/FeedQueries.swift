package import Domain
internal import SQL

/// Lists for feeds and exports: of nothing but what anybody may find (`Sight.listed`), each by keyset.
extension ReadTransaction {
  /// Public summaries by one person, newest first.
  package func listedSummaries(by actorID: RowID, before id: RowID? = nil, limit: Int) throws -> [AuthoredPost] {
    try listed("s.actor_id = $2 AND s.id < $1 AND s.paper_id IS NOT NULL", [id?.value ?? .max, actorID, limit], limit: "$3")
  }

  /// Public summaries of one paper, newest first.
  package func listedSummaries(of paperID: RowID, before id: RowID? = nil, limit: Int) throws -> [AuthoredPost] {
    try listed("s.paper_id = $2 AND s.id < $1", [id?.value ?? .max, paperID, limit], limit: "$3")
  }

  /// Public summaries of the papers of a venue, of all its years or of one, newest first.
  ///
  /// They are looked for among the newest summaries of all; only where too few are there, the venue's papers are asked one by one.
  ///
  /// - Parameter window: how many of the newest are looked at; it makes no difference to what is found
  package func listedSummaries(
    venue: String, year: Int? = nil, before id: RowID? = nil, limit: Int, window: Int = 512
  ) throws -> [AuthoredPost] {
    let isYear = year == nil ? "" : " AND p.year = $5"
    return try listed(
      ofPapers: "paper p WHERE p.venue_key = $4\(isYear)", paper: "p.id", [venue] + (year.map { [$0] } ?? []), before: id,
      limit: limit, window: window)
  }

  /// Public summaries of the papers of a topic, newest first.
  package func listedSummaries(
    topic: String, before id: RowID? = nil, limit: Int, window: Int = 512
  ) throws -> [AuthoredPost] {
    try listed(
      ofPapers: "paper_topic x WHERE x.topic_key = $4", paper: "x.paper_id", [topic], before: id, limit: limit, window: window)
  }

  /// Public summaries of the papers on which a name stands, newest first.
  package func listedSummaries(
    author name: String, before id: RowID? = nil, limit: Int, window: Int = 512
  ) throws -> [AuthoredPost] {
    try listed(
      ofPapers: "paper_author w WHERE lower(w.name) = lower($4)", paper: "w.paper_id", [name], before: id, limit: limit,
      window: window)
  }

  /// Looks among the newest summaries first, then at the papers one by one.
  ///
  /// - Parameters:
  ///   - papers: tables and condition, whose arguments begin at `$4`
  ///   - paper: the column that holds the paper
  private func listed(
    ofPapers papers: String, paper: String, _ arguments: [any SQLBindable], before id: RowID?, limit: Int, window: Int
  ) throws -> [AuthoredPost] {
    let end = id?.value ?? .max
    let start = try sql.first(
      """
      SELECT s.id FROM post s WHERE s.kind = 'summary' AND s.visibility = 'public' AND s.id < $1
      ORDER BY s.id DESC LIMIT 1 OFFSET $2
      """, [end, window]
    ) { try $0.integer(0) }
    let recent = try listed(
      "s.id < $1 AND s.id >= $2 AND EXISTS (SELECT 1 FROM \(papers) AND \(paper) = s.paper_id)",
      [end, start ?? 0, limit] + arguments, limit: "$3")
    guard let start, recent.count < limit else { return recent }
    return try recent
      + listed(
        "s.id < $1 AND s.id >= $2 AND s.paper_id IN (SELECT \(paper) FROM \(papers))",
        [start, 0, limit - recent.count] + arguments, limit: "$3")
  }

  /// The papers of a venue and year in the order in which they came here.
  ///
  /// - Parameter year: nil for the papers of no known year
  package func papers(venue: String, year: Int?, after id: RowID?, limit: Int) throws -> [PaperRow] {
    var arguments: [any SQLBindable] = [venue, id?.value ?? 0, limit]
    if let year { arguments.append(year) }
    return try papers(
      """
      SELECT \(PaperRow.columns) FROM \(PaperRow.tables)
      WHERE p.venue_key = $1 AND p.year \(year == nil ? "IS NULL" : "= $4") AND p.id > $2 ORDER BY p.year, p.id LIMIT $3
      """, arguments)
  }

  private func listed(_ condition: String, _ arguments: [any SQLBindable], limit: String) throws -> [AuthoredPost] {
    try sql.query(
      """
      SELECT \(AuthoredPost.columns) FROM \(AuthoredPost.tables)
      WHERE s.kind = 'summary' AND \(condition) AND \(Sight.listed()) ORDER BY s.id DESC LIMIT \(limit)
      """, arguments
    ) { try AuthoredPost($0) }
  }
}

/// How a paper fares here.
package struct PaperFigures: Sendable, Equatable {
  /// The identifier that names the paper's page.
  package var best: PaperIdentifier
  /// Public summaries.
  package var summaries: Int
  /// The highest score of these; nil where there are none.
  package var bestScore: Int?
}

/// Look-ups of many papers at once.
extension ReadTransaction {
  /// Identifiers that one look-up takes.
  package static let mostFigures = 100

  /// What is known of the papers that have these identifiers, in the order asked; nil for a paper that is not here.
  ///
  /// One statement for all; those past ``mostFigures`` are answered nil.
  package func figures(of identifiers: [PaperIdentifier]) throws -> [PaperFigures?] {
    let asked = identifiers.prefix(Self.mostFigures)
    // Two texts of the statement are enough to be prepared.
    let size = asked.count <= Self.fewFigures ? Self.fewFigures : Self.mostFigures
    var arguments = asked.flatMap { [$0.scheme.rawValue, $0.value] }
    arguments += Array(repeating: "", count: size * 2 - arguments.count)
    let statement = size == Self.fewFigures ? Self.fewFiguresStatement : Self.mostFiguresStatement
    var found: [PaperFigures?] = Array(repeating: nil, count: identifiers.count)
    let rows = try sql.query(statement, arguments) { row -> (Int, PaperFigures)? in
      guard let name = try row.optionalText(3), let cut = name.utf8.firstIndex(of: UInt8(ascii: ":")),
        let scheme = PaperScheme(rawValue: String(name[..<cut]))
      else { return nil }
      let best = try PaperIdentifier(scheme: scheme, value: String(name[cut...].dropFirst()))
      return (
        try row.count(0),
        PaperFigures(
          best: best, summaries: try row.count(1), bestScore: try row.optionalInteger(2).flatMap { Int(exactly: $0) })
      )
    }
    for case (let place, let figures)? in rows where found.indices.contains(place) { found[place] = figures }
    return found
  }

  private static let fewFigures = 10
  private static let fewFiguresStatement = figuresStatement(of: fewFigures)
  private static let mostFiguresStatement = figuresStatement(of: mostFigures)

  /// Every part of it is a subquery of one value, so that each engine looks the identifiers up one by one.
  private static func figuresStatement(of size: Int) -> String {
    let values = (0..<size).map { "(\($0), $\($0 * 2 + 1), $\($0 * 2 + 2))" }.joined(separator: ", ")
    let ranks = PaperScheme.allCases.enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }.joined(separator: " ")
    let summaries = "\(AuthoredPost.tables) WHERE s.paper_id = f.paper_id AND s.kind = 'summary' AND \(Sight.listed())"
    return """
      WITH asked (place, scheme, value) AS (VALUES \(values))
      SELECT f.place, (SELECT count(*) FROM \(summaries)), (SELECT max(s.likes - s.dislikes + s.imported_score) FROM \(summaries)),
        (SELECT j.scheme || ':' || j.value FROM paper_identifier j WHERE j.paper_id = f.paper_id
         ORDER BY CASE j.scheme \(ranks) END, j.value LIMIT 1)
      FROM (
        SELECT q.place, (
          SELECT i.paper_id FROM paper_identifier i WHERE i.scheme = q.scheme AND i.value = q.value) AS paper_id
        FROM asked q) f
      """
  }
}
