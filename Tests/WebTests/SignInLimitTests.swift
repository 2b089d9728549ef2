import Actors
import Testing

@testable import Web

@Suite struct SignInLimitTests {
  @Test func `An account may be tried 25 times an hour`() {
    #expect(WebSettings.usualSignIns == Allowance(burst: 25, interval: .seconds(144)))
  }

  @Test func `One try too many for an account is answered 429, by whatever name it is called, and others may try`() async throws {
    let buckets = TokenBuckets(Allowance(burst: 4, interval: .seconds(3_600)))
    try await WebHouse.use(signIns: buckets) { web in
      _ = try await web.house.person("ada")
      _ = try await web.house.person("bob")
      let client = web.visitor()
      func status(_ name: String) async throws -> SeenPage {
        try await client.get("/sign-in")
        return try await client.post("/sign-in", [("name", name), ("password", "not the password")])
      }
      for number in 0..<4 {
        #expect(try await status(["ada", "@ada", "ada@mail.example", "ADA"][number % 4]).status == 422, "\(number)")
      }
      let refused = try await status("ada@mail.example")
      #expect(refused.status == 429)
      #expect(refused.first("retry-after").flatMap { Int($0) }.map { (1...3_600).contains($0) } ?? false)
      #expect(try await status("bob").status == 422)
    }
  }
}
