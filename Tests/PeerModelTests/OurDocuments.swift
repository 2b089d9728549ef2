import ActivityStreams
import Actors
import Domain
import JSON
import Outbox
import Store
import TestSupport

/// What a part of a document is to a peer that reads it.
enum Role: String, Sendable, CaseIterable {
  case person, application, room
  case article, note, question, tombstone
  case create, update, delete, follow, answer, undo, like, dislike, boost, plainAnnounce, wrappedAnnounce
  case pagedCollection, page, thread, list, counted, itemsPage, roomOutbox
  /// A document that stands alone, with terms of its own and without.
  case termed, plain
  case webFinger, hostMeta, nodeInfoIndex, nodeInfo20, nodeInfo21

  static let actors: Set<Role> = [.person, .application, .room]
  static let posts: Set<Role> = [.article, .note, .question]
  static let activities: Set<Role> = [
    .create, .update, .delete, .follow, .answer, .undo, .like, .dislike, .boost, .plainAnnounce, .wrappedAnnounce,
  ]
}

/// One document of ours with the places where each role stands in it.
struct OurDocument: Sendable {
  let name: String
  let value: JSONValue
  /// A role and the path of what plays it; the empty path is the document itself.
  let subjects: [(role: Role, path: String)]

  init(_ name: String, _ value: JSONValue, _ subjects: [(Role, String)]) {
    self.name = name
    self.value = value
    let discovery: Set<Role> = [.webFinger, .hostMeta, .nodeInfoIndex, .nodeInfo20, .nodeInfo21]
    let isDiscovery = subjects.contains { discovery.contains($0.0) }
    let alone: [(Role, String)] = isDiscovery ? [] : [(value["@context"]?.string == nil ? .termed : .plain, "")]
    self.subjects = (subjects + alone).map { (role: $0.0, path: $0.1) }
  }
}

/// Every sort of document we send, made by the code that sends it: published, stored, served over a socket.
actor OurDocuments {
  static let shared = OurDocuments()
  private var made: Task<[OurDocument], any Error>?

  func all() async throws -> [OurDocument] {
    let task = made ?? Task { try await Self.make() }
    made = task
    return try await task.value
  }

  private static func make() async throws -> [OurDocument] {
    let collected = Collected()
    try await TestHouse.use { house in
      let run = try await DocumentRun(house)
      await collected.add(try await run.relations())
      await collected.add(try await run.publishing())
      await collected.add(try await run.served())
      await collected.add(try await run.ending())
    }
    return await collected.documents
  }
}

/// A list that closures add to.
actor Collected {
  private(set) var documents: [OurDocument] = []
  func add(_ more: [OurDocument]) { documents += more }
}

/// One life of a summary with everything that happens to it.
struct DocumentRun {
  let house: TestHouse
  let ada: ActorRow
  let bob: ActorRow
  let eve: ActorRow
  let community: ActorRow
  let paper: PaperRow
  let room: ActorRow

  init(_ house: TestHouse) async throws {
    self.house = house
    _ = try await house.person("mod", role: .moderator)
    ada = try await house.person("ada", displayName: "Ada L.")
    bob = try await house.person("bob")
    eve = try await house.remote("eve", at: "https://mastodon.example")
    community = try await house.remote("papers", at: "https://lemmy.example", kind: .community)
    paper = try await house.paper()
    room = try await house.room(of: paper)
    for number in 0..<45 {
      try await house.follow(ada, by: house.remote("fan\(number)", at: "https://mastodon.example"))
    }
    try await house.follow(room, by: house.remote("liz", at: "https://lemmy.example"))
    try await house.follow(bob, by: eve)
  }

  /// Follow, its answers, its end.
  func relations() async throws -> [OurDocument] {
    try await house.publisher.follow(community, by: ada)
    let follow = try await house.last("Follow").document
    try await house.publisher.unfollow(community, by: ada)
    let undo = try await house.last("Undo").document
    let answerer = FollowAnswerer(instance: house.instance)
    var answers: [OurDocument] = []
    for (isAccepting, target) in [(true, room), (false, ada)] {
      let asked: JSONValue = [
        "id": "https://mastodon.example/users/eve#follows/1", "type": "Follow", "actor": .string(eve.uri.text),
        "object": .string(target.uri.text),
      ]
      try await house.store.write { transaction in
        try answerer.answer(asked, from: eve, to: target, accepting: isAccepting, in: transaction)
      }
      let name = isAccepting ? "Accept" : "Reject"
      answers.append(OurDocument(name.lowercased(), try await house.last(name).document, [(.answer, "")]))
    }
    return answers + [
      OurDocument("follow", follow, [(.follow, "")]), OurDocument("undo_follow", undo, [(.undo, ""), (.follow, "object")]),
    ]
  }

