package import Domain
internal import SQL

/// Which posts a viewer sees. A nil viewer is anybody.
extension ReadTransaction {
  /// A post without regard to who asks; for handlers, never for pages.
  package func post(uri: ResourceID) throws -> PostRow? {
    try sql.first("SELECT \(PostRow.columns("s")) FROM post s WHERE s.uri = $1", [uri]) { try PostRow($0) }
  }

  /// A post without regard to who asks; for handlers, never for pages.
  package func post(_ id: RowID) throws -> PostRow? {
    try sql.first("SELECT \(PostRow.columns("s")) FROM post s WHERE s.id = $1", [id]) { try PostRow($0) }
  }

  /// A post if the viewer may see it.
  package func post(_ id: RowID, seenBy viewer: RowID?) throws -> AuthoredPost? {
    try posts("s.id = $1 AND \(Sight.may(viewer: "$2"))", [id, viewer?.value ?? 0], "").first
  }

  /// Whether a viewer may see a post; nil is anybody.
  package func isPost(_ id: RowID, seenBy viewer: RowID?) throws -> Bool {
    try sql.first(
      "SELECT 1 FROM \(AuthoredPost.tables) WHERE s.id = $1 AND \(Sight.may(viewer: "$2"))", [id, viewer?.value ?? 0]
    ) { _ in true } ?? false
  }

  /// Whether a post with that ActivityPub id is stored.
  package func hasPost(_ uri: ResourceID) throws -> Bool {
    try sql.first("SELECT 1 FROM post WHERE uri = $1", [uri]) { _ in true } ?? false
  }

  /// Whether a post stands in that row.
  package func hasPost(_ id: RowID) throws -> Bool {
    try sql.first("SELECT 1 FROM post WHERE id = $1", [id]) { _ in true } ?? false
  }

  /// The person's own summary of a paper; one that a merge put beside it only where there is no other.
  package func summary(of paperID: RowID, by actorID: RowID) throws -> PostRow? {
    let condition = "s.actor_id = $1 AND s.paper_id = $2 AND s.kind = 'summary' AND s.local = 1"
    let own = try sql.first(
      "SELECT \(PostRow.columns("s")) FROM post s WHERE \(condition) AND s.beside IS NULL", [actorID, paperID]
    ) { try PostRow($0) }
    return try own
      ?? sql.first(
        "SELECT \(PostRow.columns("s")) FROM post s WHERE \(condition) AND s.beside IS NOT NULL ORDER BY s.id LIMIT 1",
        [actorID, paperID]
      ) { try PostRow($0) }
  }

  /// The summaries on a paper's page, best score first: public ones, those for followers of whom the viewer is one, and the viewer's
  /// own.
  ///
  /// - Parameter last: the last one of the page before
  package func summaries(
    of paperID: RowID, seenBy viewer: RowID?, behind last: RowID? = nil, limit: Int = 200
  ) throws -> [AuthoredPost] {
    var arguments: [any SQLBindable] = [paperID, viewer?.value ?? 0, limit]
    var condition = Self.onPaperPage
    if let last {
      let score = try sql.first("SELECT \(Self.score) FROM post s WHERE s.id = $1 AND s.paper_id = $2", [last, paperID]) {
        try $0.integer(0)
      }
      guard let score else { return [] }
      arguments.append(score)
      arguments.append(last)
      condition += " AND (\(Self.score) < $4 OR (\(Self.score) = $4 AND s.id > $5))"
    }
    return try posts(condition, arguments, "ORDER BY \(Self.score) DESC, s.id LIMIT $3")
  }

  /// How many summaries a viewer finds on all pages of a paper.
  package func summaryCount(of paperID: RowID, seenBy viewer: RowID?) throws -> Int {
    try count("SELECT count(*) FROM \(AuthoredPost.tables) WHERE \(Self.onPaperPage)", [paperID, viewer?.value ?? 0])
  }

  private static let score = "s.likes - s.dislikes + s.imported_score"

  /// Holds for the summaries of the paper `$1` that the viewer `$2` finds on its page.
  private static let onPaperPage = """
    s.paper_id = $1 AND s.kind = 'summary' AND (\(Sight.listed()) OR s.actor_id = $2
      OR (s.visibility = 'followers' AND \(Sight.may(viewer: "$2"))))
    """

  /// The comments of a thread, oldest first.
  package func thread(of rootID: RowID, seenBy viewer: RowID?, limit: Int = 500) throws -> [AuthoredPost] {
    try posts(
      "s.root_id = $1 AND \(Sight.may(viewer: "$2"))", [rootID, viewer?.value ?? 0, limit], "ORDER BY s.id LIMIT $3")
  }

