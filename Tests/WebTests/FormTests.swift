import Domain
import Forms
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct FormTests {
  /// Every form for those who are signed in: the address, with the row of a summary, and its fields.
  private static let forms: [(String, [(String, String)])] = [
    ("/post/{post}/vote", [("vote", "1")]), ("/post/{post}/share", [("share", "1")]), ("/post/{post}/delete", []),
    ("/post/{post}/edit", [("text", "x")]), ("/post/{post}/reply", [("text", "x"), ("do", "publish")]),
    ("/write/{paper}", [("text", "Changed."), ("revision", "1"), ("do", "publish")]), ("/follow", [("handle", "@eve")]),
    ("/ask/{paper}", [("title", "Why?"), ("text", "x"), ("do", "publish")]), ("/post/{post}/accept", [("accept", "1")]),
    ("/post/{post}/bookmark", [("keep", "1")]), ("/lists/new", [("title", "x")]),
    ("/follow/{actor}", [("follow", "1")]), ("/settings/profile", [("display_name", "Changed")]),
    ("/settings/password", [("current", "x"), ("new", "1234567890")]), ("/moderation/{actor}", [("do", "approve")]),
    ("/settings/writing", [("licence", "cc0-1.0")]),
    (
      "/add",
      [("identifier", "1412.6980"), ("title", "Adam"), ("authors", "Diederik Kingma"), ("year", "2015"), ("do", "publish")]
    ),
  ]

  private func scene(_ web: WebHouse) async throws -> (ada: ActorRow, summary: PostRow, path: @Sendable (String) -> String) {
    let ada = try await web.house.person("ada", role: .moderator)
    let waiting = try await web.house.person("eve", state: .pending)
    let paper = try await web.house.paper()
    let id = try await web.house.publisher.publish(SummaryDraft(body: "Attention."), of: paper, by: ada).id
    let post = try #require(try await web.store.read { try $0.post(id) })
    return (
      ada, post,
      { path in
        path.replacing("{post}", with: post.id.text).replacing("{paper}", with: paper.id.text)
          .replacing("{actor}", with: waiting.id.text)
      }
    )
  }

  @Test func `A form from another site, or without the page's token, changes nothing`() async throws {
    try await WebHouse.use { web in
      let (ada, post, path) = try await scene(web)
      let client = try await web.member(ada)
      let other = try await web.member(try await web.house.person("bob"))
      for (form, fields) in Self.forms {
        for (token, sender) in [
          ("", String?.some(client.origin)), (other.formToken, .some(client.origin)),
          (client.formToken, .some("https://evil.example")),
          (client.formToken, .some("null")), (client.formToken + "x", nil),
        ] {
          let answer = try await client.post(path(form), fields, token: token, sender: .some(sender))
          #expect(answer.status == 403, "\(form) \(sender ?? "-")")
        }
        let plain = try await client.post(path(form), fields, type: "text/plain")
        #expect(plain.status == 400, "\(form)")
      }
      try await web.store.read { transaction in
        let now = try transaction.post(post.id)
        #expect(now == post)
        #expect(try transaction.actor(ada.id)?.displayName == "ada")
        #expect(try transaction.members(in: .pending).count == 1)
        #expect(try transaction.recentPapers(limit: 10).count == 1)
      }
    }
  }

  @Test func `A form without a session leads to sign-in and changes nothing`() async throws {
    try await WebHouse.use { web in
      let (_, post, path) = try await scene(web)
      let visitor = web.visitor()
      try await visitor.get("/sign-in")
      for (form, fields) in Self.forms {
        let answer = try await visitor.post(path(form), fields)
        #expect(answer.status == 303 && answer.location == "/sign-in", "\(form)")
      }
      #expect(try await web.store.read { try $0.post(post.id) } == post)
    }
  }

  @Test func `A form by a browser that tells no sender is taken with the right token`() async throws {
    try await WebHouse.use { web in
      let (_, post, _) = try await scene(web)
      let bob = try await web.member(try await web.house.person("bob"))
      #expect(try await bob.post("/post/\(post.id)/vote", [("vote", "1")], sender: .some(nil)).status == 303)
      #expect(try await web.store.read { try $0.post(post.id)?.likes } == 1)
    }
  }

  @Test func `Sign-in needs the token of its own page, and leads to addresses of this site alone`() async throws {
    try await WebHouse.use(.open) { web in
      let client = web.visitor()
      #expect(try await client.post("/sign-in", [("name", "x"), ("password", "y")]).status == 403)
      try await client.get("/sign-up")
      let joined = try await client.post(
        "/sign-up", [("name", "cyd"), ("email", "cyd@mail.example"), ("password", "a long password")])
      #expect(joined.status == 303 && joined.location == "/" && client.cookie("__Host-session") != nil)
      try await client.get("/about")
      #expect(try await client.post("/sign-out", []).status == 303)
      #expect(client.cookie("__Host-session") == nil)
      for target in [
        "//evil.example", "/\\evil.example", "https://evil.example", "evil", "/\u{9}/evil.example", "javascript:x", "",
      ] {
        let page = try await client.get("/sign-in?return=" + PercentCoding.encoded(target))
        #expect(page.holds("name=\"return\" value=\"\""), "\(target)")
      }
      let answer = try await client.post(
        "/sign-in", [("name", "Cyd@mail.example"), ("password", "a long password"), ("return", "//evil.example")])
      #expect(answer.status == 303 && answer.location == "/")
    }
  }

  @Test func `Registration by invitation needs one, once; a closed one takes nobody`() async throws {
    try await WebHouse.use(.invite) { web in
      try await web.store.write { try $0.insertInvite(codeHash: Self.hash("welcome")) }
      let form = [("email", "cyd@mail.example"), ("password", "a long password")]
      let client = web.visitor()
      try await client.get("/sign-up")
      let without = try await client.post("/sign-up", [("name", "cyd"), ("invite", "other")] + form)
      #expect(without.status == 422 && without.holds("This invitation is not valid"))
      #expect(try await client.post("/sign-up", [("name", "cyd"), ("invite", "welcome")] + form).status == 303)
    }
    try await WebHouse.use(.closed) { web in
      let client = web.visitor()
      #expect(try await client.get("/sign-up").holds("takes no new accounts"))
      try await client.get("/sign-in")
      let refused = try await client.post(
        "/sign-up", [("name", "cyd"), ("email", "cyd@mail.example"), ("password", "a long password")])
      #expect(refused.status == 403)
      #expect(try await web.store.read { try $0.localActor(named: "cyd") } == nil)
    }
  }

  @Test func `A suspended person is signed out at once`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let client = try await web.member(ada)
      #expect(try await client.get("/home").status == 200)
      try await web.store.write { try $0.setAccountState(of: ada.id, .suspended) }
      let answer = try await client.get("/home")
      #expect(answer.status == 303 && answer.location == "/sign-in?return=%2Fhome")
      #expect(try await web.visitor().get("/@ada").status == 404)
    }
  }

  @Test func `A form over the limit is refused before it is read`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.member(try await web.house.person("ada"))
      let long = String(repeating: "x", count: FormBody.maximumBytes)
      #expect(try await ada.post("/settings/profile", [("bio", long)]).status == 413)
    }
  }

  private static func hash(_ text: String) -> [UInt8] { TestDigest.sha256(text) }
}
