import Actors
import Domain
import Mail
import Outbox
import Signatures
import Store
import TestSupport
import Testing
import Transport

@testable import Web

@Suite struct MailJourneyTests {
  private static func postman(_ web: WebHouse, _ server: MailServer) throws -> Postman {
    Postman(
      instance: web.house.instance,
      settings: MailSettings(relay: try MailRelay(parsing: server.url), sender: "post@papers.example"))
  }

  /// Sends what is due, and gives the mail that was taken.
  private static func mail(_ web: WebHouse, _ server: MailServer) async throws -> MailServer.Message {
    #expect(try await postman(web, server).round() == .done(1))
    return try await server.next()
  }

  /// The path of the link that a mail holds.
  private static func path(_ mail: MailServer.Message, _ path: String) throws -> String {
    let link = try #require(mail.link("https://papers.example" + path))
    return String(link.dropFirst("https://papers.example".count))
  }

  /// A person with a password that can be used.
  private static func person(_ web: WebHouse, _ name: String = "ada") async throws -> ActorRow {
    let person = try await web.house.person(name)
    let hash = try await Passwords.hash("correct horse battery")
    try await web.store.write { try $0.setPassword(of: person.id, hash: hash) }
    return person
  }

  @Test func `Who signs up confirms the address before writing; looking at the link confirms nothing`() async throws {
    try await MailServer.use { server in
      try await WebHouse.use(.open, sendsMail: true) { web in
        let ada = web.visitor()
        try await ada.get("/sign-up")
        let joined = try await ada.post(
          "/sign-up", [("name", "ada"), ("email", "Ada@Mail.example"), ("password", "correct horse battery")])
        #expect(joined.status == 303 && joined.location == "/?done=joined")
        #expect(try await ada.get("/?done=joined").holds("We sent a link to your address"))
        let early = try await ada.get("/add")
        #expect(early.status == 403 && early.holds("ada@mail.example") && early.holds("Send the link again"))
        #expect(try await ada.post("/follow", [("handle", "bob")]).status == 403)

        let mail = try await Self.mail(web, server)
        #expect(mail.recipients == ["ada@mail.example"] && mail.first("Subject") == "Confirm your address for Scholion")
        #expect(mail.first("List-Unsubscribe") == nil && mail.defects == [])
        let path = try Self.path(mail, "/confirm/")
        // A program that looks into mails.
        let scanner = web.visitor()
        for _ in 0..<2 {
          let seen = try await scanner.get(path)
          #expect(seen.status == 200 && seen.holds("Is ada@mail.example yours?"))
          #expect(seen.first("referrer-policy") == "no-referrer")
        }
        #expect(try await ada.get("/add").status == 403)
        #expect(try await scanner.post(path, [], token: "wrong").status == 403)
        try await scanner.get(path)
        let confirmed = try await scanner.post(path, [])
        #expect(confirmed.status == 303 && confirmed.location == "/sign-in?done=confirmed")
        #expect(try await ada.get("/add").status == 200)
        #expect(try await scanner.get(path).status == 410)
        #expect(try await web.visitor().get("/confirm/\(String(repeating: "A", count: 43))").status == 410)
        #expect(try await web.visitor().get("/confirm/x").status == 410)
      }
    }
  }

  @Test func `Whom a moderator lets in is told by mail`() async throws {
    try await MailServer.use { server in
      try await WebHouse.use(.approval, sendsMail: true) { web in
        let eve = try await Self.person(web, "eve")
        try await web.store.write { try $0.setAccountState(of: eve.id, .pending) }
        let moderator = try await web.member(web.house.person("mod", role: .moderator))
        try await moderator.get("/moderation")
        #expect(try await moderator.post("/moderation/\(eve.id)", [("do", "approve")]).status == 303)
        let mail = try await Self.mail(web, server)
        #expect(mail.first("Subject") == "Your account at Scholion is open")
        #expect(mail.link("https://papers.example/sign-in") != nil)
      }
    }
  }