  /// Create, reply, votes, boosts, edits, and what the room makes of them.
  func publishing() async throws -> [OurDocument] {
    let draft = SummaryDraft(
      title: "Summary: Attention Is All You Need", tldr: "Attention alone is enough.",
      body: "It drops recurrence, says @bob: see $QK^T$.\n\n#transformers", language: "en",
      licence: .attribution)
    let post = try await house.publisher.publish(draft, of: paper, by: ada)
    var documents = [
      OurDocument("create", try await house.last("Create").document, [(.create, ""), (.article, "object")]),
      OurDocument(
        "announce_1b12", try await announce(wrapping: "Create"),
        [(.wrappedAnnounce, ""), (.create, "object"), (.article, "object.object")]),
      OurDocument("announce_room", try await house.last("Announce").document, [(.plainAnnounce, "")]),
    ]
    house.clock.advance(seconds: 60)
    _ = try await house.publisher.reply(ReplyDraft(body: "Is the decoder masked?", language: "en"), to: post.id, by: bob)
    documents.append(
      OurDocument("create_reply", try await house.last("Create").document, [(.create, ""), (.note, "object")]))
    _ = try await house.publisher.ask(
      QuestionDraft(title: "Why divide by $d$?", body: "See $d$, @ada.", language: "en"), about: paper, by: bob)
    documents += [
      OurDocument("create_question", try await house.last("Create").document, [(.create, ""), (.question, "object")]),
      OurDocument(
        "announce_1b12_question", try await announce(wrapping: "Create"),
        [(.wrappedAnnounce, ""), (.create, "object"), (.question, "object.object")]),
    ]
    documents += try await reactions(to: post)
    try await house.publisher.share(true, post: post.id, by: ada)
    let path = String(post.uri.text.dropFirst(house.instance.origin.text.count))
    documents += try await fetched([("article", path, [(.article, "")])])
    _ = try await house.publisher.edit(summary: post.id, to: draft, by: ada)
    documents += [
      OurDocument("update", try await house.last("Update").document, [(.update, ""), (.article, "object")]),
      OurDocument(
        "announce_1b12_update", try await announce(wrapping: "Update"),
        [(.wrappedAnnounce, ""), (.update, "object"), (.article, "object.object")]),
    ]
    try await house.publisher.updateProfile(ProfileDraft(displayName: "Ada L.", biography: "I summarize papers."), of: ada)
    documents.append(OurDocument("update_person", try await house.last("Update").document, [(.update, ""), (.person, "object")]))
    return documents
  }

  private func reactions(to post: PostRow) async throws -> [OurDocument] {
    try await house.publisher.vote(.down, on: post.id, by: bob)
    let dislike = try await house.last("Dislike").document
    try await house.publisher.vote(.up, on: post.id, by: bob)
    let like = try await house.last("Like").document
    let announced = try await announce(wrapping: "Like")
    try await house.publisher.share(true, post: post.id, by: bob)
    let boost = try await house.last("Announce", by: bob.uri.text).document
    try await house.publisher.vote(nil, on: post.id, by: bob)
    let undoLike = try await house.last("Undo").document
    try await house.publisher.share(false, post: post.id, by: bob)
    let undoBoost = try await house.last("Undo").document
    // They stand in the collections all the same.
    try await house.publisher.vote(.up, on: post.id, by: bob)
    try await house.publisher.share(true, post: post.id, by: bob)
    return [
      OurDocument("like", like, [(.like, "")]), OurDocument("dislike", dislike, [(.dislike, "")]),
      OurDocument("announce_1b12_like", announced, [(.wrappedAnnounce, ""), (.like, "object")]),
      OurDocument("announce_boost", boost, [(.boost, "")]),
      OurDocument("undo_like", undoLike, [(.undo, ""), (.like, "object")]),
      OurDocument("undo_announce", undoBoost, [(.undo, ""), (.boost, "object")]),
    ]
  }

  /// The room's last announcement of such an activity.
  private func announce(wrapping type: String) async throws -> JSONValue {
    let found = try await house.activities().last { $0.type == "Announce" && $0.document["object"]?["type"]?.string == type }
    guard let found else { throw TestFault("no Announce of \(type)") }
    return found.document
  }
}