  /// The direct replies to a post that anybody may see, oldest first.
  package func publicReplies(to parentID: RowID, offset: Int, limit: Int) throws -> [AuthoredPost] {
    try posts(
      "s.parent_id = $1 AND \(Sight.may(viewer: "0"))", [parentID, limit, offset], "ORDER BY s.id LIMIT $2 OFFSET $3")
  }

  /// How many direct replies to a post anybody may see.
  package func publicReplyCount(to parentID: RowID) throws -> Int {
    try count(
      "SELECT count(*) FROM \(AuthoredPost.tables) WHERE s.parent_id = $1 AND \(Sight.may(viewer: "0"))", [parentID])
  }

  /// Public summaries that anybody may find, newest first.
  package func recentSummaries(before id: RowID? = nil, limit: Int) throws -> [AuthoredPost] {
    try posts(
      "s.kind = 'summary' AND s.visibility = 'public' AND s.id < $1 AND s.paper_id IS NOT NULL AND \(Sight.standing())",
      [id?.value ?? .max, limit], "ORDER BY s.id DESC LIMIT $2")
  }

  /// What one person published, newest first, as the viewer may see it.
  package func posts(
    by actorID: RowID, kinds: [PostKind] = [.summary], seenBy viewer: RowID?, before id: RowID? = nil, limit: Int
  ) throws -> [AuthoredPost] {
    guard !kinds.isEmpty else { return [] }
    let words = kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    return try posts(
      "s.actor_id = $1 AND s.id < $2 AND s.kind IN (\(words)) AND \(Sight.may(viewer: "$3"))",
      [actorID, id?.value ?? .max, viewer?.value ?? 0, limit], "ORDER BY s.id DESC LIMIT $4")
  }

  /// The texts a post had, newest first.
  package func revisions(of postID: RowID) throws -> [RevisionRow] {
    try sql.query(
      "SELECT number, title, tldr, source, created_at, licence FROM revision WHERE post_id = $1 ORDER BY number DESC LIMIT 200",
      [postID]
    ) {
      RevisionRow(
        number: try $0.count(0), title: try $0.optionalText(1), tldr: try $0.text(2), source: try $0.text(3),
        createdAt: try $0.timestamp(4), licence: try $0.optionalText(5).flatMap(Licence.init(rawValue:)))
    }
  }

  /// The people, here and elsewhere, whom a post addresses by name.
  package func recipients(of postID: RowID) throws -> [ActorRow] {
    try sql.query(
      """
      SELECT \(ActorRow.columns("a")) FROM post_recipient r JOIN actor a ON a.id = r.actor_id
      WHERE r.post_id = $1 ORDER BY a.id LIMIT 200
      """, [postID]
    ) { try ActorRow($0) }
  }

  /// The hashtags of a post, without `#`.
  package func hashtags(of postID: RowID) throws -> [String] {
    try sql.query("SELECT name FROM hashtag WHERE post_id = $1 ORDER BY name", [postID]) { try $0.text(0) }
  }

  /// Public summaries that cite any identifier of a paper, newest first.
  package func summaries(citing paperID: RowID, limit: Int = 20) throws -> [AuthoredPost] {
    try posts(
      """
      s.kind = 'summary' AND s.id IN (
        SELECT c.post_id FROM paper_identifier i JOIN citation c ON c.scheme = i.scheme AND c.value = i.value
        WHERE i.paper_id = $1) AND \(Sight.listed())
      """, [paperID, limit], "ORDER BY s.id DESC LIMIT $2")
  }

  /// Who deleted an object and when, if it is gone; what one of ours says of it comes first.
  package func tombstone(uri: String) throws -> (actorURI: String, formerType: String, deletedAt: Timestamp)? {
    try sql.first(
      "SELECT actor_uri, former_type, deleted_at FROM tombstone WHERE uri = $1 ORDER BY local DESC, deleted_at LIMIT 1", [uri]
    ) { (try $0.text(0), try $0.text(1), try $0.timestamp(2)) }
  }

  /// Whether that actor has deleted that object, known or not.
  package func isTombstone(uri: String, of actorURI: ResourceID) throws -> Bool {
    try sql.first("SELECT 1 FROM tombstone WHERE uri = $1 AND actor_uri = $2", [uri, actorURI]) { _ in true } ?? false
  }

  /// Whether that actor has undone that activity, known or not.
  package func isUndone(uri: String, by actorURI: ResourceID) throws -> Bool {
    try sql.first("SELECT 1 FROM undone WHERE uri = $1 AND actor_uri = $2", [uri, actorURI]) { _ in true } ?? false
  }

  private func posts(_ condition: String, _ arguments: [any SQLBindable], _ tail: String) throws -> [AuthoredPost] {
    try sql.query(
      "SELECT \(AuthoredPost.columns) FROM \(AuthoredPost.tables) WHERE \(condition) \(tail)", arguments
    ) { try AuthoredPost($0) }
  }
}
