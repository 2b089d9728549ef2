import Testing

@testable import Transport

/// A text with `PORT` for the server's, and what it means: nil refused, else the host it names.
private let table: [(String, String?)] = [
  ("http://name.test:PORT", "name.test"),
  ("http://name.test:PORT/", "name.test"),
  ("HTTP://NAME.test:PORT/A/b", "name.test"),
  ("http://name.test:PORT?x=1", "name.test"),
  ("http://name.test:PORT/a?x=1&y=/?", "name.test"),
  ("http://name.test:PORT/a#main-key", "name.test"),
  ("http://name.test:PORT/a/../b/./c", "name.test"),
  ("http://name.test:PORT/%2e%2e/a%20b", "name.test"),
  ("http://name.test:PORT//double//slash", "name.test"),
  ("http://name.test:PORT/a@b:c", "name.test"),
  ("http://name.test:PORT/[a]{b}|^~", "name.test"),
  ("http://name.test:PORT/#", "name.test"),
  ("http://na_me.test:PORT/", "na_me.test"),
  ("http://xn--bcher-kva.test:PORT/", "xn--bcher-kva.test"),
  ("http://a.b.c.d.e.test:PORT/", "a.b.c.d.e.test"),
  ("http://127.0.0.1:PORT/", "127.0.0.1"),
  ("http://localhost:PORT/", "localhost"),
  ("http://alpha.localhost:PORT/", "alpha.localhost"),
  ("http://name.test.:PORT/", nil),
  ("http://127.0.0.1.:PORT/", nil),
  ("http://127.1:PORT/", nil),
  ("http://0x7f.1:PORT/", nil),
  ("http://0x7f000001:PORT/", nil),
  ("http://0177.0.0.1:PORT/", nil),
  ("http://2130706433:PORT/", nil),
  ("http://127.0.0.01:PORT/", nil),
  ("http://1.2.3.4.5:PORT/", nil),
  ("http://name.0x7f:PORT/", nil),
  ("http://name.127:PORT/", nil),
  ("http://①②⑦.⓪.⓪.①:PORT/", nil),
  ("http://ｎame.test:PORT/", nil),
  ("http://n\u{AD}ame.test:PORT/", nil),
  ("http://name。test:PORT/", nil),
  ("http://bücher.test:PORT/", nil),
  ("http://[0:0:0:0:0:0:0:1]:PORT/", nil),
  ("http://[::1%25lo]:PORT/", nil),
  ("http://[::ffff:7f00:1]:PORT/", nil),
  ("http://[127.0.0.1]:PORT/", nil),
  ("http://[::1:PORT/", nil),
  ("http://[::1]x:PORT/", nil),
  ("http://user@127.0.0.1:PORT/", nil),
  ("http://user:word@name.test:PORT/", nil),
  ("http://name.test:PORT@127.0.0.1:PORT/", nil),
  ("http://name.test\\@127.0.0.1:PORT/", nil),
  ("http:\\\\name.test:PORT/", nil),
  ("http://name.test:PORT\\path", nil),
  ("http:/name.test:PORT/", nil),
  ("http:///name.test:PORT/", nil),
  ("http:name.test:PORT/", nil),
  ("//name.test:PORT/", nil),
  ("name.test:PORT/", nil),
  (" http://name.test:PORT/", nil),
  ("http://name.test:PORT/ ", nil),
  ("http://name.test:PORT/a b", nil),
  ("http://name.test:PORT/a\tb", nil),
  ("http://name.test:PORT/a\r\nHost: other", nil),
  ("http://name.test:PORT/a\u{0}b", nil),
  ("http://name\u{7F}.test:PORT/", nil),
  ("http://name.test:PORT/é", nil),
  ("http://na%6De.test:PORT/", nil),
  ("http://127.0.0.1%2f.test:PORT/", nil),
  ("http://:PORT/", nil),
  ("http://name.test:/", nil),
  ("http://name.test:0/", nil),
  ("http://name.test:0PORT/", nil),
  ("http://name.test:99999/", nil),
  ("http://name.test:+80/", nil),
  ("http://name.test:80:80/", nil),
  ("http://a..test:PORT/", nil),
  ("http://.test:PORT/", nil),
  ("http://-a.test:PORT/", nil),
  ("http://a!b.test:PORT/", nil),
  ("http://a,b.test:PORT/", nil),
  ("http://name.test:PORT/\"", nil),
  ("http://name.test:PORT/<a>", nil),
  ("ftp://name.test:PORT/", nil),
  ("file:///etc/passwd", nil),
  ("javascript:alert(1)", nil),
  ("data:text/plain,x", nil),
  ("http://", nil),
  ("", nil),
]

