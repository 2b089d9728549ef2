package import Domain
internal import SQL

/// The index follows what is written, in the same transaction.
///
/// In it are all papers; summaries that are public, by whomever; people of this server, and those of others who wrote such a
/// summary. Who is suspended or blocked stays in it and is left out of answers, so that their return costs nothing.
extension WriteTransaction {
  /// Indexes a paper as it is stored now; to be called whenever something of it was changed by other means than this room's.
  package func indexPaper(_ id: RowID) throws {
    guard let paper = try paper(id) else { return try removeFromSearch(id, .papers) }
    try index(try document(of: paper), .papers)
  }

  /// Takes a paper out of the index: it is found no more.
  package func removePaperFromSearch(_ id: RowID) throws { try removeFromSearch(id, .papers) }

  /// Indexes the summaries of a paper, whose titles, authors and venue they share; a piece of them, gives where to go on.
  package func indexSummaries(of paperID: RowID, after last: RowID? = nil, limit: Int = 100) throws -> RowID? {
    let ids = try sql.query(
      """
      SELECT id FROM post WHERE paper_id = $1 AND kind = 'summary' AND visibility = 'public' AND id > $2 ORDER BY id LIMIT $3
      """, [paperID, last?.value ?? 0, limit]
    ) { RowID(try $0.integer(0)) }
    for id in ids { try indexSummary(id) }
    return ids.count == limit ? ids.last : nil
  }

  /// A new paper; nothing has to be read for it.
  func indexNew(_ paper: Paper, id: RowID, topics: [Topic], learnedFrom peer: String?) throws {
    var document = SearchDocument(id: id)
    document.describe(
      title: paper.title, authors: paper.authors, venue: paper.venue.map { ($0.key.text, $0.name) }, year: paper.year)
    document.text = [paper.abstract].compactMap(\.self) + paper.identifiers.map(\.value)
    document.marks += [SearchMark.all, peer.map(SearchMark.host) ?? SearchMark.here]
    document.marks += topics.map { SearchMark.tag($0.key.text) }
    try insert(document, .papers)
  }

  /// A post was stored or changed: a public summary of a paper is found from now on, and so is who wrote it.
  func indexSummary(_ id: RowID) throws {
    guard let post = try post(id), let document = try document(of: post) else { return try removeFromSearch(id, .summaries) }
    try index(document, .summaries)
  }

  /// A public summary was stored for the first time.
  func indexNewSummary(_ id: RowID, of paperID: RowID, by author: RowID) throws {
    try indexSummary(id)
    try indexPaper(paperID)
    if try searchDocument(author, .people) == nil { try indexPerson(author) }
  }

  /// A public summary is gone.
  func forgetSummary(_ id: RowID, of paperID: RowID?, by author: RowID) throws {
    try removeFromSearch(id, .summaries)
    if let paperID { try indexPaper(paperID) }
    if let actor = try actor(author), !actor.isLocal, try !isWriter(author) { try removeFromSearch(author, .people) }
  }

  /// Indexes a person who is to be found.
  func indexPerson(_ id: RowID) throws {
    guard let actor = try actor(id), actor.kind == .person, actor.state != .deleted, try actor.isLocal || isWriter(id) else {
      return try removeFromSearch(id, .people)
    }
    try index(Self.document(of: actor), .people)
  }

  /// A person showed a new name or told something else about themselves, who may be in the index.
  func indexRenewed(_ actor: ActorRow) throws {
    guard let former = try searchDocument(actor.id, .people) else { return }
    let columns = SearchColumns(Self.document(of: actor))
    guard !columns.title.utf8.elementsEqual(former.title.utf8) || !columns.brief.utf8.elementsEqual(former.brief.utf8) else {
      return
    }
    try indexPerson(actor.id)
  }

  /// Whoever is gone is found no more; their summaries go one by one.
  func forgetPerson(_ id: RowID) throws { try removeFromSearch(id, .people) }

  // MARK: Documents

