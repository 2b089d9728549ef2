import Testing
import Transport

@testable import scholion

@Suite struct AddressTests {
  @Test(
    arguments: [
      ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false), ("10.0.0.0/8", "10.255.0.1", true),
      ("10.0.0.0/8", "11.0.0.1", false), ("192.168.16.0/20", "192.168.31.255", true),
      ("192.168.16.0/20", "192.168.32.0", false), ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
      ("::1", "::1", true), ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
      ("127.0.0.1", "::ffff:127.0.0.1", true), ("10.0.0.0/8", "::ffff:10.1.1.1", true),
    ])
  func `A range holds the addresses whose leading bits are its own`(range: String, address: String, isIn: Bool) throws {
    let parsed = try #require(IPAddress(text: address))
    #expect(try AddressRange(parsing: range).contains(parsed) == isIn)
  }

  @Test(
    arguments: [
      // Nobody stands between.
      ("203.0.113.9", [], "203.0.113.9"),
      // A stranger's word counts for nothing.
      ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
      // A trusted proxy names the client; whatever the client wrote before is left of it.
      ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"), ("127.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
      ("127.0.0.1", ["6.6.6.6", "198.51.100.1"], "198.51.100.1"),
      // Two trusted proxies in a row.
      ("127.0.0.1", ["198.51.100.1, 10.0.0.7"], "198.51.100.1"),
      // All are trusted: the first of them asked.
      ("127.0.0.1", ["10.0.0.8, 10.0.0.7"], "10.0.0.8"),
      // What is no address ends the chain.
      ("127.0.0.1", ["198.51.100.1, unknown"], "127.0.0.1"), ("127.0.0.1", [""], "127.0.0.1"),
      // Ports and IPv6, as proxies write them.
      ("::1", ["198.51.100.1:4711"], "198.51.100.1"), ("::1", ["[2001:db8::1]:4711"], "2001:db8::1"),
      ("::ffff:127.0.0.1", ["2001:db8::1"], "2001:db8::1"),
    ] as [(String, [String], String)])
  func `The client is the rightmost address that is not a trusted proxy's`(
    socket: String, forwarded: [String], client: String
  ) throws {
    let trusted = try ["127.0.0.1", "::1", "10.0.0.0/8"].map { try AddressRange(parsing: $0) }
    #expect(ClientAddressing.client(socket: socket, forwarded: forwarded, trusted: trusted) == client)
  }

  @Test func `A long chain of hops is followed only so far`() throws {
    let trusted = [try AddressRange(parsing: "127.0.0.0/8")]
    let chain = (["198.51.100.1"] + [String](repeating: "127.0.0.2", count: 40)).joined(separator: ",")
    #expect(ClientAddressing.client(socket: "127.0.0.1", forwarded: [chain], trusted: trusted) == "127.0.0.2")
  }

  @Test func `One client is an IPv4 address, or an IPv6 network of 64 bits`() throws {
    func key(_ text: String) throws -> String { try #require(IPAddress(text: text)).clientKey }
    #expect(try key("192.0.2.1") != key("192.0.2.2"))
    #expect(try key("::ffff:192.0.2.1") == key("192.0.2.1"))
    #expect(try key("2001:db8:1:2:3::4") == key("2001:db8:1:2:ffff::1"))
    #expect(try key("2001:db8:1:2::") != key("2001:db8:1:3::"))
  }

  @Test(
    arguments: [
      ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("::ffff:127.0.0.1", true), ("10.0.0.1", false), ("::2", false),
      ("203.0.113.1", false),
    ])
  func `Loopback is 127.0.0.0/8 and ::1`(text: String, isLoopback: Bool) throws {
    #expect(try #require(IPAddress(text: text)).isLoopback == isLoopback)
  }
}
