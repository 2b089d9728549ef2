import LocalPostgres
import SQL
import Store

/// A PostgreSQL database with some thousand rows in every table, and what the planner knows of them.
///
/// On small tables reading all is cheapest, so plans are asked for where it is not.
actor GrownDatabase {
  static let one = GrownDatabase()
  private var opening: Task<Database, any Error>?
  private var judged: Set<String> = []

  /// The plan of a statement.
  func plan(of statement: String) async throws -> [String] { try await database().explain(statement) }

  /// Those of the statements that nobody asked for before.
  func fresh(_ statements: [String]) -> [String] { statements.filter { judged.insert($0).inserted } }

  private func database() async throws -> Database {
    if let opening { return try await opening.value }
    let task = Task.detached {
      let cluster = try await TemporaryCluster.shared()
      let name = try cluster.makeDatabase(from: try await Scratch.migrated.name(on: cluster))
      try cluster.run((["SET session_replication_role = replica"] + Self.rows + ["ANALYZE"]).joined(separator: ";"), in: name)
      var options = DatabaseOptions()
      options.readers = 1
      return try Database(opening: try Scratch.location(cluster.url(of: name)), options: options)
    }
    opening = task
    return try await task.value
  }

  /// Documents of a few words, one of which is on all.
  private static func searchRows(_ id: String, _ owner: String) -> String {
    "SELECT \(id), 'a b', 'c d', 'e', '', 'v', 2000, \(owner), "
      + "array_to_tsvector(ARRAY['_all', 'w' || \(id) % 40, 'x' || \(id) % 700, repeat('y', 200) || \(id)])"
  }

  /// Row numbers from 1 on; the first eighth of all actors and posts is ours.
  private static let rows = [
    """
    INSERT INTO actor (id, uri, host, local, kind, name, display_name, url, inbox, shared_inbox, created_at, updated_at, fetched_at)
    SELECT i, 'https://h' || i % 900 || '/u/' || i, 'h' || i % 900, CASE WHEN i <= 1000 THEN 1 ELSE 0 END,
      CASE WHEN i = 1 THEN 'instance' WHEN i <= 500 THEN 'person' WHEN i <= 1000 THEN 'paper' ELSE 'person' END, 'u' || i, 'U', 'u',
      'https://h' || i % 900 || '/i/' || i, 'https://h' || i % 900 || '/inbox', i, i, i FROM generate_series(1, 8000) i
    """,
    """
    INSERT INTO actor_key (id, actor_id, key_uri, algorithm, public_key, sealed_private, created_at)
    SELECT i, i, 'k' || i, 'rsa', repeat('p', 400), CASE WHEN i <= 500 THEN 's' END, i FROM generate_series(1, 8000) i
    """,
    """
    INSERT INTO account (actor_id, email, password_hash, role, state, created_at)
    SELECT i, 'e' || i, 'h', CASE WHEN i < 4 THEN 'admin' ELSE 'member' END,
      CASE WHEN i % 20 = 0 THEN 'pending' ELSE 'approved' END, i FROM generate_series(2, 500) i
    """,
    "INSERT INTO setting SELECT 'n' || i, 'v' FROM generate_series(1, 2000) i",
    "INSERT INTO session SELECT sha256(i::text::bytea), 2 + i % 490, i, i FROM generate_series(1, 3000) i",
    "INSERT INTO access_token SELECT sha256(i::text::bytea), 2 + i % 490, 'read', i FROM generate_series(1, 3000) i",
    "INSERT INTO invite SELECT sha256(i::text::bytea), i, NULL FROM generate_series(1, 3000) i",
    """
    INSERT INTO mail (id, actor_id, kind, thread_id, due_at, next_attempt_at)
    SELECT i, 2 + i % 490, CASE WHEN i % 3 = 0 THEN 'recover' ELSE 'notices' END, i, i, i FROM generate_series(1, 6000) i
    """,
    "INSERT INTO mail_token SELECT sha256(i::text::bytea), 2 + i % 490, 'recover', 'a', i FROM generate_series(1, 3000) i",
    "INSERT INTO mail_choice SELECT i, 1, 1, 1, 'daily', i FROM generate_series(2, 490) i",
    "INSERT INTO former_account SELECT 's', 'n' || i, 2 + i % 2990, i FROM generate_series(1, 3000) i",
    "INSERT INTO claim_code SELECT i, sha256(i::text::bytea), i FROM generate_series(1, 3000) i",
    "INSERT INTO actor_alias SELECT i / 2, 'u' || i FROM generate_series(1, 3000) i",
    """
    INSERT INTO archive_job SELECT i, 'out', CASE i % 50 WHEN 0 THEN 'wanted' WHEN 1 THEN 'working' ELSE 'done' END, 'f', 'r', i, i
    FROM generate_series(1, 3000) i
    """,
    "INSERT INTO venue SELECT 'v' || i, 'V' || i, i % 50, i % 20 FROM generate_series(1, 3000) i",
    """
    INSERT INTO paper (id, actor_id, title, year, venue_key, source, confirmed, learned_from, created_at, updated_at)
    SELECT i, 500 + i, 'T' || i, 1990 + i % 30, 'v' || i % 3000, 's', 1, CASE WHEN i % 3 = 0 THEN 'h' || i % 900 END, i, i
    FROM generate_series(1, 5000) i
    """,
    "INSERT INTO paper_author SELECT i / 3, i % 3, 'A' || i % 4000 FROM generate_series(3, 15000) i",
    """
    INSERT INTO paper_record (paper_id, source, record_key, rank, title, authors, raw_type, stored_at)
    SELECT 1 + i / 2, 's' || i % 2, 'k', 10, 'T', 'A', 'text/plain', i FROM generate_series(1, 9000) i
    """,
    """
    INSERT INTO paper_change SELECT i, 1 + i % 4000, CASE WHEN i % 2 = 0 THEN 2 + i % 490 END, 's', 'title', 'a', 'b', i
    FROM generate_series(1, 9000) i
    """,
    "INSERT INTO topic SELECT 't' || i, 't' || i, 'T', i % 50, i % 20 FROM generate_series(1, 3000) i",
    "INSERT INTO paper_topic SELECT 1 + i / 3, 't' || i % 2999, i % 3 FROM generate_series(1, 12000) i",
    "INSERT INTO paper_notice SELECT 1 + i / 3, 'version', i % 3, '', NULL, i FROM generate_series(1, 9000) i",
    "INSERT INTO paper_wish SELECT 1 + i % 3000, 2 + i % 490, i FROM generate_series(1, 6000) i ON CONFLICT DO NOTHING",
    "INSERT INTO paper_refresh SELECT i, i FROM generate_series(1, 4000) i",
    "UPDATE paper SET wishes = CASE WHEN id % 40 = 0 THEN id % 7 ELSE 0 END, field = 'f' || id % 5",
    "INSERT INTO paper_identifier SELECT 'doi', '10.1/' || i, 1 + i % 5000, i / 5000 FROM generate_series(1, 8000) i",
    """
    INSERT INTO paper_merge (id, kind, from_id, to_id, actor_id, reason, created_at)
    SELECT i, CASE WHEN i % 9 = 0 THEN 'split' ELSE 'merge' END, i, 1 + i * 7 % 5000, CASE WHEN i % 2 = 0 THEN 2 + i % 490 END, 'r', i
    FROM generate_series(1, 3000) i
    """,
    """
    INSERT INTO paper_move SELECT 1 + i % 3000, CASE i % 3 WHEN 0 THEN 'summary' WHEN 1 THEN 'identifier' ELSE 'record' END,
      i::text, CASE WHEN i % 3 = 0 THEN '' ELSE 'k' || i END, '', NULL FROM generate_series(1, 12000) i
    """,
    """
    INSERT INTO merge_proposal (id, first_id, second_id, source, record_key, record_title, created_at, decision)
    SELECT i, i, i + 1, 's', 'k', 'T', i, CASE WHEN i % 100 > 0 THEN 'merged' END FROM generate_series(1, 3000) i
    """,
    "UPDATE paper SET merged_into = id + 1 WHERE id % 50 = 0 AND id < 5000",
    "INSERT INTO identifier_conflict SELECT i, 'u' || i, 'a', 'i', i FROM generate_series(1, 3000) i",
    """
    INSERT INTO post (id, uri, actor_id, local, kind, paper_id, in_reply_to_uri, parent_id, root_id, html, url, visibility,
      published_at, stored_at)
    SELECT i, 'https://h' || i % 900 || '/p/' || i, CASE WHEN i <= 1000 THEN i ELSE 1 + i * 7 % 8000 END,
      CASE WHEN i <= 1000 THEN 1 ELSE 0 END, CASE i % 3 WHEN 0 THEN 'summary' WHEN 1 THEN 'reply' ELSE 'note' END,
      CASE WHEN i % 3 = 0 THEN 1 + i % 5000 END, CASE WHEN i % 3 = 1 THEN 'r' || i END,
      CASE WHEN i % 3 = 1 AND i % 2 = 0 THEN i / 4 + 1 END, CASE WHEN i % 3 = 1 AND i % 2 = 0 THEN i / 9 + 1 END, repeat('x', 200), 'u',
      CASE i % 5 WHEN 0 THEN 'unlisted' WHEN 1 THEN 'followers' WHEN 2 THEN 'direct' ELSE 'public' END, i, i
    FROM generate_series(1, 12000) i
    """,
    "INSERT INTO question SELECT id, CASE WHEN id % 2 = 0 THEN id + 2 END FROM post WHERE kind = 'note'",
    "INSERT INTO bookmark SELECT i, 2 + i % 490, i FROM generate_series(1, 8000) i",
    "INSERT INTO reading_list SELECT i, 2 + i % 490, 's' || i, 'T', '', i % 2, 3, i, i FROM generate_series(1, 3000) i",
    "INSERT INTO reading_list_paper SELECT 1 + i / 4, 1 + i % 4999, i, '', i FROM generate_series(1, 9000) i",
    "INSERT INTO page_view SELECT CASE i % 2 WHEN 0 THEN 'paper' ELSE 'summary' END, i / 4, i % 4, 1 FROM generate_series(1, 9000) i",
    "INSERT INTO person_orcid SELECT 2 + i, 'o' || i FROM generate_series(1, 3000) i",
    "UPDATE paper_author SET orcid = 'o' || paper_id WHERE paper_id % 3 = 0",
    "UPDATE post SET best = id % 997 / 997.0, popular = id, field = 'f' || id % 5 WHERE kind = 'summary'",
    """
    INSERT INTO private_summary SELECT 2 + i % 490, 1 + i % 4987, NULL, '', 's', 'h', 'en', NULL,
      CASE WHEN i % 5 = 0 THEN sha256(i::text::bytea) END, i, i FROM generate_series(1, 8000) i
    """,
    """
    INSERT INTO pseudonym SELECT i, sha256(i::text::bytea), sha256((-i)::text::bytea), 'v1', CASE WHEN i % 40 = 0 THEN 'v1' END,
      CASE WHEN i % 40 = 0 THEN i END FROM generate_series(1, 8000) i
    """,
    "INSERT INTO draft SELECT 2 + i % 490, 1 + i % 4987, 1, 0, 't', '', 's', '', i FROM generate_series(1, 8000) i",
    "INSERT INTO media SELECT i, 2 + i % 490, 'm' || i / 2, 1000, 10, 10, 'a' FROM generate_series(1, 8000) i",
    "INSERT INTO post_media SELECT 'm' || i / 4, i FROM generate_series(1, 4000) i",
    "INSERT INTO draft_media SELECT 'm' || i / 2, 2 + i % 490, 1 + i % 4987 FROM generate_series(1, 8000) i",
    "INSERT INTO revision SELECT i / 2, i % 2, 't', 't', 's', i FROM generate_series(2, 8000) i",
    "INSERT INTO post_recipient SELECT i, 1 + i * 3 % 8000 FROM generate_series(1, 8000) i",
    "INSERT INTO citation SELECT i, 'doi', '10.1/' || i * 5 % 8000 FROM generate_series(1, 8000) i",
    "INSERT INTO hashtag SELECT i, 'tag' || i % 700 FROM generate_series(1, 8000) i",
    "INSERT INTO tombstone SELECT 'u' || i, 'a' || i % 900, 'Note', CASE WHEN i % 9 = 0 THEN 1 ELSE 0 END, i FROM generate_series(1, 8000) i",
    """
    INSERT INTO follow SELECT i, 1 + i % 7993, 1 + i * 11 % 7919, 'f' || i,
      CASE WHEN i % 10 = 0 THEN 'pending' ELSE 'accepted' END, i FROM generate_series(1, 12000) i
    """,
    "INSERT INTO vote SELECT i, 1 + i % 7993, 1 + i * 11 % 11987, 1, 'v' || i, i FROM generate_series(1, 12000) i",
    "INSERT INTO share SELECT i, 1 + i % 7993, 1 + i * 11 % 11987, 's' || i, i FROM generate_series(1, 12000) i",
    "INSERT INTO undone SELECT 'u' || i, 'a' || i % 900, i FROM generate_series(1, 8000) i",
    """
    INSERT INTO notification SELECT i, 2 + i % 490, 'like', 1 + i * 3 % 8000, 1 + i, i, CASE WHEN i % 8 > 0 THEN i END
    FROM generate_series(1, 8000) i
    """,
    """
    INSERT INTO activity SELECT i, 'y' || i, 1 + i % 1000, 'Create', 'o' || i / 2, 1, convert_to(repeat('b', 300), 'UTF8'), i
    FROM generate_series(1, 8000) i
    """,
    """
    INSERT INTO peer (host, software, blocked, queued, next_attempt_at, turn_at, last_success_at, first_seen_at)
    SELECT 'h' || i, CASE WHEN i % 300 > 0 THEN 'mastodon' END, CASE WHEN i % 20 = 0 THEN 1 ELSE 0 END,
      CASE WHEN i % 100 = 0 THEN 1 ELSE 0 END, i, i, i, i FROM generate_series(0, 5000) i
    """,
    """
    INSERT INTO delivery (id, activity_id, signer_id, inbox, host, object_uri, shared, created_at)
    SELECT i, 1 + i % 8000, 1, 'https://h' || i % 900 || '/inbox' || i, 'h' || i % 900, 'o' || i / 2, 1, i
    FROM generate_series(1, 12000) i
    """,
    """
    INSERT INTO inbox_item (id, activity_key, channel, actor_uri, type, state, next_attempt_at, leased_until, received_at, finished_at)
    SELECT i, 'k' || i, 'direct', 'a' || i % 900, 'Create',
      CASE WHEN i % 4 = 0 THEN 'waiting' WHEN i % 50 = 1 THEN 'refused' ELSE 'done' END, i, CASE WHEN i % 400 = 0 THEN i ELSE 0 END, i,
      CASE WHEN i % 4 > 0 THEN i END FROM generate_series(1, 12000) i
    """,
    "INSERT INTO inbox_body SELECT i, convert_to(repeat('b', 300), 'UTF8') FROM generate_series(1, 8000) i",
    "INSERT INTO inbox_sender SELECT 'a' || i, i FROM generate_series(1, 3000) i",
    "INSERT INTO search_paper \(searchRows("p.id", "NULL")) FROM paper p",
    "INSERT INTO search_summary \(searchRows("s.id", "s.actor_id")) FROM post s WHERE s.kind = 'summary'",
    "INSERT INTO search_person \(searchRows("a.id", "a.id")) FROM actor a WHERE a.kind = 'person'",
  ]
}
