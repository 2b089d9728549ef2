import Actors
import JSON
import TestSupport
import Testing

@testable import Inbox

@Suite("How much one server may send")
struct PeerLimitTests {
  @Test(
    "What verifies is counted by the server that sent it: past the limit 429 with Retry-After, and other servers are not touched")
  func byHost() async throws {
    let buckets = TokenBuckets(Allowance(burst: 3, interval: .seconds(3_600)))
    try await InboxScene.use(allowing: buckets) { scene in
      try await scene.adaAndHerSummary()
      let (eve, dan) = (try scene.stranger("/users/eve", at: "one"), try scene.stranger("/users/dan", at: "one"))
      let mallory = try scene.stranger("/users/mallory", at: "two")
      func like(_ stranger: Stranger, _ number: Int) async throws -> (status: Int, wait: String?) {
        let id = "\(stranger.origin)/likes/\(number)"
        let body = stranger.activity("Like", .string(Words.summary), id: id).serialized()
        let answer = try await scene.post(body, fields: try scene.sign(body, by: stranger), to: "/inbox")
        return (answer.status, answer.first("retry-after"))
      }
      #expect(try await like(eve, 1).status == 202)
      #expect(try await like(eve, 2).status == 202)
      #expect(try await like(dan, 3).status == 202)
      let refused = try await like(dan, 4)
      let wait = try #require(refused.wait.flatMap { Int($0) })
      #expect(refused.status == 429 && (3_000...3_600).contains(wait), "\(wait) s")
      #expect(try await scene.store.read { try $0.items(activityKey: "\(dan.origin)/likes/4") }.isEmpty)
      #expect(try await like(mallory, 5).status == 202)
      // What does not verify costs nobody's allowance: a name in a signature is anybody's until then.
      var forged = mallory.activity("Like", .string(Words.summary), id: "\(mallory.origin)/likes/6").serialized()
      let fields = try scene.sign(forged, by: mallory)
      forged.append(0x20)
      for _ in 0..<5 { #expect(try await scene.post(forged, fields: fields, to: "/inbox").status == 400) }
      #expect(try await like(mallory, 7).status == 202)
    }
  }
}
