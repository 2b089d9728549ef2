package import Domain
internal import SQL

/// Posts are written, changed and deleted.
extension WriteTransaction {
  /// Stores a post under an id made by the caller, finds its place in its thread and takes in replies that came before it.
  ///
  /// Gives the row as it stands before any reply that came earlier is counted. Throws `StoreError.summaryExists` when a local
  /// person has summarised the paper already.
  @discardableResult
  package func insertPost(_ draft: PostDraft, id: RowID) throws -> PostRow {
    var draft = draft
    // A paper may have been merged into another while the post was written.
    draft.paperID = try draft.paperID.map { try standingChain(from: $0).last ?? $0 }
    if draft.kind == .summary, draft.isLocal, let paperID = draft.paperID,
      try summary(of: paperID, by: draft.actorID) != nil
    {
      throw StoreError.summaryExists
    }
    let parent = try draft.inReplyTo.flatMap { try threadPlace(of: $0) }
    let root = parent.map { $0.root ?? $0.id }
    _ = try sql.execute(
      """
      INSERT INTO post (id, uri, actor_id, local, kind, paper_id, in_reply_to_uri, parent_id, root_id, context_uri, title, tldr,
        source, html, raw_html, sanitizer, url, language, visibility, audience_uri, sensitive, published_at,
        updated_at, stored_at, licence, imported_from, imported_score)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
        $24, $25, $26, $27)
      """,
      [
        id, draft.uri, draft.actorID, draft.isLocal, draft.kind.rawValue, draft.paperID, draft.inReplyTo, parent?.id, root,
        draft.contextURI, draft.title, draft.tldr, draft.source, draft.html, draft.rawHTML, draft.sanitizer, draft.url,
        draft.language, draft.visibility.rawValue, draft.audienceURI, draft.isSensitive, draft.publishedAt, draft.updatedAt, now,
        draft.licence?.rawValue, draft.importedFrom, draft.importedScore,
      ])
    try addRecipients(of: id, draft.recipients)
    try setTags(of: id, hashtags: draft.hashtags, citations: draft.citations)
    if let parent, draft.visibility.isOpen { try countReplies(of: parent.id, by: 1) }
    try adopt(waitingFor: draft.uri, by: id, root: root ?? id)
    if draft.kind == .summary, let paperID = draft.paperID {
      try rank(id)
      // What was written elsewhere was written for some version of its time.
      let isOfNow = draft.isLocal && draft.importedFrom == nil
      if let version = try draft.writtenFor ?? (isOfNow ? latestVersion(of: paperID) : nil) {
        draft.writtenFor = version
        _ = try sql.execute("UPDATE post SET written_for = $2 WHERE id = $1", [id, version])
      }
      if draft.visibility == .public {
        try countSummaries(of: paperID, by: 1)
        try indexNewSummary(id, of: paperID, by: draft.actorID)
      } else {
        try scheduleRefresh(of: paperID)
      }
    }
    if draft.kind == .note, draft.paperID != nil { _ = try sql.execute("INSERT INTO question (post_id) VALUES ($1)", [id]) }
    return PostRow(draft, id: id, parent: parent?.id, root: root)
  }

  /// A post as a parent: its row, and the first post of its thread unless it is that itself.
  private func threadPlace(of uri: String) throws -> (id: RowID, root: RowID?)? {
    try sql.first("SELECT id, root_id FROM post WHERE uri = $1", [uri]) { (RowID(try $0.integer(0)), try $0.optionalID(1)) }
  }

  /// Replaces what an edit changes; a local post's former text is kept as a revision by the caller.
  package func updatePost(_ id: RowID, _ edit: PostEdit) throws {
    _ = try sql.execute(
      """
      UPDATE post SET title = $2, tldr = $3, source = $4, html = $5, raw_html = $6, sanitizer = $7, language = $8,
        sensitive = $9, updated_at = $10, licence = $11, written_for = COALESCE($12, written_for) WHERE id = $1
      """,
      [
        id, edit.title, edit.tldr, edit.source, edit.html, edit.rawHTML, edit.sanitizer, edit.language, edit.isSensitive,
        edit.updatedAt, edit.licence?.rawValue, edit.writtenFor,
      ])
    _ = try sql.execute("DELETE FROM hashtag WHERE post_id = $1", [id])
    _ = try sql.execute("DELETE FROM citation WHERE post_id = $1", [id])
    try setTags(of: id, hashtags: edit.hashtags, citations: edit.citations)
    if try isListedSummary(id) { try indexSummary(id) }
  }

