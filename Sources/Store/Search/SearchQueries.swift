package import Domain
internal import SQL

/// Looks for papers, summaries and people: one function for each, whatever the engine.
///
/// Of what matches, the newest are ranked, and where more match, the newest whose title does and the newest papers that have summaries:
/// the same on both engines, so that a word of half of all papers costs no more than others. Nothing is counted or given out
/// that ``Sight/listed()`` keeps back.
extension ReadTransaction {
  /// Papers, best first.
  ///
  /// - Parameter place: where the page before ended
  package func searchPapers(
    _ query: SearchQuery, _ filter: SearchFilter = SearchFilter(), behind place: SearchPlace? = nil,
    size: Int = SearchLimits.pageSize
  ) throws -> SearchPage<PaperRow> {
    try search(.papers, query, filter, place, size) { try paper($0) }
  }

  /// Public summaries of people in standing, best first.
  ///
  /// - Parameter place: where the page before ended
  package func searchSummaries(
    _ query: SearchQuery, _ filter: SearchFilter = SearchFilter(), behind place: SearchPlace? = nil,
    size: Int = SearchLimits.pageSize
  ) throws -> SearchPage<AuthoredPost> {
    try search(.summaries, query, filter, place, size) { try listedSummary($0) }
  }

  /// People in standing: those of this server, and those of others who wrote a public summary.
  ///
  /// - Parameter place: where the page before ended
  package func searchPeople(
    _ query: SearchQuery, _ filter: SearchFilter = SearchFilter(), behind place: SearchPlace? = nil,
    size: Int = SearchLimits.pageSize
  ) throws -> SearchPage<ActorRow> {
    try search(.people, query, filter, place, size) { try actor($0) }
  }

  private func search<Hit>(
    _ section: SearchSection, _ query: SearchQuery, _ filter: SearchFilter, _ place: SearchPlace?, _ size: Int,
    _ row: (RowID) throws -> Hit?
  ) throws -> SearchPage<Hit> {
    let (found, isCut) = try candidates(section, query, filter)
    let sorted = SearchRanking(query).places(of: found)
    let rest = place.map { place in sorted.drop { $0 <= place } } ?? sorted[...]
    let shown = rest.prefix(max(0, size))
    return SearchPage(
      hits: try shown.compactMap { try row($0.id) }, next: rest.count > shown.count ? shown.last : nil, count: found.count,
      isCut: isCut, venues: try venues(of: found), years: Self.years(of: found))
  }

  private func listedSummary(_ id: RowID) throws -> AuthoredPost? {
    try sql.first(
      "SELECT \(AuthoredPost.columns) FROM \(AuthoredPost.tables) WHERE s.id = $1 AND \(Sight.listed())", [id]
    ) { try AuthoredPost($0) }
  }

  // MARK: What is ranked

  private func candidates(
    _ section: SearchSection, _ query: SearchQuery, _ filter: SearchFilter
  ) throws -> (found: [SearchCandidate], isCut: Bool) {
    guard !query.isEmpty || filter != SearchFilter() else { return ([], false) }
    let expression = SearchExpression(query, filter, writers: try writers(query))
    var found = try newest(section, expression, SearchLimits.newest)
    guard found.count == SearchLimits.newest else { return (found, false) }
    var others = try expression.narrowedToTitles.map { try newest(section, $0, SearchLimits.titled) } ?? []
    if section == .papers { others += try newest(section, expression.narrowedToNoted, SearchLimits.noted) }
    var known = Set(found.map(\.id))
    for candidate in others where known.insert(candidate.id).inserted { found.append(candidate) }
    return (found, true)
  }

  /// Whom each `by:` means.
  private func writers(_ query: SearchQuery) throws -> [[RowID]] {
    try query.terms.compactMap { term in
      guard case .phrase(let phrase) = term.demand, phrase.field == .by else { return nil }
      var expression = SearchExpression(SearchQuery(parsing: ""), SearchFilter(), writers: [])
      expression.wanted = [.phrase(phrase)]
      return try newest(.people, expression, SearchLimits.writers).map(\.id)
    }
  }

  /// Papers whose titles hold all of these folded words, newest first.
  func papers(titledWith words: [String], limit: Int) throws -> [SearchCandidate] {
    var expression = SearchExpression(SearchQuery(parsing: ""), SearchFilter(), writers: [])
    expression.wanted = words.map { .phrase(SearchQuery.Phrase(words: [$0], field: .title)) }
    return try newest(.papers, expression, limit)
  }

  private func newest(_ section: SearchSection, _ expression: SearchExpression, _ limit: Int) throws -> [SearchCandidate] {
    let exact = sql.dialect == .postgres ? expression.exact : nil
    let standing = section == .papers ? nil : Sight.standing()
    let found = sql.dialect.newestSearchDocuments(section.table, standing: standing, isExact: exact != nil)
    let match = sql.dialect == .postgres ? expression.loose : expression.match
    var arguments: [any SQLBindable] = [match, limit]
    if let exact { arguments.append(exact) }
    return try sql.query(Self.weighed(section, found), arguments) { row in
      SearchCandidate(
        id: RowID(try row.integer(0)), title: try row.text(1), names: try row.text(2), place: try row.text(3),
        brief: try row.text(4), venue: try row.optionalText(5), year: try row.optionalInteger(6).flatMap { Int(exactly: $0) },
        summaries: try row.count(7), score: try row.count(8))
    }
  }

  /// Adds to what was found what readers made of it.
  private static func weighed(_ section: SearchSection, _ found: String) -> String {
    let columns = "c.id, c.title, c.names, c.place, c.brief, c.venue, c.year"
    let listed = "FROM \(AuthoredPost.tables) WHERE s.paper_id = c.id AND s.kind = 'summary' AND \(Sight.listed())"
    return switch section {
    case .papers:
      """
      SELECT \(columns), (SELECT count(*) \(listed)), (SELECT COALESCE(max(s.likes - s.dislikes + s.imported_score), 0) \(listed)) FROM (\(found)) c
      """
    case .summaries: "SELECT \(columns), 0, s.likes - s.dislikes + s.imported_score FROM (\(found)) c JOIN post s ON s.id = c.id"
    case .people: "SELECT \(columns), 0, 0 FROM (\(found)) c"
    }
  }

  // MARK: What stands beside the results

  private func venues(of found: [SearchCandidate]) throws -> [VenueFacet] {
    var counts: [String: Int] = [:]
    for key in found.compactMap(\.venue) { counts[key, default: 0] += 1 }
    let first = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.prefix(SearchLimits.facets)
    return try first.compactMap { key, count in try venueName(key).map { VenueFacet(key: key, name: $0, count: count) } }
  }

  private static func years(of found: [SearchCandidate]) -> [YearCount] {
    var counts: [Int: Int] = [:]
    for year in found.compactMap(\.year) { counts[year, default: 0] += 1 }
    return counts.sorted { $0.key > $1.key }.prefix(SearchLimits.facets).map { YearCount(year: $0.key, papers: $0.value) }
  }
}
