package import Domain
internal import SQL

/// What a person who is signed in reads first.
extension ReadTransaction {
  /// What those a person follows published or announced, what rooms followed gather, and the person's own posts, newest first.
  ///
  /// `entry` is the key of the page; `sharer` is who announced, if the author is not followed. A post that several announced
  /// stands once, where the first of them did. The newest posts of all are looked at first; where too few of them belong here, those
  /// followed are asked one by one, so the cost grows with the number of those followed, not with what they wrote.
  ///
  /// - Parameters:
  ///   - limit: at most 100
  ///   - windows: how many posts are looked at, one after the other, before those followed are asked; it makes no difference to
  ///     what is found
  package func homeTimeline(
    of ownerID: RowID, before entry: RowID? = nil, limit: Int, windows: [Int] = [64, 512]
  ) throws -> [(entry: RowID, sharer: ActorRow?, post: AuthoredPost)] {
    let page = min(max(0, limit), 100)
    let end = entry?.value ?? .max
    return try newestEntries(of: ownerID, before: end, page: page, windows: windows).compactMap { entry in
      guard let post = try post(entry.post, seenBy: ownerID) else { return nil }
      return (entry.id, try entry.sharer.flatMap { try actor($0) }, post)
    }
  }

  private func newestEntries(of ownerID: RowID, before end: Int64, page: Int, windows: [Int]) throws -> [TimelineEntry] {
    guard page > 0 else { return [] }
    for window in windows {
      if let entries = try TimelineWindow(self, of: ownerID, before: end, page: page).entries(among: window) { return entries }
    }
    var entries = try newest(Self.ownPosts, of: ownerID, by: ownerID, before: end, limit: page)
    for author in try nearest(Self.ownPosts, of: ownerID, before: end, limit: page) {
      entries += try newest(Self.ownPosts, of: ownerID, by: author, before: end, limit: page)
    }
    for sharer in try nearest(Self.shares, of: ownerID, before: end, limit: page) {
      entries += try newest(Self.shares, of: ownerID, by: sharer, before: end, limit: page)
    }
    for room in try nearest(Self.gathered, of: ownerID, before: end, limit: page) {
      entries += try newest(Self.gathered, of: ownerID, by: room, before: end, limit: page)
    }
    return TimelineEntry.page(entries, limit: page)
  }

  /// Posts of an author; the conditions name the reader `$1` and the end of the page `$2`.
  static let ownPosts = Source(
    columns: "s.id, s.id, 0", tables: "post s", id: "s.id", actor: "s.actor_id",
    condition: """
      s.id < $2 AND s.kind <> 'reply' AND (s.visibility <> 'direct' OR s.actor_id = $1 OR EXISTS (
        SELECT 1 FROM post_recipient r WHERE r.post_id = s.id AND r.actor_id = $1))
      """)

  /// What an actor announced of people whom the reader does not follow, unless another one followed did so before.
  static let shares = Source(
    columns: "x.id, x.post_id, x.actor_id", tables: "share x JOIN post s ON s.id = x.post_id JOIN actor a ON a.id = s.actor_id",
    id: "x.id", actor: "x.actor_id",
    condition: """
      x.id < $2 AND s.actor_id <> $1 AND \(Sight.may(viewer: "$1")) AND NOT EXISTS (
        SELECT 1 FROM follow g WHERE g.follower_id = $1 AND g.target_id = s.actor_id AND g.state = 'accepted')
      AND NOT EXISTS (
        SELECT 1 FROM share y JOIN follow g ON g.target_id = y.actor_id
        WHERE y.post_id = x.post_id AND y.id < x.id AND g.follower_id = $1 AND g.state = 'accepted')
      """)

  /// Summaries and questions (notes about a paper) that a paper's room here gathers, of people whom the reader does not follow.
  static let gathered = Source(
    columns: "s.id, s.id, p.actor_id", tables: "post s JOIN paper p ON p.id = s.paper_id JOIN actor a ON a.id = s.actor_id",
    id: "s.id", actor: "p.actor_id",
    condition: """
      s.id < $2 AND s.kind IN ('summary', 'note') AND s.actor_id <> $1 AND \(Sight.listed()) AND NOT EXISTS (
        SELECT 1 FROM follow g WHERE g.follower_id = $1 AND g.target_id = s.actor_id AND g.state = 'accepted')
      """)

  /// Where entries come from.
  struct Source {
    let columns: String
    let tables: String
    let id: String
    let actor: String
    let condition: String
  }

  /// Those followed who have something before the end of the page, the newest first.
  private func nearest(_ source: Source, of ownerID: RowID, before end: Int64, limit: Int) throws -> [RowID] {
    try sql.query(
      """
      SELECT n.target_id FROM (
        SELECT f.target_id, (
          SELECT \(source.id) FROM \(source.tables) WHERE \(source.actor) = f.target_id AND \(source.condition)
          ORDER BY \(source.id) DESC LIMIT 1) AS newest
        FROM follow f JOIN actor t ON t.id = f.target_id
        WHERE f.follower_id = $1 AND f.state = 'accepted' AND f.target_id <> $1 AND \(Sight.standing("t"))) n
      WHERE n.newest IS NOT NULL ORDER BY n.newest DESC LIMIT $3
      """, [ownerID, end, limit]
    ) { RowID(try $0.integer(0)) }
  }

  private func newest(
    _ source: Source, of ownerID: RowID, by actorID: RowID, before end: Int64, limit: Int
  ) throws -> [TimelineEntry] {
    try sql.query(
      """
      SELECT \(source.columns) FROM \(source.tables) WHERE \(source.actor) = $3 AND \(source.condition)
      ORDER BY \(source.id) DESC LIMIT $4
      """, [ownerID, end, actorID, limit]
    ) { try TimelineEntry($0) }
  }
}

/// A place in a home timeline.
struct TimelineEntry: Equatable {
  /// Of the post or of the share, whichever put it here; the key of the page.
  let id: RowID
  let post: RowID
  let sharer: RowID?

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    post = RowID(try row.integer(1))
    let sharer = RowID(try row.integer(2))
    self.sharer = sharer.value == 0 ? nil : sharer
  }

  /// The newest, each post once.
  static func page(_ entries: [TimelineEntry], limit: Int) -> [TimelineEntry] {
    var seen: Set<RowID> = []
    return Array(entries.sorted { $0.id > $1.id }.filter { seen.insert($0.post).inserted }.prefix(limit))
  }
}
