internal import SQL

/// Fills a stopped server's SQLite file with posts of followed authors, in the shape that it gave those it took itself.
///
/// Every row is a copy of one that the server stored, under another name: authors with key and follow of `poster0`, posts of
/// somebody's note, and the finished inbox item of each. Every third answers the one before it.
actor Filling {
  private let site: ServerSite
  /// Ids are times: the filled ones come before all that was taken at the door, one a millisecond.
  private let base: Int64
  private var filled = 0

  /// Most posts that fit before the first real one.
  private static let most = 2_000_000
  private static let piece = 5_000

  /// Makes authors until the reader follows so many; throws ``MeasuringError`` when the server has taken no post yet.
  init(_ site: ServerSite, followed: Int) async throws {
    self.site = site
    let database = try Database(opening: site.location)
    base = try await database.write { connection in
      guard let first = try connection.first("SELECT min(id) FROM post WHERE local = 0", [], { try $0.optionalInteger(0) }) ?? nil
      else { throw MeasuringError("there is no post to copy") }
      try Self.makeAuthors(upTo: followed, connection)
      return first - Int64(Self.most) * 65_536
    }
    await database.close()
  }

  /// Fills until so many posts of others are stored.
  func fill(upTo count: Int) async throws {
    let database = try Database(opening: site.location)
    let stored = try await database.read {
      try $0.first("SELECT count(*) FROM post WHERE local = 0") { Int(try $0.integer(0)) } ?? 0
    }
    let end = filled + max(0, count - stored)
    guard end <= Self.most else { throw MeasuringError("at most \(Self.most) posts are filled in") }
    while filled < end {
      let numbers = Int64(filled)..<Int64(min(end, filled + Self.piece))
      try await database.write { [base] in try Self.makePosts(numbers, base, $0) }
      filled = Int(numbers.upperBound)
    }
    await database.close()
  }

  /// Authors get the ids after the highest; the reader follows each.
  private static func makeAuthors(upTo count: Int, _ connection: SQLConnection) throws {
    let accepted = "SELECT count(*) FROM follow WHERE state = 'accepted' AND follower_id = (\(reader))"
    let missing = count - (try connection.first(accepted) { Int(try $0.integer(0)) } ?? 0)
    let have = try connection.first("SELECT count(*) FROM actor WHERE name LIKE 'filled%'") { Int(try $0.integer(0)) } ?? 0
    guard missing > 0 else { return }
    func renamed(_ column: String) -> String { "replace(t.\(column), 'poster0', 'filled' || n.i)" }
    func copy(_ table: String, from source: String, _ changed: [String: String]) throws {
      let columns = try Self.columns(of: table, connection)
      let values = columns.map { changed[$0] ?? "t.\($0)" }.joined(separator: ", ")
      try connection.execute(
        """
        WITH RECURSIVE n (i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)
        INSERT INTO \(table) (\(columns.joined(separator: ", "))) SELECT \(values) FROM n, \(source)
        """, [have, have + missing])
    }
    func next(_ table: String) -> String { "(SELECT max(id) FROM \(table)) + 1 + n.i" }
    let author = "(SELECT a.id FROM actor a WHERE a.local = 0 AND a.name = 'filled' || n.i)"
    let names = ["uri", "name", "display_name", "url", "inbox", "outbox", "followers_uri"]
    try copy(
      "actor", from: "(SELECT * FROM actor WHERE local = 0 AND name = 'poster0') t",
      Dictionary(uniqueKeysWithValues: names.map { ($0, renamed($0)) }).merging(["id": next("actor")]) { $1 })
    let original = "(SELECT id FROM actor WHERE local = 0 AND name = 'poster0')"
    try copy(
      "actor_key", from: "(SELECT * FROM actor_key WHERE actor_id = \(original)) t",
      ["id": next("actor_key"), "actor_id": author, "key_uri": renamed("key_uri")])
    try copy(
      "follow", from: "(SELECT * FROM follow WHERE target_id = \(original)) t",
      ["id": next("follow"), "target_id": author, "uri": "t.uri || n.i"])
  }

  private static func makePosts(_ numbers: Range<Int64>, _ base: Int64, _ connection: SQLConnection) throws {
    let id = "$3 + n.i * 65536"
    let time = "($3 + n.i * 65536) / 65536"
    let post = try columns(of: "post", connection)
    let changed = [
      "id": id, "uri": "a.uri || '/statuses/filled-' || n.i", "url": "a.url || '/filled-' || n.i", "actor_id": "a.target_id",
      "html": "replace(t.html, '<p>Note ', '<p>Note ' || n.i || ' after ')",
      "kind": "CASE n.i % 3 WHEN 2 THEN 'reply' ELSE 'note' END", "replies": "n.i % 3 = 1",
      "in_reply_to_uri": "CASE n.i % 3 WHEN 2 THEN q.uri || '/statuses/filled-' || (n.i - 1) END",
      "parent_id": "CASE n.i % 3 WHEN 2 THEN $3 + (n.i - 1) * 65536 END",
      "root_id": "CASE n.i % 3 WHEN 2 THEN $3 + (n.i - 1) * 65536 END",
      "published_at": "\(time) / 1000 * 1000", "stored_at": time,
    ]
    try connection.execute(
      """
      WITH RECURSIVE n (i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2), \(authors)
      INSERT INTO post (\(post.joined(separator: ", ")))
      SELECT \(post.map { changed[$0] ?? "t.\($0)" }.joined(separator: ", "))
      FROM n JOIN author a ON a.number = n.i % (SELECT count(*) FROM author)
        JOIN author q ON q.number = (n.i + (SELECT count(*) FROM author) - 1) % (SELECT count(*) FROM author),
        (SELECT * FROM post WHERE local = 0 AND kind = 'note' ORDER BY id DESC LIMIT 1) t
      ORDER BY n.i
      """, [numbers.lowerBound, numbers.upperBound, base])
    let item = try columns(of: "inbox_item", connection)
    let times = ["next_attempt_at", "received_at", "finished_at"].map { ($0, "p.stored_at") }
    let finished = [
      "id": "p.id + 1", "activity_key": "p.uri || '/activity'", "object_uri": "p.uri", "actor_uri": "a.uri", "lease": "0",
    ].merging(times) { $1 }
    try connection.execute(
      """
      INSERT INTO inbox_item (\(item.joined(separator: ", ")))
      SELECT \(item.map { finished[$0] ?? "t.\($0)" }.joined(separator: ", "))
      FROM post p JOIN actor a ON a.id = p.actor_id,
        (SELECT * FROM inbox_item WHERE state = 'done' AND type = 'Create' ORDER BY id DESC LIMIT 1) t
      WHERE p.id >= $1 AND p.id < $2 ORDER BY p.id
      """, [base + numbers.lowerBound * 65_536, base + numbers.upperBound * 65_536])
  }

  private static let reader = "SELECT id FROM actor WHERE local = 1 AND name = 'reader'"

  /// Whom the reader follows, numbered from 0 on.
  private static let authors = """
    author (number, target_id, uri, url) AS MATERIALIZED (
      SELECT row_number() OVER (ORDER BY f.target_id) - 1, f.target_id, b.uri, b.url
      FROM follow f JOIN actor b ON b.id = f.target_id
      WHERE f.state = 'accepted' AND f.follower_id = (\(reader)))
    """

  private static func columns(of table: String, _ connection: SQLConnection) throws -> [String] {
    try connection.query("SELECT name FROM pragma_table_info('\(table)')") { try $0.text(0) }
  }
}
