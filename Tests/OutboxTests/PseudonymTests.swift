import ActivityStreams
import Actors
import Domain
import JSON
import Outbox
import Store
import TestSupport
import Testing

@Suite("Pseudonyms")
struct PseudonymTests {
  static let draft = SummaryDraft(title: "Doubts", body: "I doubt *table 3*.", language: "en")

  /// Writes under a pseudonym and lets it go out.
  static func publish(_ house: TestHouse, _ paper: PaperRow, _ person: ActorRow) async throws -> PseudonymousSummary {
    #expect(try await house.publisher.place(draft, for: .pseudonym, of: paper, by: person) == .waiting)
    house.clock.advance(seconds: 7_300)
    #expect(try await house.publisher.publishWaiting() == 1)
    return try #require(try await house.publisher.pseudonymous(of: paper.id, by: person))
  }

  @Test("It waits for a time left to chance, then goes out by a new Person with keys of its own, to the room alone")
  func goesOut() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      try await house.follow(ada, by: house.remote("gil", at: "https://gts.example"))
      try await house.follow(house.room(of: paper), by: house.remote("eve", at: "https://mastodon.example"))
      #expect(try await house.publisher.place(Self.draft, for: .pseudonym, of: paper, by: ada) == .waiting)
      for table in ["post", "activity"] { #expect(try await house.count(table) == 0) }
      let waiting = try #require(try await house.publisher.pseudonymous(of: paper.id, by: ada))
      #expect(waiting.actor == nil && waiting.waiting?.body == Self.draft.body)
      house.clock.advance(seconds: 590)
      #expect(try await house.publisher.publishWaiting() == 0)
      house.clock.advance(seconds: 6_700)
      #expect(try await house.publisher.publishWaiting() == 1)
      #expect(try await house.publisher.publishWaiting() == 0)
      let hidden = try #require(try await house.publisher.pseudonymous(of: paper.id, by: ada))
      let (actor, post) = (try #require(hidden.actor), try #require(hidden.post))
      #expect(actor.name.hasPrefix("reader_") && actor.name.utf8.count == 17 && actor.displayName.hasPrefix("A reader ("))
      #expect(post.title == "Doubts" && post.visibility == .public && post.publishedAt == house.clock.now)
      #expect(hidden.waiting == nil)
      #expect(Set(try await house.deliveries().map { "\($0.type) \($0.host)" }) == ["Announce mastodon.example"])
      let (theirs, own) = (try await house.instance.keys.keys(of: actor), try await house.instance.keys.keys(of: ada))
      #expect(theirs.rsa.publicKey != own.rsa.publicKey && theirs.ed25519.publicKey != own.ed25519.publicKey)
      let document = try await house.instance.document(of: actor)
      #expect(document.type == .person && document.summary?.contains("A pseudonym.") == true)
    }
  }

