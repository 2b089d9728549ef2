internal import Domain
internal import SQL

/// A kind of rows that belong to a paper and go with it, and how they are told apart.
///
/// A table that refers to papers stands here, or in ``PaperPart/elsewhere`` with the reason; a test compares both with the schema.
struct PaperPart: Sendable {
  /// The name in `paper_move`.
  let name: String
  let table: String
  /// What tells the rows of one paper apart; at most three columns.
  let keys: [String]
  /// The column that says whose the row is.
  var owner = "paper_id"
  /// Columns of which one owner has no two rows alike: such a row stays with the paper that is merged.
  var unique: [String] = []
  /// A column whose value is kept in `paper_move` and put back.
  var former: String?
  /// A further condition on the row `x`.
  var condition = ""

  static let identifiers = PaperPart(
    name: "identifier", table: "paper_identifier", keys: ["scheme", "value"], former: "position")
  static let summaries = PaperPart(name: "summary", table: "post", keys: ["id"], former: "beside")
  static let records = PaperPart(
    name: "record", table: "paper_record", keys: ["source", "record_key"], unique: ["source", "record_key"])
  static let wishes = PaperPart(name: "wish", table: "paper_wish", keys: ["actor_id"], unique: ["actor_id"])
  /// The only one whose rows have places and are counted elsewhere, so it is moved row by row.
  static let topics = PaperPart(
    name: "topic", table: "paper_topic", keys: ["topic_key"], unique: ["topic_key"], former: "position")
  /// Follows of a room by people of this server; those from elsewhere stay, since the room goes on announcing.
  static let follows = PaperPart(
    name: "follow", table: "follow", keys: ["id"], owner: "target_id", unique: ["follower_id"],
    condition: " AND EXISTS (SELECT 1 FROM actor a WHERE a.id = x.follower_id AND a.local = 1)")

  /// The rows that go by one statement each.
  static let simple = [
    identifiers, records, summaries, wishes,
    PaperPart(
      name: "notice", table: "paper_notice", keys: ["kind", "number", "source"], unique: ["kind", "number", "source"]),
    PaperPart(name: "change", table: "paper_change", keys: ["id"]),
    PaperPart(name: "list", table: "reading_list_paper", keys: ["list_id"], unique: ["list_id"]),
    PaperPart(name: "private", table: "private_summary", keys: ["actor_id"], unique: ["actor_id"]),
    PaperPart(name: "draft", table: "draft", keys: ["actor_id"], unique: ["actor_id"]),
    PaperPart(name: "picture", table: "draft_media", keys: ["name", "actor_id"], unique: ["name", "actor_id"]),
  ]

  /// Columns that refer to papers and stay, with the reason.
  static let elsewhere: [(column: String, reason: String)] = [
    ("paper_author.paper_id", "what is shown of a paper is chosen anew; that of a merged one is not shown"),
    ("paper_topic.paper_id", "moved row by row"),
    ("paper_refresh.paper_id", "of a merged paper it leads to the one that stands"),
    ("paper.merged_into", "the merge itself"),
    ("paper_merge.from_id", "the log"), ("paper_merge.to_id", "the log"),
    ("merge_proposal.first_id", "followed to the paper that stands"),
    ("merge_proposal.second_id", "followed to the paper that stands"),
  ]

  /// Writes down what goes: `$1` the merge, `$2` from, and `$3` to, if rows may stand in the way.
  var log: String {
    """
    INSERT INTO paper_move (merge_id, part, key1, key2, key3, former)
    SELECT CAST($1 AS BIGINT), '\(name)', \(keyTexts.joined(separator: ", ")), \(former.map { "x.\($0)" } ?? "NULL")
    FROM \(table) x WHERE x.\(owner) = $2\(condition)\(isFree)
    """
  }

  /// Holds for a row `x` that `$3` has no row alike of.
  private var isFree: String {
    guard !unique.isEmpty else { return "" }
    let same = unique.map { "y.\($0) = x.\($0)" }.joined(separator: " AND ")
    return " AND NOT EXISTS (SELECT 1 FROM \(table) y WHERE y.\(owner) = $3 AND \(same))"
  }

  /// Takes what was written down: `$1` the merge, `$2` from, `$3` to.
  var move: String { "UPDATE \(table) AS x SET \(owner) = $3 WHERE x.\(owner) = $2 AND \(isMoved)" }

  /// Puts back what was written down and is still where it went, unless a nearer one of the same key came back.
  ///
  /// `$1` is the merge; what is with `$2` goes to `$3`, its owner before.
  var putBack: String {
    let restored = former.map { ", \($0) = (SELECT m.former FROM paper_move m WHERE \(match))" } ?? ""
    return "UPDATE \(table) AS x SET \(owner) = $3\(restored) WHERE x.\(owner) = $2 AND \(isMoved)\(isFree)"
  }

  /// How many of what was written down are with `$2`.
  var count: String { "SELECT count(*) FROM \(table) x WHERE x.\(owner) = $2 AND \(isMoved)" }

  /// Holds for a row `x` that the merge `$1` moved.
  var isMoved: String { "EXISTS (SELECT 1 FROM paper_move m WHERE \(match))" }

  private var match: String {
    "m.merge_id = $1 AND m.part = '\(name)'"
      + keyTexts.enumerated().map { " AND m.key\($0.offset + 1) = \($0.element)" }.joined()
  }

  private var keyTexts: [String] {
    (0..<3).map { keys.indices.contains($0) ? "CAST(x.\(keys[$0]) AS TEXT)" : "''" }
  }
}
