package import ActivityStreams
internal import Actors
internal import Domain
package import Store

/// What stands inline in a post's document beside its text: figures, and the first page of answers, which Mastodon reads from there.
package struct PostFigures: Sendable {
  /// Answers that anybody may see.
  package var replies = 0
  /// Likes, not dislikes.
  package var likes = 0
  /// Boosts.
  package var shares = 0
  /// The ids of the first page of answers, oldest first.
  package var firstReplies: [IRI] = []

  /// Those of a post that nobody has met yet.
  package init() {}

  /// Those of a post as it stands in the store.
  package init(_ post: PostRow, in transaction: ReadTransaction) throws {
    likes = post.likes
    shares = post.shares
    guard post.replies > 0 else { return }
    replies = try transaction.publicReplyCount(to: post.id)
    firstReplies = try transaction.publicReplies(to: post.id, offset: 0, limit: CollectionPages.size)
      .compactMap { IRI($0.post.uri.text) }
  }
}
