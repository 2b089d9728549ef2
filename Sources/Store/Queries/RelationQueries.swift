package import Domain
internal import SQL

/// Who follows, likes and shares what.
extension ReadTransaction {
  /// The follow of one actor by another, whatever its state.
  package func follow(from followerID: RowID, to targetID: RowID) throws -> FollowRow? {
    try sql.first(
      "SELECT \(FollowRow.columns) FROM follow f WHERE f.follower_id = $1 AND f.target_id = $2", [followerID, targetID]
    ) { try FollowRow($0) }
  }

  /// A follow by the id of its activity.
  package func follow(uri: String) throws -> FollowRow? {
    try sql.first("SELECT \(FollowRow.columns) FROM follow f WHERE f.uri = $1 LIMIT 1", [uri]) { try FollowRow($0) }
  }

  /// How many follow an actor.
  package func followerCount(of actorID: RowID) throws -> Int {
    try count("SELECT count(*) FROM follow WHERE target_id = $1 AND state = 'accepted'", [actorID])
  }

  /// Whether anybody of ours follows a remote actor: of those no other follows are stored.
  package func isFollowedHere(_ actorID: RowID) throws -> Bool {
    try sql.first("SELECT 1 FROM follow WHERE target_id = $1 AND state = 'accepted' LIMIT 1", [actorID]) { _ in true } ?? false
  }

  /// Whether anybody of another server follows an actor of ours.
  package func isFollowedFromElsewhere(_ actorID: RowID) throws -> Bool {
    try sql.first(
      """
      SELECT 1 FROM follow f JOIN actor a ON a.id = f.follower_id
      WHERE f.target_id = $1 AND f.state = 'accepted' AND a.local = 0 LIMIT 1
      """, [actorID]
    ) { _ in true } ?? false
  }

  /// How many an actor follows.
  package func followingCount(of actorID: RowID) throws -> Int {
    try count("SELECT count(*) FROM follow WHERE follower_id = $1 AND state = 'accepted'", [actorID])
  }

  /// Accepted followers, newest first.
  package func followers(of actorID: RowID, offset: Int, limit: Int) throws -> [ActorRow] {
    try actors(
      "JOIN follow f ON f.follower_id = a.id WHERE f.target_id = $1 AND f.state = 'accepted' ORDER BY f.id DESC",
      actorID, offset, limit)
  }

  /// Accepted followers, newest first, each with the key of the page.
  package func followers(of actorID: RowID, before key: RowID?, limit: Int) throws -> [(key: RowID, actor: ActorRow)] {
    try keyed("f.follower_id", "f.target_id", actorID, key, limit)
  }

  /// Those an actor follows and who accepted, newest first, each with the key of the page.
  package func following(of actorID: RowID, before key: RowID?, limit: Int) throws -> [(key: RowID, actor: ActorRow)] {
    try keyed("f.target_id", "f.follower_id", actorID, key, limit)
  }

  private func keyed(
    _ wanted: String, _ known: String, _ actorID: RowID, _ key: RowID?, _ limit: Int
  ) throws -> [(key: RowID, actor: ActorRow)] {
    try sql.query(
      """
      SELECT f.id, \(ActorRow.columns("a")) FROM follow f JOIN actor a ON a.id = \(wanted)
      WHERE \(known) = $1 AND f.state = 'accepted' AND f.id < $2 ORDER BY f.id DESC LIMIT $3
      """, [actorID, key?.value ?? .max, limit]
    ) { (RowID(try $0.integer(0)), try ActorRow($0, at: 1)) }
  }

  /// Those an actor follows and who accepted, newest first.
  package func following(of actorID: RowID, offset: Int, limit: Int) throws -> [ActorRow] {
    try actors(
      "JOIN follow f ON f.target_id = a.id WHERE f.follower_id = $1 AND f.state = 'accepted' ORDER BY f.id DESC",
      actorID, offset, limit)
  }

  /// What an actor asked to follow and has no answer to, oldest first.
  package func pendingFollows(of actorID: RowID) throws -> [FollowRow] {
    try sql.query(
      "SELECT \(FollowRow.columns) FROM follow f WHERE f.follower_id = $1 AND f.state = 'pending' ORDER BY f.id LIMIT 200",
      [actorID]
    ) { try FollowRow($0) }
  }

  /// Those who asked to follow an actor and wait for its answer, oldest first.
  package func followRequests(to actorID: RowID, limit: Int = 200) throws -> [ActorRow] {
    try sql.query(
      """
      SELECT \(ActorRow.columns("a")) FROM follow f JOIN actor a ON a.id = f.follower_id
      WHERE f.target_id = $1 AND f.state = 'pending' AND \(Sight.standing()) ORDER BY f.id LIMIT $2
      """, [actorID, limit]
    ) { try ActorRow($0) }
  }

  /// The vote of an actor on a post.
  package func vote(of actorID: RowID, on postID: RowID) throws -> VoteRow? {
    try sql.first(
      "SELECT \(VoteRow.columns) FROM vote WHERE actor_id = $1 AND post_id = $2", [actorID, postID]
    ) { try VoteRow($0) }
  }

