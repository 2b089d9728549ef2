import JSON
import Testing

@testable import ActivityStreams

extension FixtureDocuments {
  static func collections() throws -> [(String, JSONValue)] {
    let ada = try iri("/users/ada")
    let summary = try iri("/s/\(summaryRow)")
    let followers = try ada.appending("/followers")
    let followersPage = CollectionPageDocument(
      id: try followers.appending("/page/2"), partOf: followers, totalItems: 42,
      prev: try followers.appending("/page/1"),
      items: [
        .id(try iri("https://mastodon.example/users/eve")), .id(try iri("https://gotosocial.example/users/gil")),
      ])
    let repliesPage = CollectionPageDocument(
      id: try summary.appending("/replies/page/1"), isOrdered: false, partOf: try summary.appending("/replies"), totalItems: 1,
      items: [.id(try iri("/n/\(commentRow)"))])
    return [
      ("outbox", try paged(ada.appending("/outbox"), 2, pages: 1).encoded()), ("outbox_page", try outboxPage().encoded()),
      ("followers", try paged(followers, 42, pages: 2).encoded()), ("followers_page", followersPage.encoded()),
      ("replies", try paged(summary.appending("/replies"), 1, pages: 1, isOrdered: false).encoded()),
      ("replies_page", repliesPage.encoded()),
      ("likes", try paged(summary.appending("/likes"), 2, pages: 1, isOrdered: false).encoded()),
      ("shares", try paged(summary.appending("/shares"), 1, pages: 1, isOrdered: false).encoded()),
      ("context_collection", try discussion().encoded()),
      ("context_collection_page", try discussionPage().encoded()),
      ("featured", CollectionDocument(id: try ada.appending("/featured"), totalItems: 0).encoded()),
      (
        "moderators",
        CollectionDocument(
          id: try iri("/papers/arxiv_1706_03762/moderators"), totalItems: 1, items: [.id(try iri("/users/mod"))]
        ).encoded()
      ),
    ]
  }

  private static func paged(_ id: IRI, _ total: Int, pages: Int, isOrdered: Bool = true) throws -> CollectionDocument {
    CollectionDocument(
      id: id, isOrdered: isOrdered, totalItems: total, first: .id(try id.appending("/page/1")),
      last: try id.appending("/page/\(pages)"))
  }

  private static func discussion() throws -> CollectionDocument {
    var discussion = try paged(iri("/contexts/\(summaryRow)"), 2, pages: 1)
    discussion.attributedTo = try iri("/users/ada")
    return discussion
  }

  private static func discussionPage() throws -> CollectionPageDocument {
    let id = try iri("/contexts/\(summaryRow)")
    return CollectionPageDocument(
      id: try id.appending("/page/1"), partOf: id, totalItems: 2,
      items: [.id(try iri("/s/\(summaryRow)")), .id(try iri("/n/\(commentRow)"))])
  }

  private static func outboxPage() throws -> CollectionPageDocument {
    let outbox = try iri("/users/ada/outbox")
    let boost = try done(
      44, .announce, by: "/users/ada", .id(try iri("https://lemmy.example/post/7")), to: [.publicCollection],
      cc: [try iri("/users/ada/followers")], at: "10:50:00")
    var create = try create()
    create.proof = nil
    return CollectionPageDocument(
      id: try outbox.appending("/page/1"), partOf: outbox, totalItems: 2, items: [.activity(boost), .activity(create)])
  }

  static func discovery() throws -> [(String, JSONValue)] {
    let ada = try iri("/users/ada")
    let finger = WebFingerDocument(
      subject: "acct:ada@papers.example", aliases: ["\(origin)/@ada", ada.text],
      links: [
        WebFingerLink(rel: WebFingerLink.profilePage, type: "text/html", href: try iri("/@ada")),
        WebFingerLink(rel: "self", type: "application/activity+json", href: ada, actorType: .person),
        WebFingerLink(rel: WebFingerLink.subscribe, template: "\(origin)/authorize_interaction?uri={uri}"),
        WebFingerLink(rel: WebFingerLink.objectIntent, template: "\(origin)/authorize_interaction?uri={object}"),
      ])
    return [
      ("webfinger", finger.encoded()), ("host_meta", HostMetaDocument(origin: origin).encoded()),
      ("nodeinfo_wellknown", try NodeInfoIndexDocument(origin: iri(origin)).encoded()),
      ("nodeinfo_2.0", try nodeInfo(.schema20).encoded()), ("nodeinfo_2.1", try nodeInfo(.schema21).encoded()),
    ]
  }

  static func nodeInfo(_ version: NodeInfoDocument.Version) throws -> NodeInfoDocument {
    var info = NodeInfoDocument(version: version, softwareName: "scholion", softwareVersion: "0.1.0")
    info.usage = NodeInfoDocument.Usage(
      users: 3, activeHalfyear: 3, activeMonth: 2, localPosts: 10, localComments: 4)
    info.metadata = [
      NodeInfoEntry(name: "nodeName", text: "papers.example"),
      NodeInfoEntry(name: "nodeDescription", text: "Summaries of scientific papers"),
    ]
    return info
  }
}
