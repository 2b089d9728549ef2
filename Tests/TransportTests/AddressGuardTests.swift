import Testing

@testable import Transport

@Suite("Which addresses are public")
struct AddressGuardTests {
  @Test("No address of a special IPv4 range is public, nor any IPv6 address that carries one", arguments: specialIPv4)
  func specialFour(_ range: String) throws {
    for bytes in try samples(range) {
      for (name, carry) in carriers {
        let address = try #require(IPAddress(bytes: carry(bytes)))
        #expect(!address.isPublic, "\(name) \(address)")
      }
    }
  }

  @Test("No address of a special IPv6 range is public", arguments: specialIPv6)
  func specialSix(_ range: String) throws {
    for bytes in try samples(range) {
      let address = try #require(IPAddress(bytes: bytes))
      #expect(!address.isPublic, "\(address)")
    }
  }

  @Test(
    "Ordinary addresses are public, also just outside of the special ranges",
    arguments: [
      "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
      "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "198.17.255.255", "198.20.0.0",
      "223.255.255.255", "2001:200::", "2001:db7:ffff::", "2001:db9::", "2003::", "2606:4700::1111", "3ffe:ffff::",
      "3fff:1000::", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1",
    ])
  func ordinary(_ text: String) throws {
    #expect(try #require(IPAddress(text: text)).isPublic)
  }

  @Test("Private peers add loopback and private networks and nothing else")
  func privatePeers() throws {
    let admission = AddressGuard(allowsPrivate: true)
    for text in ["127.0.0.1", "127.255.0.9", "10.1.2.3", "172.31.0.1", "192.168.1.1", "::1", "fd00::1", "::ffff:127.0.0.1"] {
      #expect(admission.permits(IPAddress(text: text), at: .socket), "\(text)")
    }
    for text in ["169.254.169.254", "0.0.0.0", "224.0.0.1", "100.64.0.1", "fe80::1", "::", "ff02::1", "192.0.2.1", "nonsense"] {
      #expect(!admission.permits(IPAddress(text: text), at: .socket), "\(text)")
    }
  }

  @Test(
    "Only the canonical spellings of an address are read",
    arguments: ["127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "1.2.3.4.5", "", "::1%lo", "[::1]", "1.2.3.04"])
  func spellings(_ text: String) { #expect(IPAddress(text: text) == nil) }
}