  /// A vote by the id of its activity.
  package func vote(uri: String) throws -> VoteRow? {
    try sql.first("SELECT \(VoteRow.columns) FROM vote WHERE uri = $1 LIMIT 1", [uri]) { try VoteRow($0) }
  }

  /// Those who like a post, newest first.
  package func likers(of postID: RowID, offset: Int, limit: Int) throws -> [(actor: ActorRow, uri: String)] {
    try sql.query(
      """
      SELECT \(ActorRow.columns("a")), v.uri FROM vote v JOIN actor a ON a.id = v.actor_id
      WHERE v.post_id = $1 AND v.value = 1 ORDER BY v.id DESC LIMIT $2 OFFSET $3
      """, [postID, limit, offset]
    ) { (try ActorRow($0), try $0.text(ActorRow.columnCount)) }
  }

  /// The share of a post by an actor.
  package func share(of actorID: RowID, of postID: RowID) throws -> ShareRow? {
    try sql.first(
      "SELECT \(ShareRow.columns) FROM share WHERE actor_id = $1 AND post_id = $2", [actorID, postID]
    ) { try ShareRow($0) }
  }

  /// A share by the id of its activity.
  package func share(uri: String) throws -> ShareRow? {
    try sql.first("SELECT \(ShareRow.columns) FROM share WHERE uri = $1 LIMIT 1", [uri]) { try ShareRow($0) }
  }

  /// Those who shared a post, newest first.
  package func sharers(of postID: RowID, offset: Int, limit: Int) throws -> [(actor: ActorRow, uri: String)] {
    try sql.query(
      """
      SELECT \(ActorRow.columns("a")), x.uri FROM share x JOIN actor a ON a.id = x.actor_id
      WHERE x.post_id = $1 ORDER BY x.id DESC LIMIT $2 OFFSET $3
      """, [postID, limit, offset]
    ) { (try ActorRow($0), try $0.text(ActorRow.columnCount)) }
  }

  /// What a person should know, newest first.
  package func notifications(of ownerID: RowID, before id: RowID? = nil, limit: Int) throws -> [NotificationRow] {
    try sql.query(
      """
      SELECT \(NotificationRow.columns) FROM notification n JOIN actor a ON a.id = n.actor_id
      WHERE n.owner_id = $1 AND n.id < $2 AND \(Sight.standing()) ORDER BY n.id DESC LIMIT $3
      """, [ownerID, id?.value ?? .max, limit]
    ) { try NotificationRow($0) }
  }

  /// How many a person has not read, 100 for all above.
  package func unreadNotifications(of ownerID: RowID) throws -> Int {
    try count(
      "SELECT count(*) FROM (SELECT 1 FROM notification WHERE owner_id = $1 AND read_at IS NULL LIMIT 100) unread", [ownerID])
  }

  /// The distinct inboxes of an actor's accepted remote followers, shared ones folded; blocked hosts left out.
  package func followerInboxes(of actorID: RowID) throws -> [DeliveryTarget] {
    try sql.query(
      """
      SELECT DISTINCT COALESCE(a.shared_inbox, a.inbox), CASE WHEN a.shared_inbox IS NULL THEN 0 ELSE 1 END, a.host
      FROM follow f JOIN actor a ON a.id = f.follower_id
      WHERE f.target_id = $1 AND f.state = 'accepted' AND a.local = 0 AND \(Sight.standing())
      """, [actorID]
    ) { DeliveryTarget(inbox: try $0.text(0), isShared: try $0.bool(1), host: try $0.text(2)) }
  }

  private func actors(_ tail: String, _ actorID: RowID, _ offset: Int, _ limit: Int) throws -> [ActorRow] {
    try sql.query(
      "SELECT \(ActorRow.columns("a")) FROM actor a \(tail) LIMIT $2 OFFSET $3", [actorID, limit, offset]
    ) { try ActorRow($0) }
  }
}

/// Where one copy of an activity goes.
package struct DeliveryTarget: Sendable, Hashable {
  /// Where activities are posted to.
  package var inbox: String
  /// Whether it is the shared inbox of its host.
  package var isShared: Bool
  /// The authority: lower-case name, port unless default.
  package var host: String

  /// - Parameters:
  ///   - inbox: the URL to post to
  ///   - isShared: whether it is the shared inbox of its host
  ///   - host: the authority of the actor, which owns the back-off
  package init(inbox: String, isShared: Bool, host: String) {
    self.inbox = inbox
    self.isShared = isShared
    self.host = host
  }

  /// The shared inbox of a remote actor, or its own.
  package init(sharedOf actor: ActorRow) {
    self.init(inbox: actor.sharedInbox ?? actor.inbox, isShared: actor.sharedInbox != nil, host: actor.host)
  }

  /// The inbox of one remote actor alone, for what only that actor may read.
  package init(personalOf actor: ActorRow) {
    self.init(inbox: actor.inbox, isShared: false, host: actor.host)
  }
}
