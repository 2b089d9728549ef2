package import ActivityStreams
package import Domain
internal import Signatures
package import Store

extension IRI {
  /// The wire's spelling of a stored id.
  package init(_ id: ResourceID) throws(ActivityStreamsError) { try self.init(parsing: id.text) }
}

extension ResourceID {
  /// The stored spelling of an id from the wire.
  package init(_ iri: IRI) throws(DomainError) { try self.init(parsing: iri.text) }
}

extension Instance {
  /// The document of a local actor: a row becomes a document here and nowhere else.
  ///
  /// - Parameters:
  ///   - paper: the paper, if the actor is its room
  ///   - keys: those to list, if they are not stored yet
  ///   - rooms: of a paper, all that are one with it, the paper's own first (``ReadTransaction/roomsOfOnePaper(_:)``)
  package func document(
    of actor: ActorRow, paper: PaperRow? = nil, keys: OpenKeys? = nil, rooms: [ActorRow] = []
  ) async throws -> ActorDocument {
    let id = try IRI(actor.uri)
    var document = ActorDocument(
      id: id, type: Self.type(of: actor.kind), preferredUsername: actor.name, inbox: try IRI(parsing: actor.inbox))
    document.webfinger = "\(actor.name)@\(origin.authority)"
    document.name = actor.displayName
    document.urls = [LinkDocument(href: try IRI(parsing: actor.url))]
    document.outbox = actor.outbox.flatMap { IRI($0) }
    document.followers = actor.followersURI.flatMap { IRI($0) }
    document.following = try id.appending("/following")
    document.sharedInbox = actor.sharedInbox.flatMap { IRI($0) }
    document.manuallyApprovesFollowers = actor.manuallyApproves || actor.kind == .instance
    document.discoverable = actor.kind != .instance
    document.published = actor.createdAt.iso8601
    if actor.updatedAt > actor.createdAt { document.updated = actor.updatedAt.iso8601 }
    if let keys {
      try Self.add(keys, of: actor, to: &document)
    } else {
      try Self.add(try await self.keys.keys(of: actor), of: actor, to: &document)
    }
    switch actor.kind {
    case .instance:
      document.summary = "<p>The server \(origin.authority) itself.</p>"
    case .paper:
      if let paper { try describe(paper, in: &document) }
      if let standing = rooms.first { try relate(actor, to: standing, rooms, paper, in: &document) }
    case .venue, .topic:
      let kind = actor.kind == .venue ? "Venue" : "Topic"
      document.summary = "<p>\(kind): \(Self.escaped(actor.displayName)). Follow to hear of every summary of its papers.</p>"
      document.summaries = document.outbox
    case .person, .community, .service:
      document.summary = actor.bioHTML.isEmpty ? nil : actor.bioHTML
    }
    if actor.kind != .instance {
      document.featured = try id.appending("/featured")
      document.indexable = true
    }
    // Pages here may name the person as their author (federation.md 2.1).
    if actor.kind == .person {
      document.attributionDomains = [origin.authority]
      document.alsoKnownAs = try await store.read { try $0.aliases(of: actor.id) }.compactMap { IRI($0) }
    }
    if actor.kind.isRoom {
      document.moderators = try id.appending("/moderators")
      document.postingRestrictedToMods = actor.kind != .community
      document.sensitive = false
    }
    return document
  }

  /// The wire's term for what a paper is (DESIGN 5.1); the identifiers in it are how other servers know the paper.
  package func document(of paper: PaperRow) throws -> PaperDocument {
    var document = PaperDocument(id: try IRI(parsing: addresses.actor(.paper, paper.name)), name: paper.title)
    for identifier in paper.identifiers {
      switch identifier.scheme {
      case .doi: document.doi = document.doi ?? identifier.value
      case .arxiv: document.arxivId = document.arxivId ?? identifier.value
      case .dblp: document.dblpKey = document.dblpKey ?? identifier.value
      case .openreview: document.openreviewId = document.openreviewId ?? identifier.value
      case .pmid: document.pmid = document.pmid ?? identifier.value
      case .pmcid: document.pmcid = document.pmcid ?? identifier.value
      case .acl: document.aclId = document.aclId ?? identifier.value
      case .isbn: document.isbn.append(identifier.value)
      case .url: break
      }
    }
    document.sameAs = paper.identifiers.compactMap { IRI($0.url) }
    document.authors = paper.authors.map { PaperAuthorDocument(name: $0) }
    document.venue = paper.venueName.map { PaperVenueDocument(name: $0) }
    document.year = paper.year
    return document
  }

  private func describe(_ paper: PaperRow, in document: inout ActorDocument) throws {
    let place = [paper.year.map(String.init), paper.venueName].compactMap(\.self).joined(separator: ", ")
    let kind = place.isEmpty ? "Paper." : "Paper (\(Self.escaped(place)))."
    let link = paper.bestIdentifier.map { identifier in
      " <a href=\"\(Self.escaped(identifier.url))\">\(Self.escaped(identifier.canonical))</a>"
    }
    document.summary = "<p>\(kind) Follow to receive every summary.\(link ?? "")</p>"
    document.paper = try self.document(of: paper)
    document.paper?.id = nil
    document.summaries = document.outbox
  }

  /// The room of a paper that was merged names that of the other as where it moved, which names it in turn: the same paper is met in
  /// both, and nobody who follows the former needs to do anything (`decisions/merging.md`).
  private func relate(
    _ actor: ActorRow, to standing: ActorRow, _ rooms: [ActorRow], _ paper: PaperRow?, in document: inout ActorDocument
  ) throws {
    guard standing.id != actor.id else {
      document.alsoKnownAs = rooms.dropFirst().prefix(DocumentLimits.aliases).compactMap { IRI($0.uri.text) }
      return
    }
    document.movedTo = IRI(standing.uri.text)
    let page = paper?.bestIdentifier.map { addresses.paper($0) } ?? standing.url
    document.summary =
      "<p>The same paper as <a href=\"\(Self.escaped(page))\">@\(standing.name)@\(origin.authority)</a>, whose summaries are "
      + "announced here, too.</p>"
  }

  /// Only the newest RSA key stands in `publicKey`, since Lemmy and GoToSocial take one; a former Ed25519 key stays beside the
  /// new one for a while, since proofs made with it travel (federation.md 1.4).
  private static func add(_ keys: OpenKeys, of actor: ActorRow, to document: inout ActorDocument) throws {
    document.publicKeys = [
      PublicKeyDocument(
        id: try IRI(parsing: keys.mainKeyID(of: actor)), owner: document.id, publicKeyPem: keys.rsa.publicKey.pem)
    ]
    document.assertionMethod = [
      MultikeyDocument(
        id: try IRI(parsing: keys.proofKeyID(of: actor)), controller: document.id,
        publicKeyMultibase: keys.ed25519.publicKey.multikey)
    ]
    if let former = keys.formerProof {
      document.assertionMethod.append(
        MultikeyDocument(
          id: try IRI(parsing: "\(actor.uri.text)#\(former.name)"), controller: document.id,
          publicKeyMultibase: former.multikey))
    }
    document.implements = [
      LinkDocument(
        href: try IRI(parsing: "https://datatracker.ietf.org/doc/html/rfc9421"), name: "RFC-9421: HTTP Message Signatures")
    ]
  }

  private static func type(of kind: ActorKind) -> ActorType {
    switch kind {
    case .person: .person
    case .instance: .application
    case .service: .service
    case .paper, .venue, .topic, .community: .group
    }
  }

  static func escaped(_ text: String) -> String {
    var out = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }
}
