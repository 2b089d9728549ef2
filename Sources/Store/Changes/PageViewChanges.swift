package import Domain
internal import SQL

/// A page that is looked at.
package struct ViewedPage: Sendable, Hashable {
  /// What the page shows.
  package enum Kind: String, Sendable { case paper, summary }

  /// What the page shows.
  package let kind: Kind
  /// The row of that.
  package let subject: RowID
  /// The day in UTC, counted from 1970.
  package let day: Int64

  /// The page of a paper or a summary at a time.
  package init(_ kind: Kind, _ subject: RowID, at time: Timestamp) {
    self.kind = kind
    self.subject = subject
    day = Self.day(of: time)
  }

  /// The day in UTC, counted from 1970.
  package static func day(of time: Timestamp) -> Int64 { time.milliseconds / 86_400_000 }
}

/// Looks at the pages of somebody's summaries on one day.
package struct DayViews: Sendable, Equatable {
  /// The day in UTC, counted from 1970.
  package var day: Int64
  /// At the summaries' own pages.
  package var summaries = 0
  /// At the pages of their papers.
  package var papers = 0

  /// Looks on a day.
  package init(day: Int64, summaries: Int = 0, papers: Int = 0) {
    self.day = day
    self.summaries = summaries
    self.papers = papers
  }

  /// Both.
  package var all: Int { summaries + papers }
}

extension WriteTransaction {
  /// Days that counts are kept.
  package static let viewDays: Int64 = 400

  /// Adds what was counted since.
  package func addViews(_ counts: [(page: ViewedPage, views: Int)]) throws {
    for (page, views) in counts where views > 0 {
      _ = try sql.execute(
        """
        INSERT INTO page_view (kind, subject_id, day, views) VALUES ($1, $2, $3, $4)
        ON CONFLICT (kind, subject_id, day) DO UPDATE SET views = page_view.views + excluded.views
        """, [page.kind.rawValue, page.subject, page.day, Int64(views)])
    }
  }

  /// Forgets counts that are older than ``viewDays``, a piece of them.
  ///
  /// - Returns: how many went; 0 when nothing is left to forget
  @discardableResult
  package func sweepViews(limit: Int) throws -> Int {
    try sql.execute(
      """
      DELETE FROM page_view WHERE (kind, subject_id, day) IN (
        SELECT kind, subject_id, day FROM page_view WHERE day < $1 ORDER BY day LIMIT $2)
      """, [ViewedPage.day(of: now) - Self.viewDays, min(max(0, limit), 500)])
  }
}

extension ReadTransaction {
  /// How often somebody's summaries were looked at since a day, oldest first; days without a look are left out.
  package func views(ofSummariesBy actorID: RowID, since day: Int64) throws -> [DayViews] {
    var days: [Int64: DayViews] = [:]
    for (day, views) in try views("v.kind = 'summary' AND v.subject_id = s.id", actorID, day) {
      days[day, default: DayViews(day: day)].summaries = views
    }
    for (day, views) in try views("v.kind = 'paper' AND v.subject_id = s.paper_id", actorID, day) {
      days[day, default: DayViews(day: day)].papers = views
    }
    return days.values.sorted { $0.day < $1.day }
  }

  private func views(_ condition: String, _ actorID: RowID, _ day: Int64) throws -> [(Int64, Int)] {
    // A cross join is taken in the order told: the few summaries first.
    try sql.query(
      """
      SELECT v.day, sum(v.views) FROM post s CROSS JOIN page_view v
      WHERE \(condition) AND s.actor_id = $1 AND s.kind = 'summary' AND v.day >= $2 GROUP BY v.day
      """, [actorID, day]
    ) { (try $0.integer(0), try $0.count(1)) }
  }
}
