import Actors
import Domain
import Outbox
import SQL
import Store
import TestSupport
import Testing
import Transport

@testable import Mail

/// A person who wrote about a paper, and another who answers.
struct Scene: Sendable {
  let house: TestHouse
  let ada: ActorRow
  let bob: ActorRow
  let summary: PostRow

  static func use(_ body: (Scene) async throws -> Void) async throws {
    try await TestHouse.use(sendsMail: true) { house in
      let ada = try await house.person("ada")
      let bob = try await house.person("bob", displayName: "Bob \u{202E}Ross")
      let summary = try await house.publisher.publish(SummaryDraft(body: "It attends."), of: house.paper(), by: ada)
      try await body(Scene(house: house, ada: ada, bob: bob, summary: summary))
    }
  }

  func postman(_ url: String) throws -> Postman {
    Postman(
      instance: house.instance, settings: MailSettings(relay: try MailRelay(parsing: url), sender: "post@papers.example"),
      deadline: .seconds(20))
  }

  @discardableResult
  func answer(_ words: String, _ visibility: Visibility = .public) async throws -> PostRow {
    try await house.publisher.reply(ReplyDraft(body: words, visibility: visibility), to: summary.id, by: bob)
  }

  func waiting() async throws -> Int { try await house.store.read { try $0.waitingMails() } }
}

