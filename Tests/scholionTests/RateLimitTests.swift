import Actors
import Hummingbird
import Testing

@testable import scholion

@Suite struct RateLimitTests {
  @Test(
    arguments: [
      (.post, "/inbox", "inbox"), (.post, "/users/{name}/inbox", "inbox"), (.get, "/users/{name}/inbox", "read"),
      (.post, "/sign-in", "sign_in"), (.get, "/sign-in", "read"), (.post, "/sign-up", "sign_up"),
      (.post, "/recover", "mail"), (.get, "/recover", "read"), (.post, "/recover/{token}", "write"), (.post, "/confirm", "mail"),
      (.post, "/post/{id}/delete", "delete"), (.get, "/post/{id}/delete", "read"), (.post, "/post/{id}/reply", "write"),
      (.post, "/post/{id}/vote", "write"), (.post, "/write/{paper}", "write"), (.post, "/follow", "look_up"),
      (.get, "/follow", "read"), (.post, "/follow/{id}", "write"), (.get, "/authorize_interaction", "look_up"),
      (.post, "/elsewhere/{id}", "look_up"), (.get, "/users/{name}", "read"), (.get, "", "read"), (.put, "", "write"),
      (.get, "/search", "search"), (.post, "/search", "write"),
      (.post, "/write/{paper}/preview", "preview"), (.post, "/write/{paper}/draft", "draft"), (.get, "/cite.json", "cite"),
      (.post, "/write/{paper}/image", "picture"), (.get, "/media/{file}", "read"), (.get, "/livez", nil), (.get, "/readyz", nil),
      (.get, "/metrics", nil), (.get, "/assets/{file}", nil),
    ] as [(HTTPRequest.Method, String, String?)])
  func `Each rule meets its own routes and methods, however the path was spelt`(
    method: HTTPRequest.Method, route: String, name: String?
  ) {
    #expect(RateLimits.standard().rule(method, route)?.name == name)
  }

  @Test func `The figures are those of the table`() {
    let allowances = Dictionary(uniqueKeysWithValues: RateLimits.standard().rules.map { ($0.name, $0.buckets.allowance) })
    #expect(allowances["inbox"] == Allowance(burst: 1_000, interval: .milliseconds(10)))
    #expect(allowances["sign_in"] == Allowance(burst: 25, interval: .seconds(12)))
    #expect(allowances["sign_up"] == Allowance(burst: 5, interval: .seconds(360)))
    #expect(allowances["mail"] == Allowance(burst: 10, interval: .seconds(180)))
    #expect(allowances["delete"] == Allowance(burst: 30, interval: .seconds(60)))
    #expect(allowances["look_up"] == Allowance(burst: 30, interval: .seconds(10)))
    #expect(allowances["search"] == Allowance(burst: 120, interval: .seconds(1)))
    #expect(allowances["preview"] == Allowance(burst: 120, interval: .seconds(1)))
    #expect(allowances["draft"] == Allowance(burst: 120, interval: .seconds(2)))
    #expect(allowances["cite"] == Allowance(burst: 120, interval: .seconds(1)))
    #expect(allowances["picture"] == Allowance(burst: 30, interval: .seconds(20)))
    #expect(allowances["write"] == Allowance(burst: 300, interval: .seconds(1)))
    #expect(allowances["read"] == Allowance(burst: 3_000, interval: .milliseconds(50)))
  }

  @Test(arguments: [(Duration.zero, 1), (.milliseconds(1), 1), (.seconds(2), 2), (.milliseconds(2_001), 3)])
  func `A wait is told in whole seconds that are enough`(wait: Duration, seconds: Int) {
    #expect(wait.retryAfter == seconds)
  }
}
