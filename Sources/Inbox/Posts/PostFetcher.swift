internal import ActivityStreams
internal import Actors
internal import Domain
internal import JSON
internal import Store

/// Fetches posts from their origins, which alone are believed about them.
struct PostFetcher: Sendable {
  let context: VerbContext
  let budget: ItemBudget

  /// The post at an id; where an activity is found there, the post that it is about.
  ///
  /// Throws `ActorError`, and ``ItemRefusal/badDocument`` for what is no post or names an author on another origin (FEP-fe34).
  func post(_ iri: IRI) async throws -> ForeignPost {
    let value = try await document(iri)
    let document: ObjectDocument
    if let inner = Self.wrapped(in: value) {
      document = try Self.object(in: try await self.document(inner))
    } else {
      document = try Self.object(in: value)
    }
    guard let author = document.author, author.sharesOrigin(with: document.id) else { throw ItemRefusal.badDocument }
    let row = try await context.remotes.actor(author, budget: try budget.next())
    return try await PostReader(context).post(document, by: row.uri)
  }

  /// The posts above one, the uppermost first, as far as they lead to one that is known here or that is a summary.
  ///
  /// Whatever goes wrong ends the walk: a reply may wait for its parent.
  func ancestors(of post: ForeignPost) async throws -> [ForeignPost] {
    var chain: [ForeignPost] = []
    var seen: Set<ResourceID> = [post.uri]
    var next = post.addressing.inReplyTo
    while let uri = next {
      guard let iri = IRI(uri.text), !context.isOurs(iri) else { return chain.reversed() }
      let isKnown = try await context.store.read { [isFirst = chain.isEmpty] transaction in
        try transaction.hasPost(uri) || (isFirst && transaction.hasPost(post.uri))
      }
      if isKnown { return chain.reversed() }
      guard chain.count < InboxLimits.ancestors, seen.insert(uri).inserted, let parent = try? await self.post(iri), parent.isOpen
      else { return [] }
      chain.append(parent)
      next = parent.addressing.inReplyTo
    }
    return chain.last?.claim == nil ? [] : chain.reversed()
  }

  private func document(_ iri: IRI) async throws -> JSONValue {
    try await context.instance.fetch(iri.withoutFragment, budget: try budget.next()).value
  }

  private static func object(in value: JSONValue) throws -> ObjectDocument {
    guard let document = try? ObjectDocument(decoding: value), PostReader.reads(document.type) else {
      throw ItemRefusal.badDocument
    }
    return document
  }

  /// The object of a Create or Update that was found instead of a post.
  private static func wrapped(in value: JSONValue) -> IRI? {
    guard let activity = try? ActivityDocument(decoding: value), activity.type == .create || activity.type == .update else {
      return nil
    }
    return activity.objectID
  }
}
