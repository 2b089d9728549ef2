import Domain
import JSON
import Store
import TestSupport
import Testing

@testable import Inbox

@Suite("Papers and their rooms across servers")
struct PaperTests {
  /// A summary as another Scholion sends it, of a paper with these terms.
  private static func create(
    by mo: Stranger, _ name: String = "1", _ terms: JSONObject = ["arxivId": "1706.03762"], room: String? = nil
  ) -> JSONValue {
    var paper: JSONObject = [
      "type": "ScholarlyArticle", "name": "Some paper", "authors": [["type": "PaperAuthor", "name": "A. Author"]], "year": 2020,
    ]
    for (key, value) in terms.members { paper[key] = value }
    let article: JSONValue = [
      "id": .string("\(mo.origin)/s/\(name)"), "type": "Article", "attributedTo": .string(mo.id), "name": "A summary",
      "summary": "<p>In <b>short</b></p>", "content": "<p>At length.</p>",
      "source": ["content": "At length.", "mediaType": "text/markdown"], "published": "2026-11-20T09:00:00Z",
      "to": .array([.string(Words.everybody)] + (room.map { [.string($0)] } ?? [])), "cc": [.string(mo.followers)],
      "paper": .object(paper),
    ]
    return mo.activity("Create", article, to: [Words.everybody])
  }

  @Test("Another Scholion's summary meets the paper by its identifiers, and changes nothing of it")
  func meeting() async throws {
    try await InboxScene.use { scene in
      let (_, paper) = try await scene.adaAndHerSummary()
      let mo = try scene.stranger("/users/mo", at: "scholia")
      let create = try Samples.json("scholion-peer/create.json", [("scholia.example", mo.origin)])
      let uri = try #require(create["object"]?["id"]?.string)
      try await scene.receive(create, by: mo)
      let post = try #require(try await scene.find(uri))
      #expect(post.kind == .summary)
      #expect(post.paperID == paper.id)
      #expect(post.tldr.hasPrefix("Attention alone is enough"))
      #expect(post.source?.hasPrefix("The model drops recurrence") == true)
      #expect(post.language == "en")
      #expect(try await scene.store.read { try $0.hashtags(of: post.id) } == ["transformers"])
      #expect(try await scene.store.read { try $0.paper(paper.id) } == paper)
      // Its own room announces it; ours does not.
      #expect(!post.isAnnounced)
      #expect(try await scene.house.activities().allSatisfy { $0.type != "Announce" })
    }
  }