  private func isListedSummary(_ id: RowID) throws -> Bool {
    try sql.first("SELECT 1 FROM post WHERE id = $1 AND kind = 'summary' AND visibility = 'public'", [id]) { _ in true } ?? false
  }

  /// Replaces whom a post addresses by name.
  package func setRecipients(of postID: RowID, _ people: [RowID]) throws {
    _ = try sql.execute("DELETE FROM post_recipient WHERE post_id = $1", [postID])
    try addRecipients(of: postID, people)
  }

  private func addRecipients(of postID: RowID, _ people: [RowID]) throws {
    for actorID in Set(people).sorted() {
      _ = try sql.execute("INSERT INTO post_recipient (post_id, actor_id) VALUES ($1, $2)", [postID, actorID])
    }
  }

  /// Keeps a text of a post, numbered from 1.
  ///
  /// - Parameter time: when it was made; now where it is made now
  package func insertRevision(
    of postID: RowID, title: String?, tldr: String, source: String, licence: Licence? = nil, at time: Timestamp? = nil
  ) throws {
    let number = try count("SELECT COALESCE(max(number), 0) + 1 FROM revision WHERE post_id = $1", [postID])
    _ = try sql.execute(
      "INSERT INTO revision (post_id, number, title, tldr, source, created_at, licence) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      [postID, number, title, tldr, source, time ?? now, licence?.rawValue])
    try noteMedia(of: postID, in: source)
  }

  /// Notes that a room of ours announced a post.
  package func markAnnounced(_ postID: RowID) throws {
    _ = try sql.execute("UPDATE post SET announced = 1 WHERE id = $1", [postID])
  }

  /// Caches the sanitizer's newer result.
  package func setHTML(of postID: RowID, html: String, sanitizer: Int) throws {
    _ = try sql.execute("UPDATE post SET html = $2, sanitizer = $3 WHERE id = $1", [postID, html, sanitizer])
  }

  /// Remembers that an actor deleted an object, known or not, so that a later Create is refused (DESIGN 11.2).
  package func insertTombstone(uri: String, actorURI: ResourceID, formerType: String) throws {
    _ = try sql.execute(
      """
      INSERT INTO tombstone (uri, actor_uri, former_type, local, deleted_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT DO NOTHING
      """, [uri, actorURI, formerType, try actor(uri: actorURI)?.isLocal ?? false, now])
  }

  /// Removes a post and everything that hangs from it; replies to it move up to what it answered.
  ///
  /// Replies to the first post of a thread become first posts of threads of their own.
  package func erasePost(_ id: RowID) throws {
    guard let post = try post(id) else { return }
    _ = try sql.execute("DELETE FROM page_view WHERE kind = 'summary' AND subject_id = $1", [id])
    for statement in [
      "DELETE FROM vote WHERE post_id = $1", "DELETE FROM share WHERE post_id = $1", "DELETE FROM revision WHERE post_id = $1",
      "DELETE FROM post_recipient WHERE post_id = $1", "DELETE FROM citation WHERE post_id = $1",
      "DELETE FROM hashtag WHERE post_id = $1", "DELETE FROM notification WHERE post_id = $1",
      "DELETE FROM bookmark WHERE post_id = $1", "DELETE FROM question WHERE post_id = $1",
      "UPDATE question SET accepted_id = NULL WHERE accepted_id = $1",
      "DELETE FROM post_media WHERE post_id = $1",
    ] {
      _ = try sql.execute(statement, [id])
    }
    if post.rootID == nil {
      try split(threadOf: id)
    } else {
      _ = try sql.execute("UPDATE post SET parent_id = $2 WHERE parent_id = $1", [id, post.parentID])
    }
    _ = try sql.execute("DELETE FROM post WHERE id = $1", [id])
    // Its own replies may have moved up, too.
    if let parentID = post.parentID { try recountReplies(parentID) }
    guard post.kind == .summary, post.visibility == .public else { return }
    if let paperID = post.paperID { try countSummaries(of: paperID, by: -1) }
    try forgetSummary(id, of: post.paperID, by: post.actorID)
  }

  private func split(threadOf id: RowID) throws {
    let children = try sql.query("SELECT id FROM post WHERE parent_id = $1", [id]) { RowID(try $0.integer(0)) }
    for child in children {
      _ = try sql.execute("UPDATE post SET parent_id = NULL, root_id = NULL WHERE id = $1", [child])
      _ = try sql.execute(
        """
        WITH RECURSIVE below (id) AS (
          SELECT r.id FROM post r WHERE r.parent_id = $1
          UNION SELECT r.id FROM below b JOIN post r ON r.parent_id = b.id)
        UPDATE post SET root_id = $1 WHERE id IN (SELECT id FROM below)
        """, [child])
    }
  }

  /// Keeps the number of public summaries of a paper's venue and topics.
  func countSummaries(of paperID: RowID, by step: Int) throws {
    if step > 0 { try scheduleRefresh(of: paperID) }
    _ = try sql.execute(
      "UPDATE venue SET summaries = summaries + $2 WHERE key = (SELECT p.venue_key FROM paper p WHERE p.id = $1)",
      [paperID, step])
    _ = try sql.execute(
      "UPDATE topic SET summaries = summaries + $2 WHERE key IN (SELECT x.topic_key FROM paper_topic x WHERE x.paper_id = $1)",
      [paperID, step])
  }

  /// Puts a summary at its place in the orders of the front page.
  func rank(_ id: RowID) throws {
    let votes = try sql.first(
      "SELECT likes, dislikes, imported_score, published_at FROM post WHERE id = $1 AND kind = 'summary'", [id]
    ) { (try $0.count(0) + $0.count(2), try $0.count(1), try $0.timestamp(3)) }
    guard let (likes, dislikes, published) = votes else { return }
    // What says that it comes from the future is as new as anything else today.
    let rank = PostRank(likes: likes, dislikes: dislikes, publishedAt: min(published, now))
    _ = try sql.execute(
      """
      UPDATE post SET best = $2, popular = $3, field = (SELECT p.field FROM paper p WHERE p.id = post.paper_id) WHERE id = $1
      """, [id, rank.best, rank.popular])
  }

  /// Keeps the number of direct replies that anybody may see.
  private func countReplies(of id: RowID, by step: Int) throws {
    _ = try sql.execute("UPDATE post SET replies = replies + $2 WHERE id = $1", [id, step])
  }

  /// Counts the direct replies that anybody may see: the others are nobody else's business.
  func recountReplies(_ id: RowID) throws {
    _ = try sql.execute(
      """
      UPDATE post SET replies = (
        SELECT count(*) FROM post r WHERE r.parent_id = $1 AND r.visibility IN ('public', 'unlisted')) WHERE id = $1
      """, [id])
  }

  /// Posts that answer `uri` and came before it join its thread with all that hangs from them.
  ///
  /// The thread's own first post never does: two posts that say they answer each other would be a circle.
  private func adopt(waitingFor uri: ResourceID, by id: RowID, root: RowID) throws {
    let waiting = try sql.query(
      """
      SELECT id FROM post WHERE in_reply_to_uri = $1 AND parent_id IS NULL AND id <> $2 AND id <> $3 ORDER BY id LIMIT 500
      """, [uri, id, root]
    ) { RowID(try $0.integer(0)) }
    guard !waiting.isEmpty else { return }
    for reply in waiting {
      _ = try sql.execute("UPDATE post SET parent_id = $2, root_id = $3 WHERE id = $1", [reply, id, root])
      _ = try sql.execute("UPDATE post SET root_id = $2 WHERE root_id = $1", [reply, root])
    }
    try recountReplies(id)
  }

  private func setTags(of id: RowID, hashtags: [String], citations: [PaperIdentifier]) throws {
    for name in hashtags {
      _ = try sql.execute(
        "INSERT INTO hashtag (post_id, name) VALUES ($1, $2) ON CONFLICT (post_id, name) DO NOTHING", [id, name])
    }
    for identifier in citations {
      _ = try sql.execute(
        "INSERT INTO citation (post_id, scheme, value) VALUES ($1, $2, $3) ON CONFLICT (post_id, scheme, value) DO NOTHING",
        [id, identifier.scheme.rawValue, identifier.value])
    }
  }
}
