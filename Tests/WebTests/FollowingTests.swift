import Domain
import Forms
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct FollowingTests {
  @Test func `A person follows a paper and a person of here, and reads them at home`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.house.paper()
      let room = try await web.house.room(of: paper)
      let ada = try await web.house.person("ada", displayName: "Ada")
      let bob = try await web.house.person("bob")
      let client = try await web.member(bob)
      #expect(try await client.get("/paper/arxiv/1706.03762").holds("action=\"/follow/\(room.id)\""))
      let followed = try await client.post("/follow/\(room.id)", [("follow", "1")])
      #expect(followed.status == 303 && followed.location == "/paper/arxiv/1706.03762?done=followed")
      #expect(try await client.get(followed.location).holds("Unfollow"))

      try await client.get("/follow")
      let found = try await client.post("/follow", [("handle", " @ada@papers.example ")])
      #expect(found.status == 200 && found.holds("action=\"/follow/\(ada.id)\""))
      try await client.post("/follow/\(ada.id)", [("follow", "1")])
      #expect(try await web.store.read { try $0.follow(from: bob.id, to: ada.id)?.state } == .accepted)
      _ = try await web.house.publisher.publish(SummaryDraft(body: "Heads look at different things."), of: paper, by: ada)
      #expect(try await client.get("/home").holds("Heads look at different things."))
      #expect(try await (try await web.member(ada)).get("/notifications").holds("follows you"))
      #expect(try await web.visitor().get("/@ada/followers").holds("@bob"))

      let left = try await client.post("/follow/\(ada.id)", [("follow", "0")])
      #expect(left.status == 303)
      #expect(try await web.store.read { try $0.follow(from: bob.id, to: ada.id) } == nil)
    }
  }

  @Test func `A handle that leads nowhere comes back with a sentence`() async throws {
    try await WebHouse.use { web in
      let client = try await web.member(try await web.house.person("bob"))
      _ = try await web.house.person("waiting", state: .pending)
      try await client.get("/follow")
      for (handle, sentence) in [
        ("@waiting", "Nobody of this name can be followed."),
        ("", "Type a handle"), ("@nobody@papers.example", "Nobody here has this name."), ("@a b c@@", "A handle"),
        ("https://papers.example", "There is no such page here."),
      ] {
        let page = try await client.post("/follow", [("handle", handle)])
        #expect(page.status == 422 && page.holds(sentence), "\(handle)")
      }
    }
  }

  @Test func `Whoever arrives from another server finds the actor or the post`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let bob = try await web.house.remote("bob", at: "https://remote.example")
      let post = try await web.house.publisher.publish(SummaryDraft(body: "One."), of: try await web.house.paper(), by: ada)
      let client = try await web.member(try await web.house.person("eve"))
      func ask(_ uri: String) async throws -> SeenPage {
        try await client.get("/authorize_interaction?uri=" + PercentCoding.encoded(uri))
      }
      #expect(try await ask("acct:ada@papers.example").holds("action=\"/follow/\(ada.id)\""))
      #expect(try await ask(bob.uri.text).holds("action=\"/follow/\(bob.id)\""))
      #expect(try await ask(post.uri.text).location == "/@ada/\(post.id)")
      #expect(try await ask("https://papers.example/paper/arxiv/1706.03762").location == "/paper/arxiv/1706.03762")
      #expect(try await ask("javascript:alert(1)").status == 404)
    }
  }

  @Test func `A visitor's handle becomes a link to their own server`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let visitor = web.visitor()
      #expect(try await visitor.get("/@ada").holds("href=\"/elsewhere/\(ada.id)\""))
      #expect(try await visitor.get("/elsewhere/\(ada.id)").holds("@ada@papers.example"))
      let page = try await visitor.post("/elsewhere/\(ada.id)", [("handle", "@me@social.example")])
      #expect(page.holds("href=\"https://social.example/authorize_interaction?uri=acct%3Aada%40papers.example\""))
      #expect(try await visitor.post("/elsewhere/\(ada.id)", [("handle", "me")]).status == 422)
    }
  }

  @Test func `One's profile is changed and shown, and its password needs the old one`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let client = try await web.member(ada)
      try await client.get("/settings")
      let saved = try await client.post(
        "/settings/profile", [("display_name", "Ada L."), ("bio", "Reads *much*. <script>x</script>")])
      #expect(saved.status == 303)
      let page = try await web.visitor().get("/@ada")
      #expect(page.holds("Ada L.") && page.holds("<em>much</em>"))
      let long = try await client.post("/settings/profile", [("display_name", String(repeating: "x", count: 101))])
      #expect(long.status == 422 && long.holds("id=\"display_name-problem\""))
      let refused = try await client.post("/settings/password", [("current", "wrong"), ("new", "short")])
      #expect(refused.status == 422 && refused.holds("This is not your password.") && refused.holds("10 characters"))
    }
  }

  @Test func `Moderation is there for moderators alone`() async throws {
    try await WebHouse.use { web in
      let eve = try await web.house.person("eve", state: .pending)
      let member = try await web.member(try await web.house.person("ada"))
      #expect(try await member.get("/moderation").status == 404)
      #expect(try await member.post("/moderation/\(eve.id)", [("do", "approve")]).status == 404)
      let keeper = try await web.member(try await web.house.person("keeper", role: .moderator))
      #expect(try await keeper.get("/moderation").holds("eve@mail.example"))
      try await keeper.post("/moderation/\(eve.id)", [("do", "decline")])
      #expect(try await web.store.read { try $0.member(eve.id)?.account.state } == .suspended)
      #expect(try await keeper.post("/moderation/\(eve.id)", [("do", "approve")]).status == 404)
    }
  }
}
