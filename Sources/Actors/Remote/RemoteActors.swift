package import ActivityStreams
internal import Domain
package import JSON
internal import Signatures
package import Store

/// Turns foreign HTML into HTML that may be shown; given by whoever assembles the instance, since Markup is not known here.
package typealias BioSanitizer = @Sendable (String) -> String

/// Resolves actors of other servers and keeps them in the store.
package struct RemoteActors: Sendable {
  package let instance: Instance
  private let sanitize: BioSanitizer
  /// How long a stored actor is believed without asking again, in milliseconds.
  private static let freshness: Int64 = 24 * 3_600_000

  package init(instance: Instance, sanitize: @escaping BioSanitizer) {
    self.instance = instance
    self.sanitize = sanitize
  }

  /// The actor with that id: ours, stored and fresh, or fetched.
  ///
  /// - Parameter refetching: ask even when a fresh copy is stored
  /// Throws ``ActorError``.
  package func actor(_ iri: IRI, budget: FetchBudget, refetching: Bool = false) async throws -> ActorRow {
    let iri = iri.withoutFragment
    guard let uri = try? ResourceID(iri) else { throw ActorError.badAddress }
    let known = try await instance.store.read { try $0.actor(uri: uri) }
    if instance.origin.minted(uri) {
      guard let known else { throw ActorError.notHere }
      return known
    }
    if let known, !refetching, known.fetchedAt.milliseconds + Self.freshness > instance.store.now().milliseconds {
      return known
    }
    do {
      return try await store(try await instance.fetch(iri, budget: budget).value)
    } catch let error as ActorError where error.isTransient {
      // A stale copy is better than none while its server is away.
      guard let known, !refetching else { throw error }
      return known
    }
  }

  /// Stores an actor from its own document, which must have been fetched from its id.
  package func store(_ value: JSONValue) async throws -> ActorRow {
    guard let document = try? ActorDocument(decoding: value) else { throw ActorError.badDocument("actor") }
    return try await store(document)
  }

  /// Stores an actor from its own document, which must have been fetched from its id or signed by the actor.
  package func store(_ document: ActorDocument) async throws -> ActorRow {
    let (draft, keys) = try self.draft(document)
    guard let row = try await instance.store.write({ try $0.upsertRemoteActor(draft, keys: keys) }) else {
      throw ActorError.notHere
    }
    return row
  }

  /// What the store keeps of an actor's document; every address must lie on the actor's own origin (GHSA-5wxh-3p65-r4g6).
  package func draft(_ document: ActorDocument) throws -> (RemoteActorDraft, [KeyDraft]) {
    let checks = instance.checks.trust
    guard let uri = try? ResourceID(document.id),
      document.id.sharesOrigin(with: document.inbox) || !checks.contains(.addresses)
    else { throw ActorError.badDocument("addresses") }
    guard let name = document.preferredUsername ?? document.name, Self.isName(name) else {
      throw ActorError.badDocument("name")
    }
    func own(_ iri: IRI?) -> String? { iri.flatMap { $0.sharesOrigin(with: document.id) ? $0.text : nil } }
    // A page elsewhere could be anybody's, and another scheme than http would be a script (federation.md 2.1).
    let page = document.pageURL.flatMap { $0.sharesAuthority(with: document.id) ? $0.text : nil }
    let bio = document.summary ?? ""
    let draft = RemoteActorDraft(
      uri: uri, kind: Self.kind(of: document), name: name,
      displayName: String((document.name ?? name).unicodeScalars.prefix(200).map(Character.init)),
      bioHTML: bio.isEmpty ? "" : sanitize(bio), url: page ?? document.id.text,
      inbox: document.inbox.text, sharedInbox: own(document.sharedInbox), outbox: own(document.outbox),
      followersURI: own(document.followers), manuallyApproves: document.manuallyApprovesFollowers ?? false)
    return (draft, Self.keys(in: document, checks))
  }

  /// The keys the actor lists as its own, that we can read.
  private static func keys(in document: ActorDocument, _ checks: TrustChecks) -> [KeyDraft] {
    let leastBits = checks.contains(.keySize) ? PublicKey.leastBits : 0
    func isNear(_ id: IRI) -> Bool { id.sharesAuthority(with: document.id) || !checks.contains(.keyHost) }
    let rsa = document.publicKeys.prefix(8).compactMap { key -> KeyDraft? in
      guard key.owner == document.id, isNear(key.id),
        let read = try? PublicKey(pem: key.publicKeyPem, leastBits: leastBits)
      else { return nil }
      return KeyDraft(uri: key.id.text, algorithm: read.algorithm.rawValue, publicKey: read.pem)
    }
    let multikeys = document.assertionMethod.prefix(8).compactMap { key -> KeyDraft? in
      guard key.controller == document.id, isNear(key.id),
        let read = try? PublicKey(multikey: key.publicKeyMultibase)
      else { return nil }
      return KeyDraft(uri: key.id.text, algorithm: read.algorithm.rawValue, publicKey: read.pem)
    }
    return rsa + multikeys
  }

  private static func kind(of document: ActorDocument) -> ActorKind {
    switch document.type {
    case .person: .person
    case .group: document.paper == nil ? .community : .paper
    case .application, .service, .organization: .service
    }
  }

  /// `preferredUsername` as Mastodon takes it: letters, digits, `_`, `.` and `-`; the host for instance actors.
  private static func isName(_ name: String) -> Bool {
    (1...255).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
          || byte == 0x2D || byte == 0x2E || byte == 0x3A
      }
  }
}
