import Testing

@testable import Transport

/// IANA IPv4 Special-Purpose Address Registry with multicast and broadcast.
let specialIPv4 = [
  "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
  "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
  "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
]

/// IANA IPv6 Special-Purpose Address Registry, and what lies outside of 2000::/3.
let specialIPv6 = [
  "::/128", "::1/128", "::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001::/32", "2001:1::1/128",
  "2001:1::2/128", "2001:2::/48", "2001:3::/32", "2001:4:112::/48", "2001:10::/28", "2001:20::/28", "2001:30::/28",
  "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
  "ff00::/8", "4000::/3", "e000::/4", "::/3",
]

/// The first, a middle and the last address of a range.
func samples(_ range: String) throws -> [[UInt8]] {
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

/// IPv6 addresses that carry an IPv4 one.
let carriers: [(String, @Sendable ([UInt8]) -> [UInt8])] = [
  ("itself", { $0 }),
  ("mapped", { [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + $0 }),
  ("compatible", { [UInt8](repeating: 0, count: 12) + $0 }),
  ("NAT64", { [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] + $0 }),
  ("local NAT64", { [0, 0x64, 0xFF, 0x9B, 0, 1, 0, 0, 0, 0, 0, 0] + $0 }),
  ("6to4", { [0x20, 0x02] + $0 + [UInt8](repeating: 0, count: 10) }),
  ("Teredo", { [0x20, 0x01, 0, 0, 0x41, 0xD0, 0x12, 0x34, 0, 0, 0x12, 0x34] + $0.map { ~$0 } }),
]
