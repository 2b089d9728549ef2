import Domain
import JSON
import Store
import TestSupport
import Testing

@testable import Inbox

@Suite("Activities as each peer sends them")
struct PeerShapeTests {
  /// A scene with an actor of one peer under the id that its samples use.
  private static func use(
    _ host: String, _ path: String, type: String = "Person",
    _ body: @Sendable @escaping (InboxScene, Stranger, @Sendable @escaping (String) throws -> JSONValue) async throws -> Void
  ) async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let sender = try scene.stranger(path, at: host, type: type)
      let origin = sender.origin
      try await body(scene, sender) { try Samples.json($0, [("\(host).example", origin)]) }
    }
  }

  /// Those who boost, and those who do not besides.
  static let people = [
    ("mastodon", "/users/eve"), ("gotosocial", "/users/gil"), ("misskey", "/users/9abcdefgh0"), ("bookwyrm", "/user/bea"),
  ]
  static let everybody = people + [("piefed", "/u/pia")]

  @Test("A reply of each microblog is a comment on the summary, told to its author once", arguments: everybody)
  func create(_ host: String, _ path: String) async throws {
    try await Self.use(host, path) { scene, sender, sample in
      let create = try sample("\(host)/create.json")
      try await scene.receive(create, by: sender)
      let uri = try #require(create["object"]?["id"]?.string)
      let post = try #require(try await scene.find(uri))
      #expect(post.kind == .reply)
      #expect(post.visibility == .public)
      #expect(post.parentID == RowID(117_648_182_476_800_001))
      // What sanitising left as it is is kept once.
      #expect((post.rawHTML ?? post.html) == create["object"]?["content"]?.string)
      #expect(try await scene.find(Words.summary)?.replies == 1)
      let ada = try await scene.actor(Words.ada)
      let told = try await scene.store.read { try $0.notifications(of: ada.id, limit: 10) }
      #expect(told.map(\.kind) == [.reply])
      #expect(try await scene.store.read { try $0.recipients(of: post.id) }.map(\.id) == [ada.id])
    }
  }

  @Test("Follow, its repetition and its Undo of each peer", arguments: everybody)
  func follow(_ host: String, _ path: String) async throws {
    try await Self.use(host, path) { scene, sender, sample in
      let (follow, undo) = (try sample("\(host)/follow.json"), try sample("\(host)/undo_follow.json"))
      let wanted = try #require(follow["object"]?.string)
      let target = try await scene.actor(wanted)
      try await scene.receive(follow, by: sender)
      try await scene.receive(follow, by: sender)
      #expect(try await scene.store.read { try $0.followerCount(of: target.id) } == 1)
      let accepts = try await scene.house.activities().filter { $0.type == "Accept" }
      #expect(accepts.count == 2)
      #expect(accepts.last?.document["object"]?["id"]?.string == follow["id"]?.string)
      #expect(accepts.last?.actor == target.uri.text)
      try await scene.receive(undo, by: sender)
      let follower = try await scene.actor(sender.id)
      let inner = undo["object"]?["object"]?.string.flatMap { try? ResourceID(parsing: $0) }
      let undone = try #require(inner)
      let undoneTarget = try await scene.actor(undone.text)
      #expect(try await scene.store.read { try $0.follow(from: follower.id, to: undoneTarget.id) } == nil)
    }
  }

  @Test("A Like of each peer is one vote", arguments: everybody + [("lemmy", "/u/lea")])
  func like(_ host: String, _ path: String) async throws {
    try await Self.use(host, path) { scene, sender, sample in
      try await scene.receive(try sample("\(host)/like.json"), by: sender)
      #expect(try await scene.find(Words.summary)?.likes == 1)
    }
  }

  @Test("Misskey's reaction is a vote")
  func reaction() async throws {
    try await Self.use("misskey", "/users/9abcdefgh0") { scene, sender, sample in
      try await scene.receive(try sample("misskey/like_reaction.json"), by: sender)
      #expect(try await scene.find(Words.summary)?.likes == 1)
    }
  }

  @Test("Lemmy's Dislike is a vote against, and its Undo names a vote of another id")
  func lemmyVotes() async throws {
    try await Self.use("lemmy", "/u/lea") { scene, sender, sample in
      try await scene.receive(try sample("lemmy/dislike.json"), by: sender)
      #expect(try await scene.find(Words.summary)?.dislikes == 1)
      try await scene.receive(try sample("lemmy/undo_dislike.json"), by: sender)
      #expect(try await scene.find(Words.summary)?.dislikes == 0)
      let sent = try sample("lemmy/like.json")
      var like = try #require(sent.object)
      like["id"] = .string(sender.origin + "/activities/like/another")
      try await scene.receive(.object(like), by: sender)
      try await scene.receive(try sample("lemmy/undo_like.json"), by: sender)
      #expect(try await scene.find(Words.summary)?.likes == 0)
    }
  }

  @Test("BookWyrm's key id has a slash that its actor's id has not, and the key is found all the same")
  func bookWyrmKey() async throws {
    try await Self.use("bookwyrm", "/user/bea") { scene, bea, sample in
      let keyID = bea.id + "/#main-key"
      var document = try #require(bea.document().object)
      document["publicKey"] = [
        "id": .string(keyID), "owner": .string(bea.id), "publicKeyPem": .string(bea.key.publicKey.pem),
      ]
      scene.web.publish(.object(document))
      // Its server shows the actor under both spellings.
      scene.web.publish(.object(document), at: bea.id + "/")
      let body = try sample("bookwyrm/like.json").serialized()
      let fields = try scene.sign(body, by: bea, keyID: keyID)
      #expect(try await scene.post(body, fields: fields, to: "/inbox").status == 202)
      await scene.service.drain()
      #expect(try await scene.find(Words.summary)?.likes == 1)
    }
  }

  @Test("BookWyrm's review and PieFed's page are read as articles; votes of PieFed count, and its Undo takes them back")
  func articlesAndVotes() async throws {
    try await Self.use("piefed", "/u/pia") { scene, pia, sample in
      try await scene.receive(try sample("piefed/dislike.json"), by: pia)
      #expect(try await scene.find(Words.summary)?.dislikes == 1)
      try await scene.receive(try sample("piefed/like.json"), by: pia)
      #expect(try await scene.find(Words.summary).map { [$0.likes, $0.dislikes] } == [1, 0])
      try await scene.receive(try sample("piefed/undo_like.json"), by: pia)
      #expect(try await scene.find(Words.summary).map { [$0.likes, $0.dislikes] } == [0, 0])
      try await scene.receive(try sample("piefed/create_page.json"), by: pia)
      let page = try #require(try await scene.find(pia.origin + "/post/30"))
      #expect(page.kind == .summary && page.title == "Attention, once more" && page.source == "Read section 3.")
    }
    try await Self.use("bookwyrm", "/user/bea") { scene, bea, sample in
      let ada = try await scene.actor(Words.ada)
      try await scene.receive(try sample("bookwyrm/follow.json"), by: bea)
      try await scene.house.follow(try await scene.actor(bea.id), by: ada)
      let review = try sample("bookwyrm/review.json")
      try await scene.receive(bea.activity("Create", review, to: [Words.everybody]), by: bea)
      let post = try #require(try await scene.find(bea.id + "/review/13"))
      #expect(post.kind == .note && post.title == "Review of \"A book\" (4 stars): Dense")
    }
  }

  @Test("A boost of a summary is a share, told to its author", arguments: people)
  func announce(_ host: String, _ path: String) async throws {
    try await Self.use(host, path) { scene, sender, sample in
      try await scene.receive(try sample("\(host)/announce.json"), by: sender)
      #expect(try await scene.find(Words.summary)?.shares == 1)
      let ada = try await scene.actor(Words.ada)
      #expect(try await scene.store.read { try $0.notifications(of: ada.id, limit: 10) }.map(\.kind) == [.share])
    }
  }

  @Test("A deleted note goes, and a deleted person with all that is theirs", arguments: everybody)
  func delete(_ host: String, _ path: String) async throws {
    try await Self.use(host, path) { scene, sender, sample in
      let create = try sample("\(host)/create.json")
      let uri = try #require(create["object"]?["id"]?.string)
      try await scene.receive(create, by: sender)
      try await scene.receive(try sample("\(host)/delete_note.json"), by: sender)
      #expect(try await scene.find(uri) == nil)
      try await scene.receive(try sample("\(host)/like.json"), by: sender)
      try await scene.receive(try sample("\(host)/delete_person.json"), by: sender)
      #expect(try await scene.find(Words.summary)?.likes == 0)
      #expect(try await scene.actor(sender.id).state == .deleted)
      let gone = try await scene.actor(sender.id)
      #expect(try await scene.store.read { try $0.keys(of: gone.id) }.isEmpty)
    }
  }

  @Test("Lemmy's Page in a paper's room is a summary of that paper, with its Markdown, and the room passes it on")
  func lemmyPage() async throws {
    try await InboxScene.use { scene in
      let (_, paper) = try await scene.adaAndHerSummary()
      let lea = try scene.stranger("/u/lea", at: "lemmy")
      let room = try await scene.house.room(of: paper)
      let follower = try await scene.house.remote("fan", at: scene.peers.origin("fan"))
      try await scene.house.follow(room, by: follower)
      let create = try Samples.json(
        "lemmy/create_page.json", [("lemmy.example/c/papers", Words.room), ("lemmy.example", lea.origin)])
      try await scene.receive(create, by: lea)
      let post = try #require(try await scene.find(lea.origin + "/post/7"))
      #expect(post.kind == .summary)
      #expect(post.paperID == paper.id)
      #expect(post.title == "A paper worth reading")
      #expect(post.source == "Read it for the appendix.")
      #expect(post.tldr == "Read it for the appendix.")
      #expect(post.isAnnounced)
      let announced = try await scene.house.activities().filter { $0.type == "Announce" && $0.actor == room.uri.text }
      #expect(announced.count == 2)
      #expect(announced.first?.document["object"] == create)
      #expect(announced.last?.document["object"]?.string == lea.origin + "/post/7")
    }
  }

  @Test("What Lemmy's community passes on is fetched from its origin, and its votes are passed over")
  func lemmyAnnounce() async throws {
    try await InboxScene.use { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let group = try scene.stranger("/c/papers", at: "lemmy", type: "Group")
      let lea = try scene.stranger("/u/lea", at: "lemmy", key: 1)
      let hosts = [("lemmy.example", lea.origin)]
      let wrapper = try Samples.json("lemmy/announce_create_page.json", hosts)
      // Nobody here follows the community: nothing is asked for.
      try await scene.receive(wrapper, by: group)
      #expect(try await scene.find(lea.origin + "/post/7") == nil)
      #expect(scene.peers.requests.allSatisfy { $0.path != "/post/7" })
      try await scene.house.follow(try await scene.actor(group.id), by: ada)
      scene.web.publish(try Samples.json("lemmy/page.json", hosts))
      try await scene.receive(wrapper, by: group)
      let post = try #require(try await scene.find(lea.origin + "/post/7"))
      #expect(post.kind == .note)
      #expect(try await scene.store.read { try $0.homeTimeline(of: ada.id, limit: 5) }.map(\.post.post.id).contains(post.id))
      let likes = try Samples.json("lemmy/announce_like.json", hosts)
      try await scene.receive(likes, by: group)
      #expect(try await scene.outcome(of: likes) == "done")
      #expect(try await scene.find(lea.origin + "/post/7")?.likes == 0)
    }
  }

  @Test(
    "What is not acted upon is taken and has no effect",
    arguments: [
      ("mastodon", "block.json"), ("mastodon", "flag.json"), ("mastodon", "move.json"), ("mastodon", "add_featured.json"),
      ("lemmy", "add_moderator.json"), ("lemmy", "block.json"), ("lemmy", "lock.json"), ("lemmy", "flag.json"),
      ("misskey", "flag.json"), ("gotosocial", "block.json"),
    ])
  func ignored(_ host: String, _ name: String) async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let activity = try Samples.json("\(host)/\(name)", [("\(host).example", scene.peers.origin(host))])
      let actor = try #require(activity["actor"]?.string)
      let sender = try scene.stranger(String(actor.dropFirst(scene.peers.origin(host).count)), at: host)
      #expect(sender.id == actor)
      try await scene.receive(sender.activity("Like", .string(Words.summary)), by: sender)
      let tables: Set<String> = ["inbox_body", "inbox_item", "inbox_sender"]
      let before = try await scene.digest(without: tables)
      try await scene.receive(activity, by: sender)
      #expect(try await scene.digest(without: tables) == before)
      // Mastodon gives no id to some of them.
      #expect(try await scene.house.count("inbox_item WHERE state = 'done'") == 2)
    }
  }

  @Test("A type nobody knows is taken and has no effect")
  func unknown() async throws {
    try await InboxScene.use { scene in
      try await scene.adaAndHerSummary()
      let eve = try scene.stranger("/users/eve", at: "mastodon")
      let listen = eve.activity("Listen", .string(Words.summary))
      try await scene.receive(listen, by: eve)
      #expect(try await scene.outcome(of: listen) == "done")
    }
  }
}
