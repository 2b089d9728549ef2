/// A network prefix: the leading bytes that are not zero, and the length in bits.
private typealias Prefix = ([UInt8], Int)

/// IANA IPv4 Special-Purpose Address Registry, whole, with multicast; also the entries marked globally reachable.
private let specialIPv4: [Prefix] = [
  ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
  ([192, 0, 2], 24), ([192, 31, 196], 24), ([192, 52, 193], 24), ([192, 88, 99], 24), ([192, 168], 16),
  ([192, 175, 48], 24), ([198, 18], 15), ([198, 51, 100], 24), ([203, 0, 113], 24), ([224], 4), ([240], 4),
]

/// IANA IPv6 Special-Purpose Address Registry inside 2000::/3; everything outside 2000::/3 is refused anyway.
private let specialIPv6: [Prefix] = [
  ([0x20, 0x01], 23),  // protocol assignments: Teredo, benchmarking, ORCHID, drone remote id
  ([0x20, 0x01, 0x0D, 0xB8], 32),  // documentation
  ([0x20, 0x02], 16),  // 6to4
  ([0x26, 0x20, 0x00, 0x4F, 0x80], 48),  // AS112
  ([0x3F, 0xFF], 20),  // documentation, RFC 9637
]

private let privateIPv4: [Prefix] = [([10], 8), ([127], 8), ([172, 16], 12), ([192, 168], 16)]

extension IPAddress {
  /// Whether it lies in the public Internet: an allow-list, so what is unknown is refused.
  ///
  /// An address that carries an IPv4 one (v4-mapped, NAT64 64:ff9b::/96 of RFC 6052) is judged by that. 6to4, Teredo,
  /// v4-compatible and local NAT64 (64:ff9b:1::/48) lie in refused ranges whatever they carry.
  package var isPublic: Bool {
    if let carried = carriedIPv4 { return carried.isPublic }
    if isIPv4 { return !specialIPv4.contains { isIn($0.0, $0.1) } }
    return isIn([0x20], 3) && !specialIPv6.contains { isIn($0.0, $0.1) }
  }

  /// Whether it is loopback (127/8, ::1) or private (RFC 1918, RFC 4193).
  package var isPrivate: Bool {
    if let carried = carriedIPv4 { return carried.isPrivate }
    if isIPv4 { return privateIPv4.contains { isIn($0.0, $0.1) } }
    return isIn([0xFC], 7) || (isIn([], 120) && bytes.last == 1)
  }

  /// The IPv4 address inside ::ffff:0:0/96 or 64:ff9b::/96.
  var carriedIPv4: IPAddress? {
    guard !isIPv4 else { return nil }
    let mapped = isIn([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 96)
    return mapped || isIn([0, 0x64, 0xFF, 0x9B], 96) ? IPAddress(unchecked: Array(bytes.suffix(4))) : nil
  }
}

/// Which addresses one transfer may reach, asked at three moments.
///
/// The answer of the resolver is filtered, the socket is opened only to a permitted address, and the peer is looked at
/// once more before each request, since a connection may be one that another transfer opened.
package struct AddressGuard: Sendable {
  /// The moments; all of them outside of tests that look at one.
  package struct Stages: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    /// The resolver's answer, or the literal in the URL.
    package static let answer = Stages(rawValue: 1)
    /// The socket address, before connecting.
    package static let socket = Stages(rawValue: 2)
    /// The connected peer, before sending.
    package static let request = Stages(rawValue: 4)
  }

  let allowsPrivate: Bool
  let stages: Stages
  let outside: IPAddress?

  /// A guard; `stages`, and the one inner address that plays the `outside`, are given only by tests.
  package init(allowsPrivate: Bool, stages: Stages = [.answer, .socket, .request], outside: IPAddress? = nil) {
    self.allowsPrivate = allowsPrivate
    self.stages = stages
    self.outside = outside
  }

  /// Whether the address may be reached; nil, an address that could not be read, may not.
  func permits(_ address: IPAddress?, at stage: Stages) -> Bool {
    guard stages.contains(stage) else { return true }
    guard let address else { return false }
    return address.isPublic || (allowsPrivate && address.isPrivate) || address == outside
  }
}
