import Domain
import JSON
import Store
import TestSupport
import Testing

@testable import Inbox

@Suite("Who may change what")
struct OwnershipTests {
  enum Doer: String, CaseIterable, Sendable { case owner, neighbour, stranger }

  private static func doer(_ doer: Doer, _ scene: InboxScene) throws -> Stranger {
    switch doer {
    case .owner: try scene.stranger("/users/eve", at: "mastodon")
    case .neighbour: try scene.stranger("/users/nell", at: "mastodon", key: 1)
    case .stranger: try scene.stranger("/users/mallory", at: "bad", key: 1)
    }
  }

  @Test("Only its author changes a post, with the object written out as anybody's or only named", arguments: Doer.allCases)
  func update(_ who: Doer) async throws {
    for form in 0..<3 {
      try await InboxScene.use { scene in
        try await scene.adaAndHerSummary()
        let eve = try scene.stranger("/users/eve", at: "mastodon")
        try await scene.receive(eve.activity("Create", eve.note("1", "First", replyTo: Words.summary)), by: eve)
        let doer = try Self.doer(who, scene)
        var changed = eve.note("1", "Changed", replyTo: Words.summary, extra: ["updated": "2026-11-20T09:30:00Z"])
        if form == 1, var object = changed.object {
          object["attributedTo"] = .string(doer.id)
          changed = .object(object)
        }
        // What the origin serves stays as it was, unless the author is asked.
        scene.web.publish(who == .owner ? changed : eve.note("1", "First", replyTo: Words.summary))
        let update = doer.activity("Update", form == 2 ? .string(eve.id + "/1") : changed)
        try await scene.receive(update, by: doer)
        #expect(try await scene.find(eve.id + "/1")?.html == (who == .owner ? "<p>Changed</p>" : "<p>First</p>"))
        #expect(try await scene.outcome(of: update) == (who == .owner ? "done" : "not_owner"))
      }
    }
  }

