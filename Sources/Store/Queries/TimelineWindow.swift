internal import Domain
internal import SQL

/// A look for a page of a home timeline among the newest posts and shares of all, wherever they are from.
///
/// Where much of what is stored is by those a person follows, as on most servers, a page is found among few of the newest.
struct TimelineWindow {
  private let transaction: ReadTransaction
  private let ownerID: RowID
  private let end: Int64
  private let page: Int
  /// Shares that are looked at; where more fall into the window, it is not used.
  private static let mostShares = 1_000

  init(_ transaction: ReadTransaction, of ownerID: RowID, before end: Int64, page: Int) {
    self.transaction = transaction
    self.ownerID = ownerID
    self.end = end
    self.page = page
  }

  /// The page, if it can be found among so many posts; nil if there may be more of it below them.
  func entries(among count: Int) throws -> [TimelineEntry]? {
    let start = try oldest(of: count)
    var entries = try posts(from: start ?? 0)
    // What lies below a full page of posts alone has no part in it.
    let bound = entries.count >= page ? entries.last?.id.value ?? 0 : start ?? 0
    guard try hasFewShares(from: bound) else { return nil }
    entries += try among(ReadTransaction.shares, from: bound) + among(ReadTransaction.gathered, from: bound)
    let found = TimelineEntry.page(entries, limit: page)
    return found.count >= page || start == nil ? found : nil
  }

  /// The oldest of the newest posts; nil when there are not so many.
  private func oldest(of count: Int) throws -> Int64? {
    try transaction.sql.first(
      "SELECT id FROM post WHERE id < $1 ORDER BY id DESC LIMIT 1 OFFSET $2", [end, count]
    ) { try $0.integer(0) }
  }

  /// Posts of the person and of those followed, newest first.
  private func posts(from start: Int64) throws -> [TimelineEntry] {
    let source = ReadTransaction.ownPosts
    return try transaction.sql.query(
      """
      SELECT \(source.columns) FROM \(source.tables) WHERE s.id >= $3 AND \(source.condition)
        AND (s.actor_id = $1 OR \(Self.isFollowed("s.actor_id"))) ORDER BY s.id DESC LIMIT $4
      """, [ownerID, end, start, page]
    ) { try TimelineEntry($0) }
  }

  private func among(_ source: ReadTransaction.Source, from start: Int64) throws -> [TimelineEntry] {
    try transaction.sql.query(
      """
      SELECT \(source.columns) FROM \(source.tables) WHERE \(source.id) >= $3 AND \(source.condition)
        AND \(source.actor) <> $1 AND \(Self.isFollowed(source.actor)) ORDER BY \(source.id) DESC LIMIT $4
      """, [ownerID, end, start, page]
    ) { try TimelineEntry($0) }
  }

  private func hasFewShares(from start: Int64) throws -> Bool {
    try transaction.sql.first(
      "SELECT id FROM share WHERE id >= $1 AND id < $2 ORDER BY id LIMIT 1 OFFSET $3", [start, end, Self.mostShares]
    ) { _ in true } == nil
  }

  private static func isFollowed(_ actor: String) -> String {
    """
    EXISTS (SELECT 1 FROM follow f JOIN actor t ON t.id = f.target_id
      WHERE f.follower_id = $1 AND f.target_id = \(actor) AND f.state = 'accepted' AND \(Sight.standing("t")))
    """
  }
}
