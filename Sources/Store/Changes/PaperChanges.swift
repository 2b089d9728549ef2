package import Domain
internal import SQL

/// Papers are added and learn identifiers.
extension WriteTransaction {
  /// Stores a paper and its room.
  ///
  /// Throws `StoreError.identifierConflict` when another paper has one of the identifiers.
  /// The number of a book or the address of a page that another paper has stays with that one.
  ///
  /// - Parameters:
  ///   - paper: validated; its identifiers in order of preference
  ///   - room: the paper's actor
  ///   - source: `local`, or the name of a source
  ///   - peer: the host a still unconfirmed paper was learned from
  package func insertPaper(_ paper: Paper, room: LocalActorDraft, source: String, learnedFrom peer: String? = nil) throws -> RowID
  {
    try insertPaper(PaperStatement(source: source, paper: paper), room: room, learnedFrom: peer)
  }

  /// Stores a paper that a source states, with the statement.
  ///
  /// Throws as ``insertPaper(_:room:source:learnedFrom:)`` does.
  package func insertPaper(_ statement: PaperStatement, room: LocalActorDraft) throws -> RowID {
    let id = try insertPaper(statement, room: room, learnedFrom: nil)
    try insertRecord(statement, of: id)
    try addTopics(statement.topics, to: id)
    if !statement.notices.isEmpty, let paper = try self.paper(id) { try addNotices(statement.notices, to: paper, tells: false) }
    return id
  }

  func insertPaper(_ statement: PaperStatement, room: LocalActorDraft, learnedFrom peer: String?) throws -> RowID {
    let paper = statement.paper
    guard try paperIDs(paper.identifiers).isEmpty else { throw StoreError.identifierConflict }
    let actor = try insertLocalActor(room)
    if let venue = paper.venue {
      _ = try sql.execute(
        """
        INSERT INTO venue (key, name, papers) VALUES ($1, $2, 1) ON CONFLICT (key) DO UPDATE SET papers = venue.papers + 1
        """, [venue.key.text, venue.name])
    }
    let id = nextID()
    _ = try sql.execute(
      """
      INSERT INTO paper (id, actor_id, title, year, venue_key, abstract, source, field, confirmed, learned_from, created_at,
        updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
      """,
      [
        id, actor.id, paper.title, paper.year, paper.venue?.key.text, paper.abstract, statement.source,
        Field(topics: statement.topics, identifiers: paper.identifiers)?.rawValue, peer == nil, peer, now,
      ])
    try setAuthors(paper.authors, statement.orcids, of: id)
    try add(paper.identifiers, to: id)
    try indexNew(paper, id: id, topics: statement.topics, learnedFrom: peer)
    return id
  }

  /// Adds identifiers that nobody has to a paper, up to the most a paper may have; those it has are passed over.
  ///
  /// Throws `StoreError.identifierConflict` when another paper has one that names one paper.
  package func addIdentifiers(_ identifiers: [PaperIdentifier], to paperID: RowID) throws {
    if try add(identifiers, to: paperID) > 0 { try indexPaper(paperID) }
  }

  /// How many were added.
  @discardableResult
  private func add(_ identifiers: [PaperIdentifier], to paperID: RowID) throws -> Int {
    let first = try count("SELECT count(*) FROM paper_identifier WHERE paper_id = $1", [paperID])
    var position = first
    for identifier in identifiers {
      switch try self.paperID(identifier) {
      case nil where position < Paper.maximumIdentifiers:
        try insertIdentifier(identifier, of: paperID, position: position)
        position += 1
      case nil, paperID: continue
      default: if identifier.scheme.identifiesOnePaper { throw StoreError.identifierConflict }
      }
    }
    return position - first
  }

  /// Marks a paper that a peer told of as looked at by somebody here.
  package func confirmPaper(_ paperID: RowID) throws {
    _ = try sql.execute("UPDATE paper SET confirmed = 1, updated_at = $2 WHERE id = $1 AND confirmed = 0", [paperID, now])
  }

  /// How many papers a peer has told of since a time.
  package func papersLearned(from peer: String, since: Timestamp) throws -> Int {
    try count("SELECT count(*) FROM paper WHERE learned_from = $1 AND created_at >= $2", [peer, since])
  }

  /// Keeps a claim that contradicts what is known, for moderators; one for each post.
  package func insertIdentifierConflict(postURI: String, actorURI: String, identifiers: [PaperIdentifier]) throws {
    let text = identifiers.map(\.canonical).joined(separator: " ")
    _ = try sql.execute(
      """
      INSERT INTO identifier_conflict (id, post_uri, actor_uri, identifiers, created_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (post_uri) DO NOTHING
      """, [nextID(), postURI, actorURI, text, now])
  }

  private func insertIdentifier(_ identifier: PaperIdentifier, of paperID: RowID, position: Int) throws {
    _ = try sql.execute(
      "INSERT INTO paper_identifier (scheme, value, paper_id, position) VALUES ($1, $2, $3, $4)",
      [identifier.scheme.rawValue, identifier.value, paperID, position])
  }
}
