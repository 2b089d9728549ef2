/// For whom a writer means a summary: what the editor offers.
package enum Readership: String, Sendable, CaseIterable {
  /// Everybody, and every listing.
  case `public`
  /// Everybody who has the address.
  case unlisted
  /// Followers of the writer.
  case followers
  /// The writer, and whoever has a link that only the writer gives.
  case `private`
  /// Everybody, under a made-up name that stands for one summary.
  case pseudonym

  /// That of a post.
  package init(_ visibility: Visibility) {
    switch visibility {
    case .public: self = .public
    case .unlisted: self = .unlisted
    case .followers, .direct: self = .followers
    }
  }

  /// What a post for these readers says; nil where there is no post by the writer's own name.
  package var visibility: Visibility? {
    switch self {
    case .public: .public
    case .unlisted: .unlisted
    case .followers: .followers
    case .private, .pseudonym: nil
    }
  }
}

/// How a published summary comes to other readers.
package enum ReadershipChange: Sendable, Equatable {
  /// It stays as it is.
  case none
  /// The post is told to more listings; its id stays.
  case wider
  /// The post is deleted everywhere, and the text is published, or kept, as another one.
  case anew
}

extension Visibility {
  /// What it takes for a post to come to these readers (`Documentation/visibility.md`).
  ///
  /// Servers that have a copy do not change who sees it when they are told of an edit, and one that has followers of an author has others,
  /// too. So only what anybody may read already is told to more in place.
  package func change(to readers: Readership) -> ReadershipChange {
    guard readers.visibility != self else { return .none }
    return self == .unlisted && readers == .public ? .wider : .anew
  }
}