  @Test("An edit waits, too, and then goes out as an Update; what is written meanwhile waits on")
  func edits() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      let first = try await Self.publish(house, paper, ada)
      let later = SummaryDraft(title: "Doubts", body: "I doubt table 4.")
      #expect(try await house.publisher.place(later, for: .pseudonym, of: paper, by: ada) == .waiting)
      let between = try #require(try await house.publisher.pseudonymous(of: paper.id, by: ada))
      #expect(between.post?.source == Self.draft.body && between.waiting?.body == later.body && between.actor == first.actor)
      house.clock.advance(seconds: 7_300)
      #expect(try await house.publisher.publishWaiting() == 1)
      let hidden = try #require(try await house.publisher.pseudonymous(of: paper.id, by: ada))
      #expect(hidden.post?.id == first.post?.id && hidden.post?.source == later.body)
      #expect(try await house.last("Update").actor == first.actor?.uri.text)
    }
  }

  @Test("One summary for each person and paper holds over names; nobody votes for their pseudonym")
  func oneEach() async throws {
    try await TestHouse.use { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      let paper = try await house.paper()
      let publisher = house.publisher
      let hidden = try await Self.publish(house, paper, ada)
      let post = try #require(hidden.post)
      await #expect(throws: PublishError.self) { try await publisher.publish(Self.draft, of: paper, by: ada) }
      for readers in [Readership.public, .followers, .private] {
        await #expect(throws: PublishError.self) { try await publisher.place(Self.draft, for: readers, of: paper, by: ada) }
      }
      await #expect(throws: PublishError.notFound) { try await publisher.vote(.up, on: post.id, by: ada) }
      try await publisher.vote(.up, on: post.id, by: bob)
      _ = try await publisher.publish(Self.draft, of: paper, by: bob)
      await #expect(throws: PublishError.self) { try await publisher.place(Self.draft, for: .pseudonym, of: paper, by: bob) }
      #expect(try await house.count("post") == 2)
    }
  }

  @Test("What has not gone out may go elsewhere; then there was never a pseudonym")
  func changesMind() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      _ = try await house.publisher.place(Self.draft, for: .private, of: paper, by: ada)
      _ = try await house.publisher.place(Self.draft, for: .pseudonym, of: paper, by: ada)
      #expect(try await house.count("private_summary") == 0)
      _ = try await house.publisher.place(Self.draft, for: .public, of: paper, by: ada)
      #expect(try await house.count("pseudonym") == 0)
      #expect(try await house.store.read { try $0.summary(of: paper.id, by: ada.id) } != nil)
    }
  }

  @Test("Under their pseudonymous summary a person answers as the pseudonym, and edits and deletes what it said")
  func answers() async throws {
    try await TestHouse.use { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      let paper = try await house.paper()
      let publisher = house.publisher
      let hidden = try await Self.publish(house, paper, ada)
      let (actor, post) = (try #require(hidden.actor), try #require(hidden.post))
      let question = try await publisher.reply(ReplyDraft(body: "Why?"), to: post.id, by: bob)
      let answer = try await publisher.reply(ReplyDraft(body: "Because."), to: question.id, by: ada)
      #expect(answer.actorID == actor.id)
      #expect(try await house.last("Create").actor == actor.uri.text)
      #expect(try await house.store.read { try $0.notifications(of: ada.id, limit: 5) }.isEmpty)
      #expect(try await house.store.read { try $0.notifications(of: actor.id, limit: 5) }.map(\.kind) == [.reply])
      await #expect(throws: PublishError.notFound) {
        try await publisher.edit(reply: answer.id, to: ReplyDraft(body: "Mine."), by: bob)
      }
      _ = try await publisher.edit(reply: answer.id, to: ReplyDraft(body: "Because of that."), by: ada)
      try await publisher.delete(post: answer.id, by: ada)
      #expect(try await house.store.read { try $0.post(answer.id) } == nil)
    }
  }

  @Test("Claimed, it is published anew by its writer, and the pseudonym is deleted with all it said")
  func claims() async throws {
    try await TestHouse.use { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      let paper = try await house.paper()
      try await house.follow(house.room(of: paper), by: house.remote("eve", at: "https://mastodon.example"))
      let hidden = try await Self.publish(house, paper, ada)
      let (actor, former) = (try #require(hidden.actor), try #require(hidden.post))
      let publisher = house.publisher
      await #expect(throws: PublishError.notFound) { try await publisher.claim(pseudonymousOf: paper.id, by: bob) }
      let post = try await publisher.claim(pseudonymousOf: paper.id, by: ada)
      #expect(post.actorID == ada.id && post.id != former.id && post.source == Self.draft.body && post.title == "Doubts")
      #expect(try await house.store.read { try $0.tombstone(uri: former.uri.text) } != nil)
      #expect(try await house.store.read { try $0.actor(actor.id) }?.state == .deleted)
      #expect(try await house.count("pseudonym") == 0)
      let sent = try await house.activities().map { "\($0.type) \($0.actor == actor.uri.text ? "pseudonym" : "other")" }
      #expect(sent.filter { $0 == "Delete pseudonym" }.count == 2 && sent.contains("Create other"))
      #expect(
        Set(try await house.deliveries().map { "\($0.type) \($0.host)" }).isSuperset(of: [
          "Delete mastodon.example", "Announce mastodon.example",
        ]))
    }
  }

  @Test("Of several, each is found, also when one in between is gone")
  func several() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      var papers: [PaperRow] = []
      for number in 1...4 {
        let draft = PaperDraft(title: "P\(number)", authors: ["A"], year: 2020, identifiers: ["arxiv:2001.0000\(number)"])
        papers.append(try await house.publisher.addPaper(try draft.validated(), source: "local"))
        _ = try await house.publisher.place(Self.draft, for: .pseudonym, of: papers[number - 1], by: ada)
      }
      func found() async throws -> [RowID] {
        try await house.publisher.pseudonymous(by: ada, limit: 10).map(\.paper)
      }
      #expect(try await found() == papers.map(\.id))
      try await house.publisher.delete(pseudonymousOf: papers[1].id, by: ada)
      #expect(try await found() == [papers[0], papers[3], papers[2]].map(\.id))
      try await house.publisher.delete(pseudonymousOf: papers[2].id, by: ada)
      #expect(try await found() == [papers[0], papers[3]].map(\.id))
      #expect(try await house.publisher.pseudonymous(by: ada, from: 1, limit: 10).map(\.paper) == [papers[3].id])
    }
  }

  @Test("Merged with another paper, it is its writer's as before, published or waiting; and so it is when the merge is undone")
  func merged() async throws {
    try await TestHouse.use { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      let (publisher, store) = (house.publisher, house.store)
      let winner = try await house.paper()
      let twin = PaperDraft(
        title: "Attention is all you need", authors: ["A. Vaswani"], year: 2017, identifiers: ["arXiv:1512.03385"])
      let loser = try await publisher.addPaper(try twin.validated(), source: "local")
      let hidden = try await Self.publish(house, loser, ada)
      #expect(try await publisher.place(Self.draft, for: .pseudonym, of: loser, by: bob) == .waiting)
      let merge = try await publisher.merge(loser.id, into: winner.id, by: nil, reason: "the same")
      let found = try #require(try await publisher.pseudonymous(of: winner.id, by: ada))
      #expect(found.post?.id == hidden.post?.id && found.actor == hidden.actor && found.paper == winner.id)
      await #expect(throws: PublishError.self) { try await publisher.publish(Self.draft, of: winner, by: ada) }
      let edit = SummaryDraft(title: "Doubts", body: "None is left.")
      #expect(try await publisher.place(edit, for: .pseudonym, of: winner, by: ada) == .waiting)
      house.clock.advance(seconds: 7_300)
      #expect(try await publisher.publishWaiting() == 2)
      let edited = try #require(try await publisher.pseudonymous(of: winner.id, by: ada))
      #expect(edited.post?.id == hidden.post?.id && edited.post?.source == edit.body)
      let bobs = try #require(try await publisher.pseudonymous(of: winner.id, by: bob)?.post)
      #expect(bobs.paperID == winner.id)

      _ = try await publisher.undoMerge(merge.id, by: nil, reason: "two after all")
      #expect(try await publisher.pseudonymous(of: loser.id, by: ada)?.post?.id == hidden.post?.id)
      #expect(try await publisher.pseudonymous(of: winner.id, by: ada) == nil)
      _ = try await publisher.merge(loser.id, into: winner.id, by: nil, reason: "the same after all")
      try await publisher.delete(pseudonymousOf: winner.id, by: ada)
      let actor = try #require(hidden.actor)
      #expect(try await store.read { try $0.actor(actor.id) }?.state != .active)
      #expect(try await publisher.pseudonymous(of: winner.id, by: ada) == nil)
    }
  }

  @Test("No row, value, number or time of the database puts a person and their pseudonym together")
  func leavesNoTrace() async throws {
    try await TestHouse.use { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      let paper = try await house.paper()
      // What a person does around it: a draft kept for a while, a session, a vote, a follow, something of their own.
      try await house.store.write { try $0.insertSession(of: ada.id, tokenHash: [1], lifetime: 3_600_000) }
      try await house.follow(ada, by: bob)
      let other = try await house.publisher.addPaper(
        try PaperDraft(title: "P", authors: ["A"], identifiers: ["arxiv:2001.00001"]).validated(), source: "local")
      let bobs = try await house.publisher.publish(Self.draft, of: other, by: bob)
      try await house.publisher.vote(.up, on: bobs.id, by: ada)
      _ = try await house.publisher.place(Self.draft, for: .private, of: paper, by: ada)
      let written = house.clock.now
      let hidden = try await Self.publish(house, paper, ada)
      let (actor, post) = (try #require(hidden.actor), try #require(hidden.post))
      try await house.publisher.vote(.up, on: post.id, by: bob)

      let marks = (person: Self.marks(of: ada), pseudonym: Self.marks(of: actor) + [post.id.text, post.uri.text])
      let tables = try await house.tables()
      // SQLite's index of words has those of all people in one row.
      for (table, rows) in tables where !(table.hasPrefix("search_") && table.hasSuffix("_data")) {
        for row in rows {
          let isTheirs = marks.person.contains { mark in row.contains { Self.holds($0, mark) } }
          let isIts = marks.pseudonym.contains { mark in row.contains { Self.holds($0, mark) } }
          #expect(!(isTheirs && isIts), "\(table): \(row)")
        }
      }
      // The sealed rows hold no number or name of any of them.
      for row in tables["pseudonym"] ?? [] {
        for mark in marks.person + marks.pseudonym + [paper.id.text, paper.name] {
          #expect(!row.contains { Self.holds($0, mark) }, "\(mark)")
        }
      }
      #expect(tables["pseudonym"]?.count == 1)
      // All that belongs to the pseudonym is later than what the person did, by the ten minutes at least that it waited.
      #expect(actor.id.value >> 16 >= written.milliseconds + 600_000)
      for time in [actor.createdAt, actor.updatedAt, post.publishedAt] { #expect(time >= written.adding(seconds: 600)) }
      let places = Set(((tables["paper"] ?? []) + (tables["actor"] ?? [])).compactMap { $0.first.flatMap { Int64($0) } })
      for table in ["actor", "actor_key", "post", "revision", "activity", "notification"] {
        for row in tables[table] ?? [] where marks.pseudonym.contains(where: { mark in row.contains { Self.holds($0, mark) } }) {
          for value in row.compactMap({ Int64($0) }) where value > 1_700_000_000_000 && !places.contains(value) {
            let time = value > 1 << 50 ? value >> 16 : value
            #expect(time >= written.milliseconds + 600_000, "\(table): \(row)")
          }
        }
      }
      // Nor does the same text stand in two places.
      #expect(tables["private_summary"] == [])
    }
  }

  private static func marks(of actor: ActorRow) -> [String] {
    [actor.id.text, actor.uri.text, "@\(actor.name)", actor.name]
  }

  /// Whether a value is the mark, or has it as a word.
  private static func holds(_ value: String, _ mark: String) -> Bool {
    value.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0.utf8.elementsEqual(mark.utf8) }
      || mark.contains("/") && value.contains(mark)
  }
}