  @Test("Only its author deletes a post; of an unknown post only somebody of its host is believed", arguments: Doer.allCases)
  func delete(_ who: Doer) async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      try await scene.receive(eve.activity("Create", eve.note("1", replyTo: Words.summary)), by: eve)
      let doer = try Self.doer(who, scene)
      let delete = doer.activity("Delete", .string(eve.id + "/1"))
      try await scene.receive(delete, by: doer)
      #expect((try await scene.find(eve.id + "/1") == nil) == (who == .owner))
      #expect(try await scene.outcome(of: delete) == (who == .owner ? "done" : "not_owner"))
      try await scene.receive(doer.activity("Delete", .string(eve.id + "/2")), by: doer)
      try await scene.receive(eve.activity("Create", eve.note("2", replyTo: Words.summary)), by: eve)
      #expect((try await scene.find(eve.id + "/2") == nil) == (who == .owner))
    }
  }

  @Test("A post of ours is deleted and changed by nobody from outside")
  func ours() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let before = try await scene.find(Words.summary)
      let article: JSONValue = [
        "id": .string(Words.summary), "type": "Article", "attributedTo": .string(Words.ada), "content": "<p>Mine</p>",
        "to": [.string(Words.everybody)], "cc": [],
      ]
      for activity in [
        eve.activity("Delete", .string(Words.summary)), eve.activity("Update", article), eve.activity("Create", article),
      ] {
        try await scene.receive(activity, by: eve)
        #expect(try await scene.outcome(of: activity) == "not_owner")
      }
      #expect(try await scene.find(Words.summary) == before)
      #expect(try await scene.house.count("tombstone") == 0)
    }
  }

  @Test(
    "Only who did a thing takes it back", arguments: Doer.allCases, ["Like", "Announce", "Follow"])
  func undo(_ who: Doer, _ type: String) async throws {
    for isNamed in [false, true] {
      try await InboxScene.use { scene in
        try await scene.adaAndHerSummary()
        let eve = try scene.stranger("/users/eve", at: "mastodon")
        let target = type == "Follow" ? Words.ada : Words.summary
        let deed = eve.activity(type, .string(target), id: eve.id + "#deeds/1", to: [Words.everybody])
        try await scene.receive(deed, by: eve)
        let doer = try Self.doer(who, scene)
        let undo = doer.activity("Undo", isNamed ? .string(eve.id + "#deeds/1") : deed)
        try await scene.receive(undo, by: doer)
        let left = try await scene.house.count("vote") + scene.house.count("share") + scene.house.count("follow")
        #expect(left == (who == .owner ? 0 : 1))
        #expect(try await scene.outcome(of: undo) == (who == .owner ? "done" : "not_owner"))
      }
    }
  }

  @Test("Only who is followed accepts or rejects", arguments: Doer.allCases, ["Accept", "Reject"])
  func answer(_ who: Doer, _ type: String) async throws {
    for isNamed in [false, true] {
      try await InboxScene.use { scene in
        let (ada, _) = try await scene.adaAndHerSummary()
        let eve = try scene.stranger("/users/eve", at: "mastodon")
        try await scene.receive(eve.activity("Like", .string(Words.summary)), by: eve)
        let target = try await scene.actor(eve.id)
        try await scene.house.publisher.follow(target, by: ada)
        let follow = try await scene.house.last("Follow")
        let doer = try Self.doer(who, scene)
        let answer = doer.activity(type, isNamed ? .string(follow.uri) : follow.document)
        try await scene.receive(answer, by: doer)
        let state = try await scene.store.read { try $0.follow(from: ada.id, to: target.id)?.state }
        #expect(state == (who == .owner ? type == "Accept" ? .accepted : .rejected : .pending))
        #expect(try await scene.outcome(of: answer) == (who == .owner ? "done" : "not_owner"))
      }
    }
  }

  @Test("Only the actor itself changes its profile", arguments: Doer.allCases)
  func profile(_ who: Doer) async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      try await scene.receive(eve.activity("Like", .string(Words.summary)), by: eve)
      let doer = try Self.doer(who, scene)
      let update = doer.activity(
        "Update", eve.document(extra: ["name": "Eve the Second", "summary": "<p>x<script>1</script></p>"]))
      try await scene.receive(update, by: doer)
      let row = try await scene.actor(eve.id)
      #expect(row.displayName == (who == .owner ? "Eve the Second" : "eve"))
      #expect(row.bioHTML == (who == .owner ? "<p>x</p>" : ""))
    }
  }

  @Test(
    "A Create of a post by somebody else is refused, on the same host and on another", arguments: [Doer.neighbour, .stranger])
  func create(_ who: Doer) async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let doer = try Self.doer(who, scene)
      let create = doer.activity("Create", eve.note("1", replyTo: Words.summary))
      try await scene.receive(create, by: doer)
      #expect(try await scene.outcome(of: create) == "not_owner")
      #expect(try await scene.find(eve.id + "/1") == nil)
    }
  }

  @Test("Who is suspended, and whose host is blocked after the door, does nothing", arguments: ["suspended", "blocked"])
  func standing(_ state: String) async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      try await scene.receive(eve.activity("Create", eve.note("1", replyTo: Words.summary)), by: eve)
      let id = try await scene.actor(eve.id).id
      let deeds = [
        eve.activity("Like", .string(Words.summary)), eve.activity("Create", eve.note("2", replyTo: Words.summary)),
        eve.activity("Update", eve.note("1", "New", extra: ["updated": "2026-11-20T09:30:00Z"])),
        eve.activity("Follow", .string(Words.ada)), eve.activity("Announce", .string(Words.summary)),
        eve.activity("Delete", .string(eve.id + "/1")), eve.activity("Update", eve.document(extra: ["name": "New"])),
      ]
      for deed in deeds { #expect(try await scene.post(deed, by: eve) == 202) }
      try await scene.store.write { transaction in
        if state == "suspended" {
          try transaction.setState(of: id, .suspended)
        } else {
          try transaction.blockHost("mastodon.localhost:\(scene.peers.port)")
        }
      }
      let tables: Set<String> = ["inbox_body", "inbox_item", "inbox_sender"]
      let before = try await scene.digest(without: tables)
      await scene.service.drain()
      #expect(try await scene.digest(without: tables) == before)
      for deed in deeds { #expect(try await scene.outcome(of: deed) == state) }
    }
  }
}
