internal import ActivityStreams
internal import Actors
internal import Domain
internal import Store

/// `Create` and `Update`: somebody's post, or somebody's own profile.
struct PostVerb: Sendable {
  private let context: VerbContext

  init(_ context: VerbContext) { self.context = context }

  func gather(_ item: InboxItem) async throws -> any PreparedChange {
    switch item.activity.object {
    case .actor(let document): return try await profile(document, item)
    case .object(let document): return try await post(document, item)
    case .id(let id): return try await named(id, item)
    case .activity, .list, .verbatim: throw ItemRefusal.noObject
    case .unknown: return NoChange.ignored("object_type")
    case nil: throw ItemRefusal.noObject
    }
  }

  /// Only the actor itself says what it is like.
  private func profile(_ document: ActorDocument, _ item: InboxItem) async throws -> any PreparedChange {
    guard document.id == item.activity.actor else { throw ItemRefusal.notOwner }
    guard item.activity.type == .update else { return NoChange.ignored("object_type") }
    let (draft, keys) = try context.remotes.draft(document)
    return ProfileChange(actorURI: item.actorURI, draft: draft, keys: keys)
  }

  /// A post that its author wrote out: believed, since the author signed it (FEP-fe34).
  private func post(_ document: ObjectDocument, _ item: InboxItem) async throws -> any PreparedChange {
    guard document.id.sharesOrigin(with: item.activity.actor),
      document.attributedTo.isEmpty || document.attributedTo.contains(where: { $0.id == item.activity.actor })
    else { throw ItemRefusal.notOwner }
    guard PostReader.reads(document.type) else { return NoChange.ignored("object_type") }
    // A vote in a poll has a name and no text.
    guard document.content != nil || document.name == nil || document.inReplyTo == nil else {
      return NoChange.ignored("poll_vote")
    }
    let isQuick = PostReader.isQuick(document) && (document.inReplyTo.map(context.isOurs) ?? true)
    if !isQuick, try await !concernsUs(document, item) { return NoChange.ignored("unrelated") }
    let post = try await PostReader(context).post(document, by: item.actorURI)
    return try await kept(post, .direct(item), item)
  }

  /// Whether a post is worth the work of reading it; what is then done with it is decided where it is stored.
  private func concernsUs(_ document: ObjectDocument, _ item: InboxItem) async throws -> Bool {
    let addressing = PostAddressing(document)
    let isClaim = document.paper.flatMap { PaperClaim($0) } != nil
    let uri = try ResourceID(parsing: document.id.text)
    return try await context.store.read { [origin = context.instance.origin] transaction in
      let author = try transaction.standing(item.actorURI)
      return try isClaim || transaction.hasPost(uri) || addressing.concernsUs(by: author, origin, in: transaction)
    }
  }

  /// A post that is only named is fetched; its author must be who signed.
  private func named(_ id: IRI, _ item: InboxItem) async throws -> any PreparedChange {
    guard id.sharesOrigin(with: item.activity.actor) else { throw ItemRefusal.notOwner }
    let post = try await PostFetcher(context: context, budget: item.budget).post(id)
    guard post.author == item.actorURI else { throw ItemRefusal.notOwner }
    var arrival = Arrival.direct(item)
    arrival.activity = nil
    return try await kept(post, arrival, item)
  }

  private func kept(_ post: ForeignPost, _ arrival: Arrival, _ item: InboxItem) async throws -> any PreparedChange {
    let fetcher = PostFetcher(context: context, budget: item.budget)
    return KeptPost(
      context: context, post: post, ancestors: try await fetcher.ancestors(of: post), arrival: arrival,
      meeting: await RoomMeeting.of(post, context, item.budget))
  }
}

/// A post that was read, with those above it.
struct KeptPost: PreparedChange {
  let context: VerbContext
  let post: ForeignPost
  let ancestors: [ForeignPost]
  let arrival: Arrival
  let meeting: RoomMeeting?

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome {
    try PostKeeper(context: context, transaction: transaction).keep(post, under: ancestors, arrival, meeting)
  }
}

/// An actor's own profile.
private struct ProfileChange: PreparedChange {
  let actorURI: ResourceID
  let draft: RemoteActorDraft
  let keys: [KeyDraft]

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome {
    _ = try transaction.standing(actorURI)
    guard try transaction.upsertRemoteActor(draft, keys: keys) != nil else { throw ItemRefusal.notHere }
    return .done("profile")
  }
}
