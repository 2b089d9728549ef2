/// Who may see what: the one visibility rule, as a condition of every query that shows posts (DESIGN 3, 11.5).
enum Sight {
  /// Holds when the viewer may see the post `s` of author `a`; a viewer of 0 is anybody.
  ///
  /// Public and unlisted posts are for all; followers-only ones for accepted followers and those addressed; direct ones for those
  /// addressed. Nothing of a suspended author or a blocked host is shown.
  static func may(viewer: String) -> String {
    """
    (\(standing()) AND (s.visibility IN ('public', 'unlisted') OR s.actor_id = \(viewer)
      OR EXISTS (SELECT 1 FROM post_recipient r WHERE r.post_id = s.id AND r.actor_id = \(viewer))
      OR (s.visibility = 'followers' AND EXISTS (
        SELECT 1 FROM follow w WHERE w.follower_id = \(viewer) AND w.target_id = s.actor_id AND w.state = 'accepted'))))
    """
  }

  /// Holds when the post `s` of author `a` may stand on pages that anybody finds: recent, rankings, paper pages, room outboxes.
  static func listed() -> String { "(\(standing()) AND s.visibility = 'public')" }

  /// Holds when the actor is neither suspended nor deleted nor of a blocked host.
  static func standing(_ a: String = "a") -> String {
    "(\(a).state = 'active' AND NOT EXISTS (SELECT 1 FROM peer b WHERE b.host = \(a).host AND b.blocked = 1))"
  }
}
