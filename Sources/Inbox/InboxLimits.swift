/// Every limit of this room, so that a reader finds them in one place.
package enum InboxLimits {
  /// Bytes of a request's body.
  package static let bodyBytes = 1 << 20
  /// Seconds a peer is asked to wait when a key cannot be fetched now.
  package static let retryAfter = 120
  /// Requests one item may make us send.
  static let fetches = 20
  /// How long after its start an item may begin another request; with the slowest request it ends before its lease.
  static let fetchWindow: Duration = .seconds(40)
  /// Actors whose items are handled at the same time.
  static let concurrency = 32
  /// A lease in milliseconds.
  static let lease: Int64 = 120_000
  /// How long after a lease began one of its items may still be started.
  static let startWindow: Duration = .seconds(10)
  /// How often the store is looked into when nobody rings, in milliseconds.
  static let idlePeriod: Int64 = 500
  /// Seconds until an item that met an unreachable server is tried again; after the last wait it is refused.
  static let retries: [Int64] = [10, 60, 300, 1_800, 7_200]
  /// Leases of an item that ended in a crash, after which it is refused.
  static let crashes = 5
  /// Posts fetched up a thread.
  static let ancestors = 10
  /// Papers that one host may make known here in a day.
  static let papersPerDay = 50
  /// Characters of a title and of a TL;DR.
  static let titleLength = 300
  static let tldrLength = 500
  /// Bytes of a text that is read before the store is asked whether it is wanted.
  static let quickBytes = 8_192
  /// Items that are kept as the door read them, and the bytes of the longest such body.
  static let freshItems = 128
  static let freshBytes = 8_192
  /// Bytes of a source that is kept.
  static let sourceBytes = 65_536
  /// Bytes of an activity that a room passes on whole; Misskey refuses 64 KiB with the wrapper.
  static let wrappedBytes = 60 * 1_024
  /// Hashtags of a post, and bytes of one.
  static let hashtags = 30
  static let hashtagBytes = 100
  /// Actors of ours whom one post may address.
  static let addressed = 50
  /// Pages of a remote room's outbox, and posts from them.
  static let outboxPages = 3
  static let outboxItems = 50
  /// Rooms of the same paper that a room of ours follows.
  static let meetings = 50
}
