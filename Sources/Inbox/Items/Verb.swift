internal import ActivityStreams
internal import Domain
internal import Store

/// What an item asks for: every activity is one of these, and unknown ones are a case, not an error.
enum Verb: Sendable, Equatable {
  case post
  case delete
  case follow
  case answer(isAccept: Bool)
  case undo
  case vote(value: Int)
  case announce
  /// Of an activity that its actor did not sign only the ids are used.
  case forwarded
  /// Not acted upon; the word says what it was.
  case ignored(String)

  init(_ item: InboxItem) {
    self = item.isDirect ? Self.direct(item.activity.type) : .forwarded
  }

  private static func direct(_ type: ActivityType) -> Verb {
    switch type {
    case .create, .update: .post
    case .delete: .delete
    case .follow: .follow
    case .accept: .answer(isAccept: true)
    case .reject: .answer(isAccept: false)
    case .undo: .undo
    case .like, .emojiReact: .vote(value: 1)
    case .dislike: .vote(value: -1)
    case .announce: .announce
    case .block: .ignored("block")
    case .flag: .ignored("flag")
    case .move: .ignored("move")
    case .add, .remove: .ignored("collection_change")
    case .lock, .view, .quoteRequest: .ignored("other")
    case .unknown: .ignored("unknown_type")
    }
  }

  /// The half that asks others and renders, and writes nothing but actors it resolved.
  func gather(_ item: InboxItem, _ context: VerbContext) async throws -> any PreparedChange {
    switch self {
    case .post: try await PostVerb(context).gather(item)
    case .delete: try DeleteVerb(context).gather(item)
    case .follow: try FollowVerb(context).gather(item)
    case .answer(let isAccept): try AnswerVerb(isAccept: isAccept).gather(item)
    case .undo: try UndoVerb(context).gather(item)
    case .vote(let value): try VoteVerb(value: value).gather(item)
    case .announce: try await AnnounceVerb(context).gather(item)
    case .forwarded: try await ForwardedVerb(context).gather(item)
    case .ignored(let word): NoChange.ignored(word)
    }
  }
}