  @Test func `A peer may say for which version of its paper a summary is, and an edit that does not say changes nothing`()
    async throws
  {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let mo = try scene.stranger("/users/mo", at: "scholia")
      let create = Self.create(by: mo, "1", ["arxivId": "1706.03762", "sdo:version": .integer(3)])
      try await scene.receive(create, by: mo)
      #expect(try await scene.find(mo.origin + "/s/1")?.writtenFor == 3)
      var article = try #require(create["object"]?.object)
      for (minute, version, expected) in [(10, nil, 3), (20, 0, 3), (30, 4, 4)] as [(Int, Int64?, Int)] {
        article["updated"] = .string("2026-11-20T09:\(minute):00Z")
        article["paper"] = .object(Self.paper(["arxivId": "1706.03762"], version: version))
        try await scene.receive(mo.activity("Update", .object(article), to: [Words.everybody]), by: mo)
        #expect(try await scene.find(mo.origin + "/s/1")?.writtenFor == expected)
      }
    }
  }

  private static func paper(_ facts: JSONObject, version: Int64?) -> JSONObject {
    var paper = facts
    paper["type"] = "ScholarlyArticle"
    paper["sdo:version"] = version.map { .integer($0) }
    return paper
  }

  @Test("A paper first learned from a peer is unconfirmed, and so many come from one host in a day")
  func learning() async throws {
    try await InboxScene.use { scene in
      let mo = try scene.stranger("/users/mo", at: "scholia")
      var outcomes: [String] = []
      for number in 1...InboxLimits.papersPerDay + 1 {
        let create = Self.create(by: mo, "\(number)", ["doi": .string("10.1000/\(number)")])
        try await scene.receive(create, by: mo)
        outcomes.append(try await scene.outcome(of: create))
      }
      #expect(outcomes.dropLast().allSatisfy { $0 == "done" })
      #expect(outcomes.last == "paper_limit")
      let paper = try await scene.store.read { try $0.paper(try PaperIdentifier(scheme: .doi, value: "10.1000/1")) }
      #expect(paper?.isConfirmed == false)
      #expect(paper?.title == "Some paper")
      #expect(try await scene.house.count("paper") == InboxLimits.papersPerDay)
      scene.house.clock.advance(seconds: 90_000)
      let later = Self.create(by: mo, "later", ["doi": "10.1000/later"])
      try await scene.receive(later, by: mo)
      #expect(try await scene.outcome(of: later) == "done")
    }
  }

  @Test("Identifiers of two papers are refused and shown to moderators; no paper changes")
  func conflict() async throws {
    try await InboxScene.use { scene in
      let (_, paper) = try await scene.adaAndHerSummary()
      let mo = try scene.stranger("/users/mo", at: "scholia")
      try await scene.receive(Self.create(by: mo, "1", ["doi": "10.1000/1"]), by: mo)
      let forged = Self.create(by: mo, "2", ["arxivId": "1706.03762", "doi": "10.1000/1"])
      try await scene.receive(forged, by: mo)
      #expect(try await scene.outcome(of: forged) == "identifier_conflict")
      #expect(try await scene.find(mo.origin + "/s/2") == nil)
      let shown = try await scene.store.read { try $0.identifierConflicts() }
      #expect(shown.map(\.postURI) == [mo.origin + "/s/2"])
      #expect(shown.first?.identifiers == "arxiv:1706.03762 doi:10.1000/1")
      #expect(try await scene.store.read { try $0.paper(paper.id) } == paper)
      let mixed = Self.create(by: mo, "3", ["doi": "10.1000/1"], room: Words.room)
      try await scene.receive(mixed, by: mo)
      #expect(try await scene.outcome(of: mixed) == "identifier_conflict")
    }
  }

  @Test("A summary written to the room of a merged paper stands on the other's page, and the rooms of both announce it")
  func merged() async throws {
    try await InboxScene.use { scene in
      let (_, paper) = try await scene.adaAndHerSummary()
      let draft = PaperDraft(title: "Attention", authors: ["A"], identifiers: ["10.1000/x"])
      let article = try await scene.house.publisher.addPaper(try draft.validated(), source: "local")
      let (room, former) = (try await scene.house.room(of: paper), try await scene.house.room(of: article))
      for (target, name) in [(room, "fan"), (former, "friend")] {
        try await scene.house.follow(target, by: try await scene.house.remote(name, at: scene.peers.origin(name)))
      }
      _ = try await scene.house.publisher.merge(article.id, into: paper.id, by: nil, reason: "One text.")
      let mo = try scene.stranger("/users/mo", at: "scholia")
      try await scene.receive(Self.create(by: mo, "1", ["doi": "10.1000/x"], room: former.uri.text), by: mo)
      let uri = mo.origin + "/s/1"
      #expect(try await scene.find(uri)?.paperID == paper.id)
      let announced = try await scene.house.activities().filter { activity in
        activity.type == "Announce" && activity.document["object"]?.string?.utf8.elementsEqual(uri.utf8) == true
      }
      #expect(Set(announced.map(\.actor)).isSuperset(of: [room.uri.text, former.uri.text]))
      let inboxes = try await scene.house.deliveries().filter { $0.type == "Announce" }.map(\.host)
      #expect(Set(inboxes).count == 2)
    }
  }

  @Test("A claim with one known and one unknown identifier attaches, and adds nothing")
  func extending() async throws {
    try await InboxScene.use { scene in
      let (_, paper) = try await scene.adaAndHerSummary()
      let mo = try scene.stranger("/users/mo", at: "scholia")
      try await scene.receive(Self.create(by: mo, "1", ["arxivId": "1706.03762", "doi": "10.1000/new"]), by: mo)
      #expect(try await scene.find(mo.origin + "/s/1")?.paperID == paper.id)
      #expect(try await scene.store.read { try $0.paper(paper.id) } == paper)
    }
  }

  @Test("A summary addressed to our room is announced by it as it came, once, and so are the comments on it")
  func passing() async throws {
    try await InboxScene.use { scene in
      let (_, paper) = try await scene.adaAndHerSummary()
      let room = try await scene.house.room(of: paper)
      try await scene.house.follow(room, by: try await scene.house.remote("fan", at: scene.peers.origin("fan")))
      let mo = try scene.stranger("/users/mo", at: "scholia")
      let create = Self.create(by: mo, room: Words.room)
      try await scene.receive(create, by: mo)
      let reply = mo.activity("Create", mo.note("r", replyTo: mo.origin + "/s/1"))
      try await scene.receive(reply, by: mo)
      let quiet = mo.activity("Create", mo.note("q", replyTo: mo.origin + "/s/1", to: [mo.followers], cc: [Words.everybody]))
      try await scene.receive(quiet, by: mo)
      try await scene.receive(mo.activity("Create", create["object"] ?? nil), by: mo)
      let announced = try await scene.house.activities().filter { $0.type == "Announce" }.map { $0.document["object"] }
      #expect(
        announced == [
          // The paper's room, then its venue's by id; comments are for the paper's room alone.
          create, .string(mo.origin + "/s/1"), .string(mo.origin + "/s/1"), reply, .string(mo.id + "/r"), .string(mo.id + "/q"),
        ])
      let delete = mo.activity("Delete", .string(mo.id + "/r"))
      try await scene.receive(delete, by: mo)
      #expect(try await scene.house.last("Announce").document["object"] == delete)
    }
  }

  @Test("A room that nobody follows from elsewhere announces summaries, which stand in its outbox, and no comments")
  func silence() async throws {
    try await InboxScene.use { scene in
      let (_, paper) = try await scene.adaAndHerSummary()
      let room = try await scene.house.room(of: paper)
      let mo = try scene.stranger("/users/mo", at: "scholia")
      let create = Self.create(by: mo, room: Words.room)
      try await scene.receive(create, by: mo)
      try await scene.receive(mo.activity("Create", mo.note("r", replyTo: mo.origin + "/s/1")), by: mo)
      #expect(try await scene.find(mo.id + "/r") != nil)
      func announced() async throws -> [JSONValue?] {
        try await scene.house.activities().filter { $0.type == "Announce" }.map { $0.document["object"] }
      }
      #expect(try await announced() == [create, .string(mo.origin + "/s/1")])
      // Who comes later gets what is said from then on.
      try await scene.house.follow(room, by: try await scene.house.remote("fan", at: scene.peers.origin("fan")))
      let later = mo.activity("Create", mo.note("l", replyTo: mo.origin + "/s/1"))
      try await scene.receive(later, by: mo)
      #expect(try await announced().suffix(2) == [later, .string(mo.id + "/l")])
    }
  }

  @Test("Our room comes to follow the room of the same paper elsewhere, and reads once what that one announced")
  func rooms() async throws {
    try await InboxScene.use { scene in
      let (_, paper) = try await scene.adaAndHerSummary()
      let mo = try scene.stranger("/users/mo", at: "scholia")
      let extra: JSONObject = ["paper": ["type": "ScholarlyArticle", "name": "Attention", "arxivId": "1706.03762"]]
      let theirs = try scene.stranger("/papers/arxiv_1706_03762", at: "scholia", type: "Group", key: 1, extra: extra)
      let old = Self.create(by: mo, "old")
      scene.web.publish(old["object"] ?? nil)
      scene.web.publish([
        "id": .string(theirs.id + "/outbox"), "type": "OrderedCollection", "totalItems": 1,
        "first": .string(theirs.id + "/outbox/page/1"),
      ])
      scene.web.publish([
        "id": .string(theirs.id + "/outbox/page/1"), "type": "OrderedCollectionPage",
        "orderedItems": [theirs.activity("Announce", old)],
      ])
      try await scene.receive(Self.create(by: mo, "1", ["arxivId": "1706.03762", "id": .string(theirs.id)]), by: mo)
      try await scene.receive(Self.create(by: mo, "2", ["arxivId": "1706.03762", "id": .string(theirs.id)]), by: mo)
      await scene.service.drain()
      for name in ["old", "1", "2"] { #expect(try await scene.find("\(mo.origin)/s/\(name)")?.paperID == paper.id) }
      let follows = try await scene.house.activities().filter { $0.type == "Follow" }
      #expect(follows.map(\.actor) == [Words.room])
      #expect(follows.first?.document["object"]?.string == theirs.id)
      #expect(try await scene.house.deliveries().map(\.inbox) == [theirs.id + "/inbox"])
      #expect(scene.peers.requests.count { $0.path.hasSuffix("/outbox") } == 1)
      try await scene.receive(theirs.activity("Accept", follows.first?.document ?? nil), by: theirs)
      let (ours, remote) = (try await scene.actor(Words.room), try await scene.actor(theirs.id))
      #expect(try await scene.store.read { try $0.follow(from: ours.id, to: remote.id)?.state } == .accepted)
      // What their room announces now reaches our page; our room does not announce it again.
      let new = Self.create(by: mo, "new")
      scene.web.publish(new["object"] ?? nil)
      try await scene.receive(theirs.activity("Announce", new, to: [Words.everybody]), by: theirs)
      #expect(try await scene.find("\(mo.origin)/s/new")?.paperID == paper.id)
      #expect(try await scene.house.activities().allSatisfy { $0.type != "Announce" })
    }
  }

  @Test("A room whose own document names another paper is not followed")
  func foreignRoom() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let mo = try scene.stranger("/users/mo", at: "scholia")
      let extra: JSONObject = ["paper": ["type": "ScholarlyArticle", "name": "Other", "arxivId": "2001.00001"]]
      let theirs = try scene.stranger("/papers/other", at: "scholia", type: "Group", key: 1, extra: extra)
      try await scene.receive(Self.create(by: mo, "1", ["arxivId": "1706.03762", "id": .string(theirs.id)]), by: mo)
      #expect(try await scene.find("\(mo.origin)/s/1") != nil)
      #expect(try await scene.house.count("follow") == 0)
    }
  }
}
