package import Domain
internal import SQL

/// People and rooms come, change and go.
extension WriteTransaction {
  /// Sets a word that belongs to the instance.
  package func setSetting(_ name: String, _ value: String) throws {
    _ = try sql.execute(
      "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      [name, value])
  }

  /// Stores a new local actor; throws `StoreError.nameTaken` when the handle was ever given, or belongs to a venue or a paper.
  package func insertLocalActor(_ draft: LocalActorDraft) throws -> ActorRow {
    guard try mayTake(draft.name, draft.kind) else { throw StoreError.nameTaken }
    let id = nextID()
    let changed = try sql.execute(
      """
      INSERT INTO actor (id, uri, host, local, kind, name, display_name, url, inbox, shared_inbox, outbox, followers_uri,
        created_at, updated_at, fetched_at)
      VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $12) ON CONFLICT DO NOTHING
      """,
      [
        id, draft.uri, draft.uri.host, draft.kind.rawValue, draft.name, draft.displayName, draft.url, draft.inbox,
        draft.sharedInbox, draft.outbox, draft.followersURI, now,
      ])
    guard changed == 1, let row = try actor(id) else { throw StoreError.nameTaken }
    if row.kind == .person { try indexPerson(id) }
    return row
  }

  /// Whether a kind of actor may have a name nobody has: a venue's key is kept for its room, and what reads like a paper's name
  /// for that paper (DESIGN 4).
  private func mayTake(_ name: String, _ kind: ActorKind) throws -> Bool {
    switch kind {
    case .paper, .instance: return true
    case .venue, .topic: return !PaperName.isOne(name)
    case .person, .community, .service:
      return try !PaperName.isOne(name) && venueName(name) == nil
    }
  }

  /// Stores or renews a remote actor and replaces its keys; a suspended one stays suspended, a deleted one is left alone.
  ///
  /// - Returns: nil if the id is that of an actor of ours, which nobody changes from outside
  package func upsertRemoteActor(_ draft: RemoteActorDraft, keys: [KeyDraft]) throws -> ActorRow? {
    _ = try sql.execute(
      """
      INSERT INTO actor (id, uri, host, local, kind, name, display_name, bio_html, url, inbox, shared_inbox, outbox,
        followers_uri, manually_approves, created_at, updated_at, fetched_at)
      VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $14)
      ON CONFLICT (uri) DO UPDATE SET kind = excluded.kind, name = excluded.name, display_name = excluded.display_name,
        bio_html = excluded.bio_html, url = excluded.url, inbox = excluded.inbox, shared_inbox = excluded.shared_inbox,
        outbox = excluded.outbox, followers_uri = excluded.followers_uri, manually_approves = excluded.manually_approves,
        updated_at = excluded.updated_at, fetched_at = excluded.fetched_at
      WHERE actor.local = 0 AND actor.state <> 'deleted'
      """,
      [
        nextID(), draft.uri, draft.uri.host, draft.kind.rawValue, draft.name, draft.displayName, draft.bioHTML, draft.url,
        draft.inbox, draft.sharedInbox, draft.outbox, draft.followersURI, draft.manuallyApproves, now,
      ])
    guard let row = try actor(uri: draft.uri), !row.isLocal else { return nil }
    if row.state != .deleted {
      try replaceKeys(of: row.id, with: keys)
      try indexRenewed(row)
    }
    return row
  }

  /// Replaces all keys of an actor; for a key id that another actor holds see ``insertKey(_:of:)``.
  package func replaceKeys(of actorID: RowID, with keys: [KeyDraft]) throws {
    _ = try sql.execute("DELETE FROM actor_key WHERE actor_id = $1", [actorID])
    for key in keys { try insertKey(key, of: actorID) }
  }

  /// Stores a key; a key id belongs to one actor, and one that another actor holds is left alone.
  ///
  /// Only where it is the actor's own id with a fragment, it is taken from a remote actor that had claimed it.
  /// Throws `StoreError.masterKeyChanged` for a private key that was sealed under a master key no longer in use.
  package func insertKey(_ key: KeyDraft, of actorID: RowID) throws {
    if let sealed = key.sealedPrivate, let current = try setting(Self.masterKeySetting),
      !sealed.utf8.starts(with: "v1.\(current).".utf8)
    {
      throw StoreError.masterKeyChanged
    }
    if let owner = try self.key(uri: key.uri)?.owner, owner.id != actorID, !owner.isLocal,
      let home = try? ResourceID(parsing: key.uri).withoutFragment, try actor(actorID)?.uri == home
    {
      _ = try sql.execute("DELETE FROM actor_key WHERE key_uri = $1", [key.uri])
    }
    _ = try sql.execute(
      """
      INSERT INTO actor_key (id, actor_id, key_uri, algorithm, public_key, sealed_private, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (key_uri) DO NOTHING
      """, [nextID(), actorID, key.uri, key.algorithm, key.publicKey, key.sealedPrivate, now])
  }

  /// Changes how a local actor shows itself.
  package func updateProfile(of actorID: RowID, displayName: String, bioSource: String, bioHTML: String) throws {
    _ = try sql.execute(
      "UPDATE actor SET display_name = $2, bio_source = $3, bio_html = $4, updated_at = $5 WHERE id = $1 AND local = 1",
      [actorID, displayName, bioSource, bioHTML, now])
    if let row = try actor(actorID) { try indexRenewed(row) }
  }

  /// Sets whether an actor takes part; who is deleted stays so.
  package func setState(of actorID: RowID, _ state: ActorState) throws {
    _ = try sql.execute(
      "UPDATE actor SET state = $2, updated_at = $3 WHERE id = $1 AND state <> 'deleted'", [actorID, state.rawValue, now])
  }
}

/// What the names of papers' rooms look like: a scheme, `_`, and an arXiv number or 16 characters of base 32 (DESIGN 4).
enum PaperName {
  static func isOne(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    return PaperScheme.allCases.contains { scheme in
      let prefix = Array((scheme.rawValue + "_").utf8)
      guard bytes.starts(with: prefix) else { return false }
      let rest = bytes.dropFirst(prefix.count)
      return isBase32(rest) || scheme == .arxiv && isNumber(rest)
    }
  }

  private static func isBase32(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.count == 16 && bytes.allSatisfy { 0x61...0x7A ~= $0 || 0x32...0x37 ~= $0 }
  }

  private static func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
    let parts = bytes.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    return parts.count == 2 && parts.first?.count == 4 && 4...5 ~= parts.last?.count ?? 0
      && parts.allSatisfy { $0.allSatisfy { 0x30...0x39 ~= $0 } }
  }
}
