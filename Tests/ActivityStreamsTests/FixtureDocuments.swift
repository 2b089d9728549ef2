import JSON

@testable import ActivityStreams

/// Our documents with fixed values, built the way the rooms above build them.
enum FixtureDocuments {
  static let origin = "https://papers.example"
  static let summaryRow = "117648182476800001"
  static let unlistedRow = "117648418406400001"
  static let commentRow = "117648418406400002"

  static func iri(_ path: String) throws -> IRI { try IRI(parsing: path.hasPrefix("/") ? origin + path : path) }
  static func activity(_ number: Int) throws -> IRI { try iri("/activities/1176481824768000\(number)") }

  static func everybody() throws -> [(String, JSONValue)] {
    try actors() + objects() + activities() + collections() + discovery()
  }
}

extension FixtureDocuments {
  static func actors() throws -> [(String, JSONValue)] {
    [
      ("person", try person().encoded()), ("instance_actor", try instanceActor().encoded()),
      ("group", try community().encoded()), ("paper_actor", try paperActor().encoded()),
    ]
  }

  static func person() throws -> ActorDocument {
    var actor = try actor("/users/ada", .person, "ada", "Ada L.", "<p>I summarize papers.</p>")
    actor.attributionDomains = ["papers.example"]
    actor.updated = "2026-11-20T10:00:00Z"
    return actor
  }

  static func instanceActor() throws -> ActorDocument {
    try actor("/actor", .application, "papers.example", "papers.example", "<p>The server papers.example itself.</p>")
  }

  static func community() throws -> ActorDocument {
    var actor = try actor("/c/ml", .group, "ml", "Machine Learning", "<p>Summaries of papers on machine learning.</p>")
    actor.source = SourceDocument(content: "Summaries of papers on machine learning.")
    actor.icon = ImageDocument(url: try iri("/media/ml.png"), mediaType: "image/png")
    return actor
  }

  static func paperActor() throws -> ActorDocument {
    let about = """
      <p>Paper (2017, NeurIPS). Follow to receive every summary. \
      <a href="https://arxiv.org/abs/1706.03762">arxiv:1706.03762</a></p>
      """
    var actor = try actor(
      "/papers/arxiv_1706_03762", .group, "arxiv_1706_03762", "Attention Is All You Need", about)
    actor.postingRestrictedToMods = true
    actor.paper = try paper()
    actor.paper?.id = nil
    actor.summaries = actor.outbox
    return actor
  }

  private static func actor(
    _ path: String, _ type: ActorType, _ user: String, _ name: String, _ summary: String
  ) throws -> ActorDocument {
    let id = try iri(path)
    var actor = ActorDocument(id: id, type: type, preferredUsername: user, inbox: try id.appending("/inbox"))
    actor.webfinger = "\(user)@papers.example"
    actor.name = name
    actor.summary = summary
    actor.urls = [LinkDocument(href: try iri("/@\(user)"))]
    actor.outbox = try id.appending("/outbox")
    actor.followers = try id.appending("/followers")
    actor.following = try id.appending("/following")
    actor.sharedInbox = try iri("/inbox")
    actor.manuallyApprovesFollowers = type == .application
    actor.discoverable = type != .application
    actor.published = "2026-11-01T00:00:00Z"
    let pem = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n-----END PUBLIC KEY-----\n"
    actor.publicKeys = [PublicKeyDocument(id: try id.appending("#main-key"), owner: id, publicKeyPem: pem)]
    let multibase = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    actor.assertionMethod = [
      MultikeyDocument(id: try id.appending("#ed25519-key"), controller: id, publicKeyMultibase: multibase)
    ]
    let rfc = try iri("https://datatracker.ietf.org/doc/html/rfc9421")
    actor.implements = [LinkDocument(href: rfc, name: "RFC-9421: HTTP Message Signatures")]
    guard type != .application else { return actor }
    actor.indexable = true
    actor.featured = try id.appending("/featured")
    guard type == .group else { return actor }
    actor.moderators = try id.appending("/moderators")
    actor.postingRestrictedToMods = false
    actor.sensitive = false
    return actor
  }
}