@Suite struct PostmanTests {
  @Test func `Answers in one thread come in one mail, and the next one a quarter of an hour later`() async throws {
    try await MailServer.use { server in
      try await Scene.use { scene in
        let postman = try scene.postman(server.url)
        try await scene.answer("Is the *decoder* masked? $x < y$")
        #expect(try await postman.round() == .done(0), "it waits for more")
        try await scene.answer("And the encoder?")
        scene.house.clock.advance(seconds: 61)
        #expect(try await postman.round() == .done(1))
        let mail = try await server.next()
        #expect(mail.recipients == ["ada@mail.example"] && mail.fromName == "Scholion")
        #expect(mail.first("Subject") == "Bob Ross answered you on “Attention Is All You Need” (and 1 more)")
        let text = mail.part("text/plain")
        #expect(text.contains("> Is the decoder masked? x < y") && text.contains("> And the encoder?"))
        #expect(mail.part("text/html").contains("x &lt; y") && !mail.part("text/html").contains("<script"))
        #expect(text.contains("https://papers.example/@bob/") && text.contains("You get this because somebody answered"))
        #expect(mail.first("Auto-Submitted") == "auto-generated" && mail.first("Date") == "Fri, 20 Nov 2026 10:01:01 +0000")
        #expect(mail.first("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click")
        #expect(
          mail.first("List-Unsubscribe").map { "<\(mail.link("https://papers.example/unsubscribe/") ?? "")>" == $0 } ?? false)
        #expect(mail.defects == [])

        try await scene.answer("Third.")
        scene.house.clock.advance(seconds: 800)
        #expect(try await postman.round() == .done(0))
        scene.house.clock.advance(seconds: 101)
        #expect(try await postman.round() == .done(1))
        let second = try await server.next()
        #expect(second.part("text/plain").contains("Third.") && !second.part("text/plain").contains("encoder"))
        #expect(second.first("Message-ID") != mail.first("Message-ID"))
        scene.house.clock.advance(seconds: 901)
        #expect(try await postman.round() == .done(1), "nothing more to tell: the row goes")
        scene.house.clock.advance(seconds: 86_400)
        #expect(try await scene.waiting() == 0)
        #expect(try await postman.round() == .done(0))
      }
    }
  }

  @Test func `News of a paper say what happened to it`() async throws {
    try await MailServer.use { server in
      try await Scene.use { scene in
        let postman = try scene.postman(server.url)
        let draft = PaperDraft(
          title: "Attention Is All You Need", authors: ["Ashish Vaswani"], identifiers: ["arXiv:1706.03762"])
        func say(_ notices: [PaperNotice]) async throws -> String? {
          var statement = PaperStatement(source: "arxiv", rank: 20, paper: try draft.validated())
          statement.notices = notices
          _ = try await scene.house.publisher.addPaper(statement)
          scene.house.clock.advance(seconds: 1_000)
          #expect(try await postman.round() == .done(1))
          return try await server.next().first("Subject")
        }
        let title = "“Attention Is All You Need”"
        let version = try await say([PaperNotice(.version, number: 2), PaperNotice(.version, number: 3)])
        #expect(version == "There is a new version (v3) of \(title), which you wrote about.")
        #expect(try await say([PaperNotice(.retraction)]) == "\(title), which you wrote about, was retracted.")
        let both = try await say([PaperNotice(.version, number: 4), PaperNotice(.correction)])
        #expect(both == "\(title), which you wrote about, was corrected and has a new version (v4).")
      }
    }
  }

  @Test func `What not everybody may read is no part of a mail, and what was seen on the site is not mailed`() async throws {
    try await MailServer.use { server in
      try await Scene.use { scene in
        let postman = try scene.postman(server.url)
        let reply = try await scene.answer("For your eyes.")
        try await scene.house.store.database.write { sql in
          _ = try sql.execute("UPDATE post SET visibility = 'direct' WHERE id = \(reply.id) -- test")
          _ = try sql.execute(
            "INSERT INTO post_recipient (post_id, actor_id) VALUES (\(reply.id), \(scene.ada.id)) ON CONFLICT DO NOTHING -- test")
        }
        scene.house.clock.advance(seconds: 61)
        #expect(try await postman.round() == .done(1))
        let mail = try await server.next()
        #expect(mail.link("https://papers.example/@bob/")?.hasSuffix(reply.id.text) ?? false)
        #expect(!mail.parts.joined().contains { $0.contains("eyes") })

        try await scene.answer("Read at once.")
        try await scene.house.store.write { try $0.markNotificationsRead(of: scene.ada.id) }
        scene.house.clock.advance(seconds: 1_000)
        #expect(try await postman.round() == .done(1))
        #expect(try await scene.waiting() == 0)
      }
    }
  }

  @Test func `Whoever wants no mail about something gets none, and nobody gets mail where none goes out`() async throws {
    try await Scene.use { scene in
      var choice = MailChoice()
      choice.replies = false
      let chosen = choice
      try await scene.house.store.write { try $0.setMailChoice(chosen, of: scene.ada.id) }
      try await scene.answer("Silence.")
      scene.house.clock.advance(seconds: 61)
      #expect(try await scene.waiting() == 0)
      var silent = scene.house.store
      silent.sendsMail = false
      let store = silent
      try await store.write { transaction in
        try transaction.setMailChoice(MailChoice(), of: scene.ada.id)
        try transaction.notify(scene.ada.id, of: .mention, by: scene.bob.id, about: scene.summary.id)
      }
      scene.house.clock.advance(seconds: 61)
      #expect(try await scene.waiting() == 0)
    }
  }

  @Test func `A mail that was sent and not noted before a crash goes out once more, under the same id`() async throws {
    try await MailServer.use { server in
      try await Scene.use { scene in
        try await scene.answer("Twice?")
        scene.house.clock.advance(seconds: 61)
        let gone = try scene.postman(server.url)
        let rows = try await scene.house.store.claim { try $0.leaseMails(owner: 7, limit: 5, duration: Postman.lease) }
        #expect(rows.count == 1)
        for row in rows { #expect(try await gone.send(row).0 == .sent) }
        let next = try scene.postman(server.url)
        #expect(try await next.round() == .done(0), "the lease of the other one holds")
        scene.house.clock.advance(seconds: Postman.lease / 1_000 + 1)
        #expect(try await next.round() == .done(1))
        let (first, second) = (try await server.next(), try await server.next())
        #expect(first.first("Message-ID") == second.first("Message-ID") && first.first("Message-ID") != nil)
        // Whoever comes back late changes nothing.
        try await scene.house.store.write { try $0.finishMail(rows[0].id, owner: 7) }
        #expect(try await !scene.house.store.read { try $0.isMailDue() }.mail)
      }
    }
  }

  @Test func `While the server is away mails wait longer each time, and after three days they are dropped`() async throws {
    try await Scene.use { scene in
      let postman = try scene.postman("smtp://127.0.0.1:1")
      try await scene.house.store.write { transaction in
        try transaction.queueMail(.recover, to: scene.ada.id)
        try transaction.queueMail(.recover, to: scene.bob.id)
      }
      #expect(try await postman.round() == .unavailable, "one try tells enough: the second mail is not tried")
      #expect(try await scene.house.store.read { try $0.isMailDue() }.mail)
      #expect(try await postman.round() == .unavailable)
      #expect(try await postman.round() == .done(0))
      var waits: [Int64] = []
      for wait in Postman.backoff.dropLast() {
        scene.house.clock.advance(seconds: wait - 2)
        #expect(try await postman.round() == .done(0))
        scene.house.clock.advance(seconds: 3)
        for _ in 0..<2 { #expect(try await postman.round() == .unavailable) }
        waits.append(wait)
      }
      #expect(waits == [60, 300, 900, 3_600, 10_800, 43_200] && scene.house.clock.now.milliseconds > 0)
      for _ in 0..<3 {
        scene.house.clock.advance(seconds: 86_401)
        _ = (try await postman.round(), try await postman.round())
      }
      #expect(try await scene.waiting() == 0)
    }
  }

  @Test func `A mailbox that is refused is not tried again, one that is put off is`() async throws {
    try await MailServer.use { server in
      try await Scene.use { scene in
        let postman = try scene.postman(server.url)
        for (name, left) in [("refused", 0), ("full", 0), ("later", 1)] {
          try await scene.house.store.write { transaction in
            try transaction.setAddress("\(name)@mail.example", of: scene.ada.id)
            try transaction.queueMail(.recover, to: scene.ada.id)
          }
          #expect(try await postman.round() == .done(1))
          #expect(try await scene.waiting() == left, "\(name)")
        }
        try await scene.house.store.write { try $0.setAddress("ada@mail.example", of: scene.ada.id) }
        scene.house.clock.advance(seconds: 61)
        #expect(try await postman.round() == .done(1))
        #expect(try await server.next().recipients == ["ada@mail.example"])
      }
    }
  }

  @Test func `A digest comes when it is due, with what is new of those followed and the best of the week`() async throws {
    try await MailServer.use { server in
      try await Scene.use { scene in
        let (house, postman) = (scene.house, try scene.postman(server.url))
        let eve = try await house.person("eve")
        var choice = MailChoice()
        choice.digest = .daily
        let chosen = choice
        try await house.store.write { try $0.setMailChoice(chosen, of: scene.bob.id) }
        try await house.follow(eve, by: scene.bob)
        #expect(try await postman.round() == .done(0))
        house.clock.advance(seconds: 43_200)
        let paper = try await house.publisher.addPaper(
          try PaperDraft(title: "Another One", authors: ["A. Author"], identifiers: ["arxiv:1512.03385"]).validated(),
          source: "local")
        _ = try await house.publisher.publish(SummaryDraft(title: "By <Eve>", tldr: "Short.", body: "Long."), of: paper, by: eve)
        let other = try await house.publisher.addPaper(
          try PaperDraft(title: "Third", authors: ["A. Author"], identifiers: ["arxiv:1512.03386"]).validated(), source: "local")
        _ = try await house.publisher.publish(
          SummaryDraft(title: "Hidden", body: "Long.", visibility: .followers), of: other, by: eve)
        try await house.publisher.vote(.up, on: scene.summary.id, by: eve)
        house.clock.advance(seconds: 43_201)
        #expect(try await postman.round() == .done(1))
        let mail = try await server.next()
        #expect(mail.recipients == ["bob@mail.example"] && mail.first("Subject") == "New on Scholion: 2 summaries")
        let text = mail.part("text/plain")
        #expect(text.contains("New from those you follow") && text.contains("By <Eve>") && text.contains("eve, on “Another One”"))
        #expect(text.contains("Best of the week") && text.contains("Attention Is All You Need"))
        #expect(!text.contains("Hidden") && mail.part("text/html").contains("By &lt;Eve&gt;"))
        #expect(try await postman.round() == .done(0))
        // After a standstill one comes, not three; and one of which there is nothing to say does not.
        house.clock.advance(seconds: 10 * 86_400)
        #expect(try await postman.round() == .done(1))
        #expect(try await scene.waiting() == 0)
      }
    }
  }

  @Test func `A link that ends mails is nobody's but ours`() async throws {
    try await Scene.use { scene in
      let keys = scene.house.instance.keys
      for topic in MailTopic.allCases {
        let token = UnsubscribeToken(person: scene.ada.id, topic: topic)
        let text = token.text(keys)
        #expect(UnsubscribeToken(parsing: text, keys: keys) == token)
        for place in [0, 5, 11, 20, 32] {
          var bytes = Array(text.utf8)
          bytes[place] = bytes[place] == 65 ? 66 : 65
          #expect(UnsubscribeToken(parsing: String(decoding: bytes, as: UTF8.self), keys: keys) == nil)
        }
        #expect(UnsubscribeToken(parsing: String(text.dropLast()), keys: keys) == nil)
      }
    }
  }

  @Test(
    arguments: [
      ("a\r\nBcc: b", "a Bcc: b"), ("\u{202E}evil\u{202C}", "evil"), ("  many   spaces ", "many spaces"), ("👩‍👩‍👧", "👩‍👩‍👧"),
      ("مرحبا", "مرحبا"), ("\u{0}\u{7}x", "x"), ("", ""),
    ])
  func `Names of strangers stand on one line and turn no other words`(words: String, line: String) {
    #expect(PlainLine.of(words) == line)
    #expect(PlainLine.of(String(repeating: "ab ", count: 300)).count == 120)
  }
}
