internal import ActivityStreams
internal import Actors
internal import Domain
internal import Store

/// An activity that somebody else than its actor signed: its object's id is used, and asked for once at its origin (DESIGN 3).
struct ForwardedVerb: Sendable {
  private let context: VerbContext

  init(_ context: VerbContext) { self.context = context }

  func gather(_ item: InboxItem) async throws -> any PreparedChange {
    guard let id = item.activity.objectID else { throw ItemRefusal.noObject }
    switch item.activity.type {
    case .create, .update: return try await post(id, item.budget)
    case .delete: return try await ended(id, item.budget)
    default: return NoChange.ignored("forwarded_other")
    }
  }

  private func post(_ id: IRI, _ budget: ItemBudget) async throws -> any PreparedChange {
    guard !context.isOurs(id) else { return NoChange.ignored("own_object") }
    let fetcher = PostFetcher(context: context, budget: budget)
    let post = try await fetcher.post(id)
    return KeptPost(
      context: context, post: post, ancestors: try await fetcher.ancestors(of: post),
      arrival: .fetched(isWanted: false, mayPassOn: true), meeting: nil)
  }

  /// Only the origin's own 404 or 410 ends a post.
  func ended(_ id: IRI, _ budget: ItemBudget) async throws -> any PreparedChange {
    guard let uri = try? ResourceID(id), !context.isOurs(id) else { return NoChange.ignored("own_object") }
    guard try await context.store.read({ try $0.post(uri: uri) }) != nil else { return NoChange.ignored("unknown_object") }
    do {
      let document = try await context.instance.fetch(id, budget: try budget.next())
      let isStone = (try? ObjectDocument(decoding: document.value))?.type == .tombstone
      return isStone ? ConfirmedEnd(uri: uri, isGone: true) : NoChange.ignored("not_confirmed")
    } catch ActorError.gone {
      return ConfirmedEnd(uri: uri, isGone: true)
    } catch ActorError.notFound {
      return ConfirmedEnd(uri: uri, isGone: false)
    }
  }
}
