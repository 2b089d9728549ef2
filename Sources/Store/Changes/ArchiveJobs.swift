package import Domain
internal import SQL

/// What somebody asked for: their archive to take away, or one to bring here.
package enum ArchiveJobKind: String, Sendable {
  /// Made here.
  case out
  /// Brought here.
  case `in`
}

/// How far it is.
package enum ArchiveJobState: String, Sendable { case wanted, working, done, failed }

/// A wish of one person; a later one of its kind takes its place.
package struct ArchiveJobRow: Sendable, Equatable {
  /// Whose it is.
  package var actorID: RowID
  /// What is wanted.
  package var kind: ArchiveJobKind
  /// How far it is.
  package var state: ArchiveJobState
  /// The name of the file in the folder of archives.
  package var file: String
  /// What came of it, a line each.
  package var report: String
  /// When it was asked for.
  package var createdAt: Timestamp
  /// When it ended.
  package var finishedAt: Timestamp?

  static let columns = "actor_id, kind, state, file, report, created_at, finished_at"

  init(_ row: SQLRow) throws {
    actorID = RowID(try row.integer(0))
    kind = try row.word(1)
    state = try row.word(2)
    file = try row.text(3)
    report = try row.text(4)
    createdAt = try row.timestamp(5)
    finishedAt = try row.optionalTimestamp(6)
  }
}

extension ReadTransaction {
  /// What somebody asked for last.
  package func archiveJob(_ kind: ArchiveJobKind, of actorID: RowID) throws -> ArchiveJobRow? {
    try sql.first(
      "SELECT \(ArchiveJobRow.columns) FROM archive_job WHERE actor_id = $1 AND kind = $2", [actorID, kind.rawValue]
    ) { try ArchiveJobRow($0) }
  }

  /// Other addresses under which an actor was known, in order.
  package func aliases(of actorID: RowID) throws -> [String] {
    try sql.query("SELECT uri FROM actor_alias WHERE actor_id = $1 ORDER BY uri LIMIT 20", [actorID]) { try $0.text(0) }
  }

  /// What somebody voted on, with the vote, oldest vote of each post once, from after a post on.
  package func votes(of actorID: RowID, after last: RowID?, limit: Int) throws -> [(post: RowID, uri: String, value: Int)] {
    try sql.query(
      """
      SELECT v.post_id, s.uri, v.value FROM vote v JOIN post s ON s.id = v.post_id
      WHERE v.actor_id = $1 AND v.post_id > $2 ORDER BY v.post_id LIMIT $3
      """, [actorID, last?.value ?? 0, limit]
    ) { (RowID(try $0.integer(0)), try $0.text(1), try $0.count(2)) }
  }
}

extension WriteTransaction {
  /// Asks for an archive; whether there was none under way.
  ///
  /// - Parameter file: the name of the file that is to be made, or was brought
  @discardableResult
  package func wantArchive(_ kind: ArchiveJobKind, of actorID: RowID, file: String) throws -> Bool {
    try sql.execute(
      """
      INSERT INTO archive_job (actor_id, kind, state, file, report, created_at) VALUES ($1, $2, 'wanted', $3, '', $4)
      ON CONFLICT (actor_id, kind) DO UPDATE SET state = 'wanted', file = excluded.file, report = '',
        created_at = excluded.created_at, finished_at = NULL
      WHERE archive_job.state IN ('done', 'failed')
      """, [actorID, kind.rawValue, file, now]) == 1
  }

  /// Takes the job that waits longest; one whose worker fell silent for an hour is taken again.
  package func takeArchiveJob() throws -> ArchiveJobRow? {
    _ = try sql.execute(
      "UPDATE archive_job SET state = 'wanted' WHERE state = 'working' AND finished_at < $1", [now.adding(seconds: -3_600)])
    let waiting = try sql.first(
      "SELECT \(ArchiveJobRow.columns) FROM archive_job WHERE state = 'wanted' ORDER BY created_at LIMIT 1"
    ) { try ArchiveJobRow($0) }
    guard let job = waiting else { return nil }
    // While somebody works at it, the time says when that began.
    let taken = try sql.execute(
      "UPDATE archive_job SET state = 'working', finished_at = $3 WHERE actor_id = $1 AND kind = $2 AND state = 'wanted'",
      [job.actorID, job.kind.rawValue, now])
    return taken == 1 ? job : nil
  }

  /// Ends a job.
  package func endArchiveJob(_ job: ArchiveJobRow, _ state: ArchiveJobState, report: String) throws {
    _ = try sql.execute(
      "UPDATE archive_job SET state = $3, report = $4, finished_at = $5 WHERE actor_id = $1 AND kind = $2",
      [job.actorID, job.kind.rawValue, state.rawValue, report, now])
  }

  /// Forgets jobs that ended before a time, at most 100; the names of their files.
  package func dropArchiveJobs(before time: Timestamp) throws -> [String] {
    let old = try sql.query(
      """
      SELECT \(ArchiveJobRow.columns) FROM archive_job WHERE state IN ('done', 'failed') AND finished_at < $1
      ORDER BY state, finished_at LIMIT 100
      """, [time]
    ) { try ArchiveJobRow($0) }
    for job in old {
      _ = try sql.execute("DELETE FROM archive_job WHERE actor_id = $1 AND kind = $2", [job.actorID, job.kind.rawValue])
    }
    return old.map(\.file)
  }

  /// Remembers another address under which an actor was known; at most 20.
  package func insertAlias(_ uri: ResourceID, of actorID: RowID) throws {
    guard try aliases(of: actorID).count < 20 else { return }
    _ = try sql.execute(
      "INSERT INTO actor_alias (actor_id, uri) VALUES ($1, $2) ON CONFLICT (actor_id, uri) DO NOTHING", [actorID, uri])
  }
}