  private func document(of paper: PaperRow) throws -> SearchDocument {
    var document = SearchDocument(id: paper.id)
    document.describe(paper)
    document.text = [paper.abstract].compactMap(\.self) + paper.identifiers.map(\.value)
    let peer = try sql.first("SELECT learned_from FROM paper WHERE id = $1", [paper.id]) { try $0.optionalText(0) } ?? nil
    document.marks += [SearchMark.all, peer.map(SearchMark.host) ?? SearchMark.here]
    document.marks += try topics(of: paper.id).map { SearchMark.tag($0.key) }
    let writers = try sql.query(
      """
      SELECT DISTINCT actor_id FROM post WHERE paper_id = $1 AND kind = 'summary' AND visibility = 'public' LIMIT 200
      """, [paper.id]
    ) { RowID(try $0.integer(0)) }
    if !writers.isEmpty { document.marks += [SearchMark.noted] + writers.map(SearchMark.writer) }
    return document
  }

  /// Nil for what is no public summary of a paper.
  private func document(of post: PostRow) throws -> SearchDocument? {
    guard post.kind == .summary, post.visibility == .public, let paper = try post.paperID.flatMap({ try paper($0) }),
      let author = try actor(post.actorID)
    else { return nil }
    var document = SearchDocument(id: post.id, owner: author.id)
    document.describe(paper)
    document.title.insert(contentsOf: [post.title].compactMap(\.self), at: 0)
    document.brief = [post.tldr]
    document.text = [post.source ?? SearchText.of(html: post.html)] + paper.identifiers.map(\.value)
    let origin = author.isLocal ? SearchMark.here : SearchMark.host(author.host)
    let tags = try hashtags(of: post.id).map { SearchWords.folded($0, most: 8) }.filter { !$0.isEmpty }
    document.marks +=
      [SearchMark.all, origin, SearchMark.writer(author.id)] + tags.map { SearchMark.tag($0.joined(separator: "_")) }
    document.marks += try topics(of: paper.id).map { SearchMark.tag($0.key) }
    return document
  }

  private static func document(of actor: ActorRow) -> SearchDocument {
    var document = SearchDocument(id: actor.id, owner: actor.id)
    document.title = [actor.displayName, "\(actor.name)@\(actor.host)"]
    document.brief = [SearchText.of(html: actor.bioHTML)]
    let origin = actor.isLocal ? SearchMark.here : SearchMark.host(actor.host)
    document.marks = [SearchMark.all, origin, SearchMark.writer(actor.id)]
    return document
  }

  /// Whether somebody wrote a summary that is found.
  private func isWriter(_ id: RowID) throws -> Bool {
    try sql.first(
      "SELECT 1 FROM post WHERE actor_id = $1 AND kind = 'summary' AND visibility = 'public' AND paper_id IS NOT NULL LIMIT 1",
      [id]
    ) { _ in true } ?? false
  }

  // MARK: Rows

  private func index(_ document: SearchDocument, _ section: SearchSection) throws {
    try removeFromSearch(document.id, section)
    try insert(document, section)
  }

  private func insert(_ document: SearchDocument, _ section: SearchSection) throws {
    let columns = SearchColumns(document)
    let fields: [any SQLBindable] = [
      document.id, columns.title, columns.names, columns.place, columns.brief, document.venue, document.year, document.owner,
    ]
    let words: [any SQLBindable] = sql.dialect == .sqlite ? [columns.marks, columns.text] : [columns.vector]
    _ = try sql.execute(sql.dialect.insertSearchDocument(section.table), fields + words)
  }

  private func removeFromSearch(_ id: RowID, _ section: SearchSection) throws {
    _ = try sql.execute(sql.dialect.deleteSearchDocument(section.table), [id])
  }

  private func searchDocument(_ id: RowID, _ section: SearchSection) throws -> (title: String, brief: String)? {
    try sql.first(sql.dialect.searchTitle(section.table), [id]) { (try $0.text(0), try $0.text(1)) }
  }
}

extension SearchDocument {
  fileprivate mutating func describe(_ paper: PaperRow) {
    describe(
      title: paper.title, authors: paper.authors, venue: paper.venueKey.map { ($0, paper.venueName ?? $0) }, year: paper.year)
  }

  fileprivate mutating func describe(title: String, authors: [String], venue: (key: String, name: String)?, year: Int?) {
    self.title = [title]
    names = authors
    self.year = year
    if let year { marks += SearchMark.years(of: year) }
    guard let venue else { return }
    self.venue = venue.key
    place = [venue.name, venue.key]
    marks.append(SearchMark.venue(venue.key))
  }
}
