internal import ActivityStreams
package import Actors
package import Domain
internal import JSON
package import Markup
internal import Store

/// Why something is not published; `message` is for the person who tried.
package enum PublishError: Error, Sendable, Equatable {
  /// What was written breaks a rule.
  case invalid(String)
  /// There is a summary of the paper by that person already.
  case summaryExists(RowID)
  /// The post is not there, or not theirs.
  case notFound
  /// The paper's identifiers belong to different papers.
  case identifierConflict
  /// The handle or the address is taken.
  case taken(String)
  /// Too many people sign in or up at once.
  case busy

  /// A sentence for the person who tried.
  package var message: String {
    switch self {
    case .invalid(let sentence), .taken(let sentence): sentence
    case .summaryExists: "You have summarised this paper already; edit that summary instead."
    case .busy: "Too many people are at the door; try again in a moment."
    case .notFound: "There is no such post of yours."
    case .identifierConflict: "These identifiers belong to different papers."
    }
  }
}

/// What people here do, one file a verb: each becomes rows, an activity and deliveries in one transaction.
package struct Publisher: Sendable {
  package let instance: Instance
  package let remotes: RemoteActors
  package let renderer: Renderer
  let composer: ActivityComposer
  let announcer: RoomAnnouncer
  let widerRooms: WiderRooms

  package init(instance: Instance, remotes: RemoteActors, renderer: Renderer) {
    self.instance = instance
    self.remotes = remotes
    self.renderer = renderer
    composer = ActivityComposer(instance: instance)
    announcer = RoomAnnouncer(instance: instance)
    widerRooms = WiderRooms(instance: instance)
  }

  /// Composes the activity about a post of ours with the largest form of it that travels (DESIGN 5.8).
  func compose(
    _ type: ActivityType, _ post: PostRow, by author: ActorRow, keys: OpenKeys, paper: PaperRow?, body: PostBody
  ) throws -> OutgoingActivity {
    for size in ArticleSize.allCases {
      let object: ObjectDocument
      if let paper, post.kind == .summary {
        object = try instance.article(
          post, by: author, of: paper, mentioning: body.people, hashtags: body.hashtags, figures: body.figures, size: size)
      } else {
        object = try instance.note(
          post, by: author, about: paper, mentioning: body.people, hashtags: body.hashtags, figures: body.figures, size: size)
      }
      let activity = try composer.compose(
        type, by: author, keys: keys, about: post.uri.text, object: .object(object), to: object.to, cc: object.cc,
        audience: object.audience, isListed: type == .create && post.visibility.isOpen)
      if activity.body.count <= size.limit { return activity }
    }
    throw PublishError.invalid("The text is too long to be sent.")
  }

  /// Where an activity about a post goes: the author's followers, those mentioned, and others who need it.
  ///
  /// - Parameter rooms: those of ours whose followers take it from the author alone
  func targets(
    of author: ActorRow, mentioning mentioned: [ActorRow], also: [ActorRow?] = [], followersOf rooms: [ActorRow] = [],
    in transaction: ReadTransaction
  ) throws -> [DeliveryTarget] {
    let people = (mentioned + also.compactMap(\.self)).filter { !$0.isLocal && $0.state == .active }
    let members = try rooms.flatMap { try transaction.followerInboxes(of: $0.id) }
    return try transaction.followerInboxes(of: author.id) + members + people.map { DeliveryTarget(sharedOf: $0) }
  }
}

/// What goes into a post's document beside its row.
struct PostBody {
  var people: [ActorRow]
  var hashtags: [String]
  var figures = PostFigures()
}
