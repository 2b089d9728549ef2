package import Domain
package import Store

/// Every address that is minted here (DESIGN 4): lower case, one origin, no query.
package struct Addresses: Sendable {
  package let origin: Origin

  package init(_ origin: Origin) { self.origin = origin }

  /// An absolute URL of ours.
  package func url(_ path: String) -> String { origin.text + path }

  /// The instance actor.
  package var instanceActor: String { url("/actor") }
  /// The one inbox for all.
  package var sharedInbox: String { url("/inbox") }

  /// The id of a local actor by kind and handle.
  package func actor(_ kind: ActorKind, _ name: String) -> String {
    switch kind {
    case .person, .service: url("/users/\(name)")
    case .instance: instanceActor
    case .paper: url("/papers/\(name)")
    case .venue: url("/venues/\(name)")
    case .topic: url("/topics/\(name)")
    case .community: url("/c/\(name)")
    }
  }

  /// The page of a local actor.
  package func profile(_ name: String) -> String { url("/@\(name)") }
  /// The id of a summary.
  package func summary(_ id: RowID) -> String { url("/s/\(id)") }
  /// The id of a comment.
  package func note(_ id: RowID) -> String { url("/n/\(id)") }
  /// The page of a summary or comment.
  package func page(of id: RowID, by name: String) -> String { url("/@\(name)/\(id)") }
  /// The id of an activity.
  package func activity(_ id: RowID) -> String { url("/activities/\(id)") }
  /// The id of a conversation, named after its first post.
  package func context(_ id: RowID) -> String { url("/contexts/\(id)") }
  /// The page of a hashtag.
  package func hashtag(_ name: String) -> String { url("/tags/\(name)") }

  /// The page of a paper by an identifier.
  package func paper(_ identifier: PaperIdentifier) -> String {
    url(identifier.pagePath)
  }

  /// All that a new local actor is made of.
  ///
  /// Throws when the address cannot be an id, which a checked name never causes.
  package func draft(_ kind: ActorKind, name: String, displayName: String) throws -> LocalActorDraft {
    let id = actor(kind, name)
    return LocalActorDraft(
      uri: try ResourceID(parsing: id), kind: kind, name: name, displayName: displayName, url: profile(name),
      inbox: id + "/inbox", sharedInbox: sharedInbox, outbox: id + "/outbox", followersURI: id + "/followers")
  }
}
