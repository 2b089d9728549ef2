import JSON
import Testing

@testable import ActivityStreams

extension FixtureDocuments {
  static func collections() throws -> [(String, JSONValue)] {
    let ada = try iri("/users/ada")
    let summary = try iri("/s/\(summaryRow)")
    let followers = try ada.appending("/followers")
    let followersPage = CollectionPageDocument(
      id: try followers.appending("/page/2"), partOf: followers, totalItems: 102,
      prev: try followers.appending("/page/1"),
      items: [
        .id(try iri("https://mastodon.example/users/eve")), .id(try iri("https://gotosocial.example/users/gil")),
      ])
    let replies = try replies(to: summary, [try iri("/n/\(commentRow)")])
    return [
      ("outbox", try paged(ada.appending("/outbox"), 2).encoded()), ("outbox_page", try outboxPage().encoded()),
      ("followers", try paged(followers, 102).encoded()), ("followers_page", followersPage.encoded()),
      ("replies", replies.encoded()), ("replies_page", try #require(replies.first?.document).encoded()),
      ("likes", try counted(summary.appending("/likes"), 2).encoded()),
      ("shares", try counted(summary.appending("/shares"), 1).encoded()),
      ("context_collection", try discussion().encoded()),
      ("context_collection_page", try #require(discussion().first?.document).encoded()),
      (
        "featured",
        CollectionDocument(id: try ada.appending("/featured"), totalItems: 1, items: [.id(summary)]).encoded()
      ),
      ("moderators", CollectionDocument(id: try iri("/c/ml/moderators"), totalItems: 1, items: [.id(ada)]).encoded()),
    ]
  }

  private static func paged(_ id: IRI, _ total: Int) throws -> CollectionDocument {
    CollectionDocument(id: id, totalItems: total, first: .id(try id.appending("/page/1")))
  }

  private static func counted(_ id: IRI, _ total: Int) -> CollectionDocument {
    CollectionDocument(id: id, isOrdered: false, totalItems: total)
  }

  private static func discussion() throws -> CollectionDocument {
    let id = try iri("/contexts/\(summaryRow)")
    let page = CollectionPageDocument(
      id: try id.appending("/page/1"), partOf: id,
      items: [.id(try iri("/s/\(summaryRow)")), .id(try iri("/n/\(commentRow)"))])
    return CollectionDocument(id: id, totalItems: 2, first: .embedded(page), attributedTo: try iri("/users/ada"))
  }

  private static func outboxPage() throws -> CollectionPageDocument {
    let outbox = try iri("/users/ada/outbox")
    let boost = try done(
      44, .announce, by: "/users/ada", .id(try iri("https://lemmy.example/post/7")), to: [.publicCollection],
      cc: [try iri("/users/ada/followers")], at: "10:50:00")
    return CollectionPageDocument(
      id: try outbox.appending("/page/1"), partOf: outbox, totalItems: 2, items: [.activity(boost), .activity(try create())])
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
    info.repository = try iri("https://scholion.example/source")
    info.homepage = try iri("https://scholion.example/")
    info.outbound = ["atom1.0", "rss2.0"]
    info.usage = NodeInfoDocument.Usage(
      users: 3, activeHalfyear: 3, activeMonth: 2, localPosts: 10, localComments: 4)
    info.metadata = [
      NodeInfoEntry(name: "nodeName", text: "Papers"),
      NodeInfoEntry(name: "nodeDescription", text: "Summaries of papers"),
    ]
    return info
  }
}
