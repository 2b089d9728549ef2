import Actors
import Hummingbird
import Testing

@testable import scholion

@Suite struct RateLimitTests {
  @Test func `Each rule meets its own route and method, however the path was spelt`() {
    let rules = RateLimits.standard().rules
    func names(_ method: HTTPRequest.Method, _ route: String) -> [String] {
      rules.filter { $0.method == method && $0.applies(route) }.map(\.name)
    }
    #expect(names(.post, "/inbox") == ["inbox"])
    #expect(names(.post, "/users/{name}/inbox") == ["inbox"])
    #expect(names(.get, "/users/{name}/inbox") == [])
    #expect(names(.post, "/sign-in") == ["sign_in"])
    #expect(names(.get, "/sign-in") == [])
    #expect(names(.post, "/sign-up") == ["sign_up"])
    #expect(names(.post, "/s/{id}/reply") == [])
  }

  @Test func `The figures are those of the table`() {
    let allowances = Dictionary(uniqueKeysWithValues: RateLimits.standard().rules.map { ($0.name, $0.buckets.allowance) })
    #expect(allowances["inbox"] == Allowance(burst: 1_000, interval: .milliseconds(10)))
    #expect(allowances["sign_in"] == Allowance(burst: 25, interval: .seconds(12)))
    #expect(allowances["sign_up"] == Allowance(burst: 5, interval: .seconds(360)))
  }
}
