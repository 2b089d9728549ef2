import Testing

@testable import Transport

private let specialIPv4 = [
  "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
  "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
  "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
]

private let specialIPv6 = [
  "::/128", "::1/128", "::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001::/32", "2001:1::1/128",
  "2001:1::2/128", "2001:2::/48", "2001:3::/32", "2001:4:112::/48", "2001:10::/28", "2001:20::/28", "2001:30::/28",
  "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
  "ff00::/8", "4000::/3", "e000::/4", "::/3",
]

/// The first, a middle and the last address of a range.
private func samples(_ range: String) throws -> [[UInt8]] {
  let parts = range.split(separator: "/")
  let first = try #require(IPAddress(text: String(parts[0]))).bytes
  let bits = try #require(Int(parts[1]))
  func filled(_ isOne: (Int) -> Bool) -> [UInt8] {
    first.indices.map { index in
      (0..<8).reduce(first[index]) { byte, bit in
        let position = index * 8 + bit
        return position >= bits && isOne(position) ? byte | (0x80 >> UInt8(bit)) : byte
      }
    }
  }
  return [first, filled { $0 == bits }, filled { _ in true }]
}

private let carriers: [(String, @Sendable ([UInt8]) -> [UInt8])] = [
  ("itself", { $0 }),
  ("mapped", { [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + $0 }),
  ("compatible", { [UInt8](repeating: 0, count: 12) + $0 }),
  ("NAT64", { [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] + $0 }),
  ("local NAT64", { [0, 0x64, 0xFF, 0x9B, 0, 1, 0, 0, 0, 0, 0, 0] + $0 }),
  ("6to4", { [0x20, 0x02] + $0 + [UInt8](repeating: 0, count: 10) }),
  ("Teredo", { [0x20, 0x01, 0, 0, 0x41, 0xD0, 0x12, 0x34, 0, 0, 0x12, 0x34] + $0.map { ~$0 } }),
]

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
