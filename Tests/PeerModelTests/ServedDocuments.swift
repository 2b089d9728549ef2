import Actors
import Domain
import JSON
import Outbox
import Store
import TestSupport

extension DocumentRun {
  /// What peers fetch.
  func served() async throws -> [OurDocument] {
    let quiet = try await quietPost()
    let first = try await house.store.read { try $0.posts(by: ada.id, seenBy: nil, limit: 9) }.last
    let reply = try await house.store.read { try $0.posts(by: bob.id, kinds: [.reply], seenBy: nil, limit: 9) }.first
    guard let post = first?.post, let note = reply?.post else { throw TestFault("nothing was published") }
    let wanted: [(String, String, [(Role, String)])] = [
      ("article_edited", path(post.uri.text), [(.article, "")]), ("article_unlisted", path(quiet.uri.text), [(.article, "")]),
      ("reply", path(note.uri.text), [(.note, "")]),
      ("replies", path(post.uri.text) + "/replies", [(.counted, "")]),
      ("replies_page", path(post.uri.text) + "/replies/page/1", [(.itemsPage, "")]),
      ("likes", path(post.uri.text) + "/likes", [(.counted, "")]), ("shares", path(post.uri.text) + "/shares", [(.counted, "")]),
      ("context_collection", path(post.contextURI ?? ""), [(.pagedCollection, ""), (.thread, "")]),
      ("context_collection_page", path(post.contextURI ?? "") + "/page/1", [(.page, "")]),
    ]
    return try await fetched(wanted + actors() + discovery())
  }

  private func actors() -> [(String, String, [(Role, String)])] {
    let room = "/papers/arxiv_1706_03762"
    return [
      ("person", "/users/ada", [(.person, "")]), ("instance_actor", "/actor", [(.application, "")]),
      ("paper_actor", room, [(.room, "")]), ("outbox", "/users/ada/outbox", [(.pagedCollection, "")]),
      ("outbox_page", "/users/ada/outbox/page/1", [(.page, ""), (.article, "orderedItems[1].object")]),
      ("room_outbox", room + "/outbox", [(.pagedCollection, ""), (.roomOutbox, "")]),
      ("room_outbox_page", room + "/outbox/page/1", [(.page, "")]),
      ("followers", "/users/ada/followers", [(.pagedCollection, "")]),
      ("followers_page", "/users/ada/followers/page/2", [(.page, "")]),
      ("room_followers", room + "/followers", [(.pagedCollection, "")]),
      ("following", "/users/ada/following", [(.pagedCollection, "")]), ("featured", "/users/ada/featured", [(.list, "")]),
      ("room_featured", room + "/featured", [(.list, "")]), ("moderators", room + "/moderators", [(.list, "")]),
    ]
  }

  private func discovery() -> [(String, String, [(Role, String)])] {
    let finger = "/.well-known/webfinger?resource=acct:"
    return [
      ("webfinger", finger + "ada@papers.example", [(.webFinger, "")]),
      ("webfinger_room", finger + "arxiv_1706_03762@papers.example", [(.webFinger, "")]),
      ("webfinger_instance", finger + "papers.example@papers.example", [(.webFinger, "")]),
      ("host_meta", "/.well-known/host-meta.json", [(.hostMeta, "")]),
      ("nodeinfo_wellknown", "/.well-known/nodeinfo", [(.nodeInfoIndex, "")]),
      ("nodeinfo_2.0", "/nodeinfo/2.0", [(.nodeInfo20, "")]), ("nodeinfo_2.1", "/nodeinfo/2.1", [(.nodeInfo21, "")]),
    ]
  }

  /// The end of it.
  func ending() async throws -> [OurDocument] {
    let first = try await house.store.read { try $0.posts(by: ada.id, seenBy: nil, limit: 9) }.last
    guard let post = first?.post else { throw TestFault("nothing was published") }
    try await house.publisher.delete(post: post.id, by: ada)
    let delete = try await house.last("Delete").document
    let announce = try await house.last("Announce").document
    return [
      OurDocument("delete", delete, [(.delete, "")]),
      OurDocument("announce_1b12_delete", announce, [(.wrappedAnnounce, ""), (.delete, "object")]),
    ] + (try await fetched([("tombstone", path(post.uri.text), [(.tombstone, "")])]))
  }

  /// A second summary of the paper, for those who look at it by its address.
  private func quietPost() async throws -> PostRow {
    try await house.publisher.publish(
      SummaryDraft(
        body: "Everything looks at everything, says @ada. #attention", visibility: .unlisted, language: "en",
        licence: .attribution),
      of: paper, by: bob)
  }

  func fetched(_ wanted: [(String, String, [(Role, String)])]) async throws -> [OurDocument] {
    let routes = [
      ObjectRoutes(instance: house.instance).endpoints, ActorRoutes(instance: house.instance).endpoints,
      WellKnownRoutes(instance: house.instance, openRegistrations: false).endpoints,
    ]
    let paths = wanted.map(\.1)
    let answers = try await ServedRoutes.use(routes) { served in
      var answers: [JSONValue] = []
      for path in paths { answers.append(try await served.get(path).json) }
      return answers
    }
    return zip(wanted, answers).map { OurDocument($0.0, $1, $0.2) }
  }

  private func path(_ id: String) -> String { String(id.dropFirst(house.instance.origin.text.count)) }
}