  @Test func `The link is sent again when asked for, and runs out after a day`() async throws {
    try await MailServer.use { server in
      try await WebHouse.use(.open, sendsMail: true) { web in
        let ada = web.visitor()
        try await ada.get("/sign-up")
        try await ada.post(
          "/sign-up", [("name", "ada"), ("email", "ada@mail.example"), ("password", "correct horse battery")])
        let first = try Self.path(try await Self.mail(web, server), "/confirm/")
        web.house.clock.advance(seconds: 86_401)
        #expect(try await web.visitor().get(first).status == 410)
        #expect(try await ada.get("/settings/mail").holds("Send the link again"))
        #expect(try await ada.post("/confirm", []).location == "/settings/mail?done=resent")
        let second = try Self.path(try await Self.mail(web, server), "/confirm/")
        try await ada.get(second)
        #expect(try await ada.post(second, []).location == "/?done=confirmed")
        #expect(try await !ada.get("/settings/mail").holds("Send the link again"))
      }
    }
  }

  @Test func `A forgotten password is replaced once by a link, and every session ends`() async throws {
    try await MailServer.use { server in
      try await WebHouse.use(sendsMail: true) { web in
        let person = try await Self.person(web)
        let session = try await web.member(person)
        let ada = web.visitor()
        #expect(try await ada.get("/sign-in").holds("href=\"/recover\""))
        try await ada.get("/recover")
        let wrong = try await ada.post("/recover", [("email", "no address")])
        #expect(wrong.status == 422 && wrong.holds("value=\"no address\""))
        let asked = try await ada.post("/recover", [("email", " ADA@mail.example")])
        #expect(asked.status == 200 && asked.holds("Look into your mail"))
        let mail = try await Self.mail(web, server)
        #expect(mail.recipients == ["ada@mail.example"])
        let path = try Self.path(mail, "/recover/")
        let form = try await ada.get(path)
        #expect(form.status == 200 && form.first("referrer-policy") == "no-referrer")
        let short = try await ada.post(path, [("password", "short")])
        #expect(short.status == 422 && short.holds("10 characters or more"))
        #expect(try await session.get("/settings").status == 200)
        let done = try await ada.post(path, [("password", "a new horse battery")])
        #expect(done.status == 303 && done.location == "/sign-in?done=password")
        #expect(try await session.get("/settings").status == 303, "signed out")
        #expect(try await ada.get(path).status == 410)
        #expect(try await ada.post(path, [("password", "yet another horse")]).status == 410)
        try await ada.get("/sign-in")
        #expect(try await ada.post("/sign-in", [("name", "ada"), ("password", "correct horse battery")]).status == 422)
        #expect(try await ada.post("/sign-in", [("name", "ada"), ("password", "a new horse battery")]).status == 303)

        try await web.store.write { try $0.queueMail(.recover, to: person.id) }
        let late = try Self.path(try await Self.mail(web, server), "/recover/")
        web.house.clock.advance(seconds: 3_601)
        #expect(try await ada.get(late).status == 410)
      }
    }
  }

  @Test func `Asking for a password tells nothing of who has an account, and too often is refused for both`() async throws {
    let buckets = TokenBuckets(Allowance(burst: 2, interval: .seconds(3_600)))
    try await WebHouse.use(sendsMail: true, mailRequests: buckets) { web in
      _ = try await Self.person(web)
      let client = web.visitor()
      func asked(_ name: String) async throws -> SeenPage {
        try await client.get("/recover")
        return try await client.post("/recover", [("email", "\(name)@mail.example")])
      }
      let (known, unknown) = (try await asked("ada"), try await asked("eve"))
      #expect(known.status == 200 && known.status == unknown.status)
      #expect(known.html.replacing("ada@", with: "eve@") == unknown.html)
      #expect(known.fields.map(\.0) == unknown.fields.map(\.0))
      // As many rows are written for nobody as for somebody.
      #expect(try await web.store.read { try $0.waitingMails() } == 2)
      for name in ["ada", "eve"] {
        #expect(try await asked(name).status == 200)
        #expect(try await asked(name).status == 429)
      }
    }
  }

