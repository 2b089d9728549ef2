internal import Domain
internal import SQL

/// Papers that are like one: found by what they share, from few rows of each kind, and put in order by ``PaperLikeness``.
extension ReadTransaction {
  /// Papers like one, most alike first; the same rows give the same papers on both engines.
  package func papersSimilar(to paper: PaperRow, limit: Int = 6) throws -> [PaperRow] {
    var found = try foundByCitations(paper.id)
    for topic in try topics(of: paper.id).prefix(SimilarLimits.topics) {
      for id in try newestPapers(ofTopic: topic.key) { found[id, default: PaperLikeness()].topicSizes.append(topic.papers) }
    }
    for name in paper.authors.prefix(SimilarLimits.authors) {
      for id in try newestPapers(ofAuthor: name) { found[id, default: PaperLikeness()].authors += 1 }
    }
    for candidate in try foundByTitle(paper.title) {
      found[candidate.id, default: PaperLikeness()].titleShare = PaperLikeness.share(paper.title, candidate.title)
    }
    found[paper.id] = nil
    let first = Self.best(found.map { (id: $0.key, likeness: $0.value) }, SimilarLimits.judged)
    let judged = try first.compactMap { id, likeness in
      try self.paper(id).map { (paper: $0, likeness: try complete(likeness, of: $0, and: paper)) }
    }
    let best = Self.best(judged.map { (id: $0.paper.id, likeness: $0.likeness) }, limit)
    return best.filter { $0.likeness.score >= PaperLikeness.least }.compactMap { best in
      judged.first { $0.paper.id == best.id }?.paper
    }
  }

  /// The most alike; the newer of two that are equally so.
  private static func best(
    _ found: [(id: RowID, likeness: PaperLikeness)], _ limit: Int
  ) -> [(id: RowID, likeness: PaperLikeness)] {
    let scored = found.map { (entry: $0, score: $0.likeness.score) }
    return scored.sorted { $0.score == $1.score ? $0.entry.id > $1.entry.id : $0.score > $1.score }.prefix(limit).map(\.entry)
  }

  /// Adds what was not looked for, now that the paper is at hand.
  private func complete(_ known: PaperLikeness, of other: PaperRow, and paper: PaperRow) throws -> PaperLikeness {
    var likeness = known
    likeness.titleShare = PaperLikeness.share(paper.title, other.title)
    let names = Set(paper.authors.map { $0.lowercased() })
    likeness.authors = Set(other.authors.map { $0.lowercased() }).intersection(names).count
    let mine = Set(try topics(of: paper.id).map(\.key))
    likeness.topicSizes = try topics(of: other.id).filter { mine.contains($0.key) }.map(\.papers)
    likeness.hasSameVenue = paper.venueKey != nil && paper.venueKey == other.venueKey
    if let year = paper.year, let otherYear = other.year { likeness.isOfSameTime = abs(year - otherYear) <= 1 }
    return likeness
  }

  // MARK: Where they are looked for

  /// Cited by summaries of the paper, in whose summaries it is cited, or cited beside it.
  private func foundByCitations(_ paperID: RowID) throws -> [RowID: PaperLikeness] {
    var found: [RowID: PaperLikeness] = [:]
    let cites = """
      SELECT DISTINCT c.post_id FROM paper_identifier i JOIN citation c ON c.scheme = i.scheme AND c.value = i.value
      WHERE i.paper_id = $1 ORDER BY c.post_id DESC LIMIT \(SimilarLimits.citing)
      """
    let cited = "JOIN citation d ON d.post_id = s.id JOIN paper_identifier j ON j.scheme = d.scheme AND j.value = d.value"
    let own = """
      SELECT j.paper_id, count(DISTINCT s.id) FROM \(AuthoredPost.tables) \(cited)
      WHERE s.paper_id = $1 AND s.kind = 'summary' AND \(Sight.listed()) GROUP BY j.paper_id ORDER BY j.paper_id LIMIT 100
      """
    let others = """
      SELECT s.paper_id, count(*) FROM (\(cites)) x JOIN post s ON s.id = x.post_id JOIN actor a ON a.id = s.actor_id
      WHERE s.kind = 'summary' AND s.paper_id IS NOT NULL AND \(Sight.listed()) GROUP BY s.paper_id ORDER BY s.paper_id LIMIT 100
      """
    for statement in [own, others] {
      for (id, count) in try counted(statement, paperID) { found[id, default: PaperLikeness()].citations += count }
    }
    let beside = """
      SELECT j.paper_id, count(DISTINCT s.id)
      FROM (\(cites)) x JOIN post s ON s.id = x.post_id JOIN actor a ON a.id = s.actor_id \(cited)
      WHERE s.kind = 'summary' AND j.paper_id <> $1 AND \(Sight.listed())
      GROUP BY j.paper_id ORDER BY count(DISTINCT s.id) DESC, j.paper_id LIMIT 100
      """
    for (id, count) in try counted(beside, paperID) { found[id, default: PaperLikeness()].commonCitations = count }
    return found
  }

  private func counted(_ statement: String, _ paperID: RowID) throws -> [(RowID, Int)] {
    try sql.query(statement, [paperID]) { (RowID(try $0.integer(0)), try $0.count(1)) }
  }

  private func newestPapers(ofTopic key: String) throws -> [RowID] {
    try sql.query(
      "SELECT paper_id FROM paper_topic WHERE topic_key = $1 ORDER BY paper_id DESC LIMIT \(SimilarLimits.ofTopic)", [key]
    ) { RowID(try $0.integer(0)) }
  }

  private func newestPapers(ofAuthor name: String) throws -> [RowID] {
    try sql.query(
      """
      SELECT DISTINCT paper_id FROM paper_author WHERE lower(name) = lower($1)
      ORDER BY paper_id DESC LIMIT \(SimilarLimits.ofAuthor)
      """, [name]
    ) { RowID(try $0.integer(0)) }
  }

  /// Papers with two of the longest words in their titles, by the index that is searched.
  private func foundByTitle(_ title: String) throws -> [SearchCandidate] {
    let words = PaperLikeness.words(of: title).enumerated()
      .sorted { ($1.element.utf8.count, $0.offset) < ($0.element.utf8.count, $1.offset) }
      .prefix(SimilarLimits.words).map(\.element)
    var found: [SearchCandidate] = []
    for (index, first) in words.enumerated() {
      for second in words.dropFirst(index + 1) {
        found += try papers(titledWith: [first, second], limit: SimilarLimits.ofWords)
      }
    }
    return found
  }
}

/// How much is looked at for the papers that are like one.
enum SimilarLimits {
  /// Summaries that cite the paper, the newest.
  static let citing = 200
  /// Topics of the paper, the main ones.
  static let topics = 5
  /// Papers of each topic, the newest.
  static let ofTopic = 40
  /// Authors of the paper, the first.
  static let authors = 8
  /// Papers of each author, the newest.
  static let ofAuthor = 20
  /// Words of the title, the longest; each two of them are looked for.
  static let words = 4
  /// Papers of each two words, the newest.
  static let ofWords = 20
  /// Papers that are compared with it in full.
  static let judged = 16
}
