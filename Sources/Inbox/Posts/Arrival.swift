internal import ActivityStreams
internal import Domain
internal import JSON
internal import Store

/// How a post came here, as far as it decides what is done with it.
struct Arrival: Sendable {
  /// The author's own activity as received, which a room may pass on; nil for what was fetched.
  var activity: JSONValue?
  /// Its length.
  var bytes = 0
  /// Whether a room of ours may announce it; not what a paper room announced (DESIGN 11.3).
  var mayPassOn = false
  /// Whether it is kept whomever it concerns.
  var isWanted = false
  /// Whether it came as an edit, which counts as new without saying when it was made.
  var isEdit = false

  /// What came from its author directly.
  static func direct(_ item: InboxItem) -> Arrival {
    Arrival(
      activity: item.value, bytes: item.row.body?.count ?? 0, mayPassOn: true, isEdit: item.activity.type == .update)
  }

  /// What was named by somebody else and fetched from its origin.
  static func fetched(isWanted: Bool, mayPassOn: Bool) -> Arrival { Arrival(mayPassOn: mayPassOn, isWanted: isWanted) }
}