@Suite("URLs", .timeLimit(.minutes(2)))
struct WebURLTests {
  @Test("Every spelling is refused, or reaches exactly the host and target that were read")
  func table() async throws {
    let server = try LoopbackServer { _, connection in connection.answer() }
    defer { server.stop() }
    for (row, host) in rows(server.port) {
      guard let host else {
        #expect(throws: TransportError.self, "\(row)") { try WebURL(parsing: row) }
        continue
      }
      let resolver = RecordingResolver()
      let client = HTTPClient(policy: loopbackPolicy(), resolver: resolver)
      let before = server.requests.count
      let url = try WebURL(parsing: row)
      #expect(url.host == host, "\(row)")
      _ = try await client.send(try fetch(row))
      await client.shutdown()
      let isAsked = url.literal == nil && !url.isLocalhost
      #expect(resolver.asked == (isAsked ? [host] : []), "\(row)")
      let seen = try #require(server.requests.dropFirst(before).first)
      #expect(seen.first("host") == url.authority && seen.target == url.target, "\(row)")
    }
  }

  private func rows(_ port: Int) -> [(String, String?)] {
    TransportTests.table.map { ($0.0.replacing("PORT", with: "\(port)"), $0.1) }
  }

  @Test("The parts of a URL are those of its bytes")
  func parts() throws {
    let url = try WebURL(parsing: "HTTPS://Name.Example:443/users/Ada?b=1#main-key")
    #expect(url.text == "HTTPS://Name.Example:443/users/Ada?b=1#main-key")
    #expect(url.scheme == "https" && url.host == "name.example" && url.port == 443)
    #expect(url.authority == "name.example" && url.origin == "https://name.example")
    #expect(url.target == "/users/Ada?b=1" && url.fragment == "main-key")
    #expect(url.withoutFragment.text == "HTTPS://Name.Example:443/users/Ada?b=1")
    #expect(try WebURL(parsing: "http://name.example:8080").authority == "name.example:8080")
    #expect(try WebURL(parsing: "http://[::1]:8080/").literal == IPAddress(text: "::1"))
  }

  @Test("A URL of 2,048 bytes is read and one of 2,049 is not")
  func length() throws {
    let start = "https://name.example/"
    let longest = start + String(repeating: "a", count: 2_048 - start.utf8.count)
    #expect(try WebURL(parsing: longest).target.utf8.count == 2_028)
    #expect(throws: TransportError.invalidURL(.tooLong)) { try WebURL(parsing: longest + "a") }
  }

  @Test(
    "The policy for public peers wants https, port 443 and a name",
    arguments: [
      ("https://name.example/", nil), ("https://name.example:443/", nil),
      ("http://name.example/", .invalidURL(.scheme)), ("https://name.example:8443/", .invalidURL(.port)),
      ("https://1.1.1.1/", .invalidURL(.addressLiteral)), ("https://[2606:4700::1111]/", .invalidURL(.addressLiteral)),
      ("https://localhost/", .blockedAddress), ("https://a.localhost/", .blockedAddress),
      ("https://intranet/", .invalidURL(.singleLabel)),
    ] as [(String, TransportError?)])
  func admission(_ text: String, _ error: TransportError?) throws {
    let url = try WebURL(parsing: text)
    var found: TransportError?
    do throws(TransportError) { try TransportPolicy().admit(url) } catch { found = error }
    #expect(found == error)
  }

  @Test(
    "References resolve against a URL, and only to URLs that pass",
    arguments: [
      ("/c", "https://name.example/c"), ("c?d", "https://name.example/a/c?d"), ("?q", "https://name.example/a/b?q"),
      ("../../c", "https://name.example/c"), ("//other.example/c", "https://other.example/c"),
      ("https://other.example", "https://other.example"), ("#f", "https://name.example/a/b?x#f"),
      ("", nil), ("javascript:x", nil), ("///etc", nil), ("/\\other", nil), ("https:/c", nil), ("https:c", nil),
      ("//user@other.example/", nil), ("/a b", nil), ("/é", nil), ("/a\u{0}", nil),
    ] as [(String, String?)])
  func references(_ reference: String, _ wanted: String?) throws {
    let base = try WebURL(parsing: "https://name.example/a/b?x")
    #expect((try? base.resolving(reference))?.text == wanted)
  }
}
