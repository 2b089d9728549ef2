internal import ActivityStreams
internal import Actors
internal import Domain
internal import JSON
internal import Store

/// Work that we give ourselves and that waits in the same queue as what was received.
///
/// Its key begins with a word that no activity's id begins with: those are http addresses or hexadecimal.
enum OwnTask: Sendable, Equatable {
  /// Read the newest posts of a remote room once.
  case readOutbox(String)
  /// Fetch a post that a remote room announced before we knew it.
  case fetchPost(String)

  private static let outboxWord = "outbox "
  private static let postWord = "post "

  init?(_ row: InboxRow) {
    if row.activityKey.hasPrefix(Self.outboxWord) {
      self = .readOutbox(String(row.activityKey.dropFirst(Self.outboxWord.count)))
    } else if row.activityKey.hasPrefix(Self.postWord) {
      self = .fetchPost(String(row.activityKey.dropFirst(Self.postWord.count)))
    } else {
      return nil
    }
  }

  /// Puts it in the queue of an actor's items, once for all.
  func queue(for actor: ActorRow, in transaction: WriteTransaction) throws {
    _ = try transaction.insertItem(draft(under: actor.uri.text))
  }

  /// The row to store.
  ///
  /// - Parameter queue: what is done under the same word is done one after the other
  func draft(under queue: String) -> InboxDraft {
    let (word, type, id) =
      switch self {
      case .readOutbox(let id): (Self.outboxWord, "ReadOutbox", id)
      case .fetchPost(let id): (Self.postWord, "FetchPost", id)
      }
    return InboxDraft(
      activityKey: word + id, channel: .forwarded, repeatKey: "", actorURI: queue, type: type, objectURI: id, body: [])
  }

  /// The half that asks others.
  func gather(_ context: VerbContext, budget: ItemBudget) async throws -> any PreparedChange {
    switch self {
    case .readOutbox(let id): return try await OutboxReading(context, budget).gather(id)
    case .fetchPost(let id):
      guard let iri = IRI(id) else { throw ItemRefusal.noObject }
      let fetcher = PostFetcher(context: context, budget: budget)
      let post = try await fetcher.post(iri)
      return KeptPost(
        context: context, post: post, ancestors: try await fetcher.ancestors(of: post),
        arrival: .fetched(isWanted: true, mayPassOn: false), meeting: nil)
    }
  }
}

/// Reads the newest posts of a remote room: a few pages, each post then fetched from its own origin.
struct OutboxReading: Sendable {
  private let context: VerbContext
  private let budget: ItemBudget

  init(_ context: VerbContext, _ budget: ItemBudget) {
    self.context = context
    self.budget = budget
  }

  func gather(_ id: String) async throws -> any PreparedChange {
    guard let iri = IRI(id) else { throw ItemRefusal.noObject }
    let value = try await fetch(iri)
    guard let collection = try? CollectionDocument(decoding: value) else { throw ItemRefusal.badDocument }
    var found = collection.items
    var next: IRI?
    var pages = 0
    if let page = collection.first?.document {
      found += page.items
      next = page.next
      pages = 1
    } else {
      next = collection.first?.id
    }
    while let page = next, pages < InboxLimits.outboxPages, found.count < InboxLimits.outboxItems, page.sharesOrigin(with: iri),
      let value = try? await fetch(page), let document = try? CollectionPageDocument(decoding: value)
    {
      found += document.items
      next = document.next
      pages += 1
    }
    return FoundPosts(ids: found.compactMap(Self.post).prefix(InboxLimits.outboxItems).map(\.text))
  }

  private func fetch(_ iri: IRI) async throws -> JSONValue {
    try await context.instance.fetch(iri, budget: try budget.next()).value
  }

  /// The post that an item of an outbox announces or creates.
  private static func post(_ item: ActivityObject) -> IRI? {
    guard let activity = item.embeddedActivity else { return nil }
    switch activity.type {
    case .announce: return activity.object?.embeddedActivity?.objectID ?? activity.objectID
    case .create: return activity.objectID
    default: return nil
    }
  }
}

/// Posts to be fetched one by one.
private struct FoundPosts: PreparedChange {
  let ids: [String]

  func apply(in transaction: WriteTransaction) throws -> ItemOutcome {
    for id in Set(ids).sorted() {
      guard let uri = try? ResourceID(parsing: id), try transaction.post(uri: uri) == nil else { continue }
      // Posts of one host are fetched one after the other, those of different hosts side by side.
      _ = try transaction.insertItem(OwnTask.fetchPost(id).draft(under: uri.origin))
    }
    return .done("outbox_read")
  }
}
