/// That one actor wants to hear of another.
package struct Follow: Sendable, Equatable {
  /// How far the request has come.
  package enum State: String, Sendable, CaseIterable {
    case pending, accepted, rejected
  }

  /// Who wants to hear.
  package let follower: ResourceID
  /// Who is heard of.
  package let followed: ResourceID
  /// How far the request has come.
  package var state: State
  /// When it was asked.
  package let requested: Timestamp

  /// A follow with these fields.
  package init(follower: ResourceID, followed: ResourceID, state: State = .pending, requested: Timestamp) {
    self.follower = follower
    self.followed = followed
    self.state = state
    self.requested = requested
  }
}

/// What somebody thinks of a summary or a reply: Like is up, Dislike is down, and there is one vote for each pair.
package enum Vote: Int, Sendable, CaseIterable {
  case up = 1
  case down = -1
}
