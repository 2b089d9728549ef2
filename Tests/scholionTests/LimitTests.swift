import Actors
import Foundation
import HTTPTypes
import Inbox
import Testing
import Transport

@testable import scholion

/// The boundary of every limit on requests (security.md section 4): the limit passes, one more is refused.
@Suite(.timeLimit(.minutes(2))) struct LimitTests {
  /// A request with exactly so much of something, and how it is answered at the limit and past it.
  struct Limit: Sendable, CustomTestStringConvertible {
    let name: String
    let most: Int
    let fits: Int
    let refused: Int
    let request: @Sendable (Int, _ host: String) -> String
    var testDescription: String { name }
  }

  private static func get(_ target: String, _ host: String, _ fields: [String] = []) -> String {
    (["GET \(target) HTTP/1.1", "Host: \(host)", "Connection: close"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
  }

  /// A POST whose body is told by Content-Length, or comes in chunks.
  private static func post(_ target: String, _ host: String, type: String, body: Int, isChunked: Bool = false) -> String {
    let head = "POST \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\nContent-Type: \(type)\r\n"
    guard isChunked else { return head + "Content-Length: \(body)\r\n\r\n" + String(repeating: "a", count: body) }
    var text = head + "Transfer-Encoding: chunked\r\n\r\n"
    var left = body
    while left > 0 {
      let size = min(left, 65_536)
      text += String(size, radix: 16) + "\r\n" + String(repeating: "a", count: size) + "\r\n"
      left -= size
    }
    return text + "0\r\n\r\n"
  }

  private static let activity = "application/activity+json"
  private static let form = "application/x-www-form-urlencoded"

  static let limits: [Limit] = [
    Limit(name: "bytes of the target", most: 2_048, fits: 404, refused: 414) { count, host in
      get("/" + String(repeating: "x", count: count - 1), host)
    },
    Limit(name: "bytes of a header field", most: 8_192, fits: 200, refused: 431) { count, host in
      get("/livez", host, ["X-Long: " + String(repeating: "x", count: count)])
    },
    Limit(name: "bytes of a header field's name", most: 8_192, fits: 200, refused: 431) { count, host in
      get("/livez", host, [String(repeating: "x", count: count) + ": 1"])
    },
    Limit(name: "bytes of target and header fields together", most: 16_384, fits: 200, refused: 431) { count, host in
      // What stands there besides: the target, Host and Connection, and the names of two fields.
      let rest = count - "/livez".utf8.count - "Host\(host)Connectionclose".utf8.count - "X-AX-B".utf8.count
      return get(
        "/livez", host,
        ["X-A: " + String(repeating: "x", count: rest / 2), "X-B: " + String(repeating: "x", count: rest - rest / 2)])
    },
    Limit(name: "header fields", most: 100, fits: 200, refused: 431) { count, host in
      get("/livez", host, (0..<count - 2).map { "X-\($0): 1" })
    },
    Limit(name: "an inbox body", most: InboxLimits.bodyBytes, fits: 400, refused: 413) { count, host in
      post("/inbox", host, type: activity, body: count)
    },
    Limit(name: "an inbox body in chunks", most: InboxLimits.bodyBytes, fits: 400, refused: 413) { count, host in
      post("/inbox", host, type: activity, body: count, isChunked: true)
    },
    Limit(name: "a form", most: 262_144, fits: 403, refused: 413) { count, host in
      post("/sign-in", host, type: form, body: count)
    },
    Limit(name: "a form in chunks", most: 262_144, fits: 403, refused: 413) { count, host in
      post("/sign-in", host, type: form, body: count, isChunked: true)
    },
  ]

  @Test func `The limit of each request passes, and one more is refused with its status`() async throws {
    try await RunningHouse.with(try ScratchFolder()) { house in
      let host = String(house.base.dropFirst("http://".count))
      let port = try #require(Int(house.base.split(separator: ":").last ?? ""))
      for limit in Self.limits {
        let fits = try await RawConnection.status(Array(limit.request(limit.most, host).utf8), port: port)
        let refused = try await RawConnection.status(Array(limit.request(limit.most + 1, host).utf8), port: port)
        #expect(fits == limit.fits, "\(limit.name): \(limit.most)")
        #expect(refused == limit.refused, "\(limit.name): \(limit.most + 1)")
      }
      #expect(try await house.ask("GET", "/livez").status == 200)
    }
  }

  @Test func `A hundred thousand small fields cost an answer and not the server`() async throws {
    try await RunningHouse.with(try ScratchFolder()) { house in
      let port = try #require(Int(house.base.split(separator: ":").last ?? ""))
      let flood = "GET / HTTP/1.1\r\n" + (0..<100_000).map { "a\($0): 1\r\n" }.joined() + "\r\n"
      let before = ProcessFigures.residentBytes
      for _ in 0..<3 {
        let status = try await RawConnection.status(Array(flood.utf8), port: port)
        #expect([0, 431].contains(status))
      }
      // This process holds the flood itself, too.
      #expect(ProcessFigures.residentBytes - before < 64 << 20)
      #expect(try await house.ask("GET", "/livez").status == 200)
    }
  }

  /// A rule, its burst, and a request that meets it.
  ///
  /// The two widest are not played so: their buckets fill faster than a debug build on a busy machine answers.
  struct Burst: Sendable, CustomTestStringConvertible {
    let rule: String
    let burst: Int
    let method: String
    let path: String
    var testDescription: String { rule }
  }

  @Test(arguments: [("inbox", HTTPRequest.Method.post, "/users/{name}/inbox", 1_000, 10), ("read", .get, "/", 3_000, 50)])
  func `The widest rules let a burst pass and one more after each interval, by the clock`(
    name: String, method: HTTPRequest.Method, route: String, burst: Int, milliseconds: Int
  ) throws {
    let rule = try #require(RateLimits.standard().rule(method, route))
    #expect(rule.name == name)
    let start = ContinuousClock.now
    for number in 0..<burst { #expect(rule.buckets.take("a", at: start) == nil, "\(number)") }
    #expect(rule.buckets.take("a", at: start) == .milliseconds(milliseconds))
    #expect(rule.buckets.take("b", at: start) == nil)
    #expect(rule.buckets.take("a", at: start + .milliseconds(milliseconds)) == nil)
    #expect(rule.buckets.take("a", at: start + .milliseconds(milliseconds)) != nil)
  }

  @Test(
    arguments: [
      Burst(rule: "sign_in", burst: 25, method: "POST", path: "/sign-in"),
      Burst(rule: "sign_up", burst: 5, method: "POST", path: "/sign-up"),
      Burst(rule: "delete", burst: 30, method: "POST", path: "/post/1/delete"),
      Burst(rule: "look_up", burst: 30, method: "GET", path: "/authorize_interaction"),
      Burst(rule: "search", burst: 120, method: "GET", path: "/search?q=x"),
      Burst(rule: "write", burst: 300, method: "POST", path: "/post/1/vote"),
    ])
  func `A burst passes, the next is answered 429 with Retry-After, and another client is not touched`(burst: Burst) async throws {
    try await RunningHouse.with(try ScratchFolder()) { house in
      func ask(_ client: String) async throws -> IncomingResponse {
        try await house.ask(burst.method, burst.path, [("X-Forwarded-For", client)], body: burst.method == "POST" ? "" : nil)
      }
      let start = ContinuousClock.now
      // One /64 is one client, whatever the last 64 bits are.
      for number in 0..<burst.burst {
        #expect(try await ask("2001:db8:1:2::\(String(number, radix: 16))").status != 429, "\(number)")
      }
      var answer = try await ask("2001:db8:1:2:ffff::1")
      // The bucket fills while the burst goes on: where that took so long, a few more pass.
      let allowance = try #require(RateLimits.standard().rules.first { $0.name == burst.rule }).buckets.allowance
      let grown = Int((ContinuousClock.now - start) / allowance.interval) + 1
      for _ in 0..<grown * 2 where answer.status != 429 { answer = try await ask("2001:db8:1:2:ffff::1") }
      #expect(answer.status == 429)
      #expect(answer.first("retry-after").flatMap { Int($0) }.map { $0 >= 1 } ?? false)
      #expect(try await ask("2001:db8:1:3::1").status != 429)
      #expect(try await ask("198.51.100.7").status != 429)
    }
  }

  @Test func `Who is no trusted proxy names nobody else as the client`() async throws {
    try await RunningHouse.with(try ScratchFolder(), change: { $0.trustedProxies = [] }) { house in
      var statuses: [Int] = []
      for number in 0..<6 {
        let answer = try await house.ask("POST", "/sign-up", [("X-Forwarded-For", "198.51.100.\(number)")], body: "")
        statuses.append(answer.status)
      }
      #expect(statuses.prefix(5).allSatisfy { $0 != 429 } && statuses.last == 429, "\(statuses)")
    }
  }
}
