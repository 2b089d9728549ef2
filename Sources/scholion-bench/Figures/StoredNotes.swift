internal import SQL

/// What the database says of the notes that were posted.
struct StoredNotes: Sendable {
  /// Posts with an id of this run, and how many of those ids differ.
  var posts = 0
  var distinct = 0
  /// How many of them are by somebody whom a local person follows, and so stand in a timeline.
  var followed = 0
  /// Received activities that were not carried out, by reason.
  var undone: [String] = []

  /// Looks into the server's own database, beside the server.
  ///
  /// - mark: what the ids of this run contain, without a sign that LIKE knows
  static func read(_ site: ServerSite, mark: String) async throws -> StoredNotes {
    let database = try Database(opening: site.location)
    let stored = try await database.read { connection in
      var stored = StoredNotes()
      let ours = "p.local = 0 AND p.uri LIKE '%' || $1 || '%'"
      (stored.posts, stored.distinct) =
        try connection.first("SELECT count(*), count(DISTINCT uri) FROM post p WHERE \(ours)", [mark]) {
          (Int(try $0.integer(0)), Int(try $0.integer(1)))
        } ?? (0, 0)
      stored.followed =
        try connection.first(
          """
          SELECT count(*) FROM post p WHERE \(ours) AND p.visibility IN ('public', 'unlisted')
            AND EXISTS (SELECT 1 FROM follow f WHERE f.target_id = p.actor_id AND f.state = 'accepted')
          """, [mark]
        ) { Int(try $0.integer(0)) } ?? 0
      stored.undone = try connection.query(
        "SELECT state, coalesce(reason, '-'), count(*) FROM inbox_item WHERE state <> 'done' GROUP BY 1, 2"
      ) { "\(try $0.integer(2)) \(try $0.text(0)) (\(try $0.text(1)))" }
      return stored
    }
    await database.close()
    return stored
  }
}