  @Test func `A new address is the account's when it is confirmed, and the old one is told`() async throws {
    try await MailServer.use { server in
      try await WebHouse.use(sendsMail: true) { web in
        let person = try await Self.person(web)
        _ = try await Self.person(web, "bob")
        let ada = try await web.member(person)
        #expect(try await ada.get("/settings").holds("href=\"/settings/mail\""))
        try await ada.get("/settings/mail")
        let wrong = try await ada.post("/settings/mail/address", [("address", "new@mail.example"), ("password", "wrong")])
        #expect(wrong.status == 422 && wrong.holds("This is not your password.") && wrong.holds("value=\"new@mail.example\""))
        func ask(_ address: String) async throws -> String {
          try await ada.post("/settings/mail/address", [("address", address), ("password", "correct horse battery")]).location
        }
        // Somebody else's: the answer is the same, and no mail goes there.
        #expect(try await ask("bob@mail.example") == "/settings/mail?done=address")
        #expect(try await Self.postman(web, server).round() == .done(1))
        #expect(try await ask("new@mail.example") == "/settings/mail?done=address")
        let mail = try await Self.mail(web, server)
        #expect(mail.recipients == ["new@mail.example"])
        let path = try Self.path(mail, "/confirm/")
        #expect(try await web.store.read { try $0.member(person.id)?.account.email } == "ada@mail.example")
        try await ada.get(path)
        #expect(try await ada.post(path, []).status == 303)
        #expect(try await web.store.read { try $0.member(person.id)?.account.email } == "new@mail.example")
        let told = try await Self.mail(web, server)
        #expect(told.recipients == ["ada@mail.example"] && told.first("Subject") == "Your address for Scholion was changed")
        #expect(!told.part("text/plain").contains("new@mail.example"))
      }
    }
  }

  @Test func `Mails about answers are chosen in the settings, and end by one click without a sign-in`() async throws {
    try await MailServer.use { server in
      try await WebHouse.use(sendsMail: true) { web in
        let (ada, bob) = (try await web.house.person("ada"), try await web.house.person("bob"))
        let summary = try await web.house.publisher.publish(SummaryDraft(body: "It attends."), of: web.house.paper(), by: ada)
        let reader = try await web.member(bob)
        try await reader.get("/@ada/\(summary.id)")
        #expect(try await reader.post("/post/\(summary.id)/reply", [("text", "Really?"), ("do", "publish")]).status == 303)
        web.house.clock.advance(seconds: 61)
        let mail = try await Self.mail(web, server)
        #expect(mail.part("text/plain").contains("> Really?"))
        let path = try Self.path(mail, "/unsubscribe/")
        let stranger = web.visitor()
        let page = try await stranger.get(path)
        #expect(page.status == 200 && page.holds("about answers to what you wrote"))
        #expect(try await web.store.read { try $0.mailChoice(of: ada.id) }.replies, "looking changes nothing")
        // As a mail program does it: no cookie, no token of a page, from elsewhere (RFC 8058).
        let click = try await web.visitor().post(
          path, [("List-Unsubscribe", "One-Click")], token: "", sender: .some("https://mail.example"))
        #expect(click.status == 200 && click.holds("You get no more mails about answers"))
        let choice = try await web.store.read { try $0.mailChoice(of: ada.id) }
        #expect(!choice.replies && choice.mentions && choice.papers && choice.digest == .off)
        let forged = String(path.dropLast(3)) + "AAA"
        #expect(try await stranger.get(forged).status == 403)
        #expect(try await web.visitor().post(forged, []).status == 403)

        let member = try await web.member(ada)
        let settings = try await member.get("/settings/mail")
        #expect(settings.holds("name=\"replies\" value=\"1\">") && settings.holds("name=\"mentions\" value=\"1\" checked>"))
        let saved = try await member.post("/settings/mail", [("replies", "1"), ("digest", "weekly")])
        #expect(saved.location == "/settings/mail?done=mail")
        let changed = try await web.store.read { try $0.mailChoice(of: ada.id) }
        #expect(changed.replies && !changed.mentions && !changed.papers && changed.digest == .weekly)
        #expect(try await member.post("/settings/mail", [("digest", "hourly")]).status == 400)
      }
    }
  }

  @Test func `Where no mail goes out nothing is asked for, and its pages are not there`() async throws {
    try await WebHouse.use(.open) { web in
      let ada = web.visitor()
      try await ada.get("/sign-up")
      let joined = try await ada.post(
        "/sign-up", [("name", "ada"), ("email", "ada@mail.example"), ("password", "correct horse battery")])
      #expect(joined.location == "/")
      #expect(try await ada.get("/add").status == 200)
      for path in ["/recover", "/settings/mail", "/recover/x", "/confirm/x"] {
        #expect(try await ada.get(path).status == 404, "\(path)")
      }
      #expect(try await !web.visitor().get("/sign-in").holds("/recover"))
      #expect(try await web.store.read { try $0.waitingMails() } == 0)
    }
  }
}
