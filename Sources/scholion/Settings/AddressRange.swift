internal import Transport

/// An address, or a network written `10.0.0.0/8`.
struct AddressRange: Equatable, Sendable {
  private let network: [UInt8]
  private let bits: Int

  /// Throws ``Refusal`` when the text is neither.
  init(parsing text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2, let address = IPAddress(text: String(first)) else {
      throw Refusal("\(text) is not an address such as 127.0.0.1 or a network such as 10.0.0.0/8")
    }
    network = address.bytes
    guard parts.count == 2 else {
      bits = network.count * 8
      return
    }
    guard let last = parts.last, last.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let bits = Int(last),
      bits <= network.count * 8
    else { throw Refusal("\(text) has no valid number of bits after the slash") }
    self.bits = bits
  }

  private init(_ bytes: [UInt8]) {
    network = bytes
    bits = bytes.count * 8
  }

  /// 127.0.0.1 and ::1: a proxy on this machine.
  static let thisMachine = [AddressRange([127, 0, 0, 1]), AddressRange([UInt8](repeating: 0, count: 15) + [1])]

  /// Whether the address lies in the range; IPv4 addresses written as IPv6 are taken for what they are.
  func contains(_ address: IPAddress) -> Bool {
    let bytes = address.plain.bytes
    guard bytes.count == network.count else { return false }
    return zip(bytes, network).enumerated().allSatisfy { index, pair in
      let left = bits - index * 8
      let mask: UInt8 = left >= 8 ? 0xFF : left <= 0 ? 0 : ~(0xFF >> UInt8(left))
      return (pair.0 ^ pair.1) & mask == 0
    }
  }
}

extension IPAddress {
  /// The IPv4 address inside `::ffff:0:0/96`, else the address itself.
  var plain: IPAddress {
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    guard bytes.count == 16, bytes.starts(with: mapped) else { return self }
    return IPAddress(bytes: Array(bytes.suffix(4))) ?? self
  }

  /// Whether it is 127.0.0.0/8 or ::1.
  var isLoopback: Bool {
    let bytes = plain.bytes
    return bytes.count == 4 ? bytes.first == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
  }

  /// What stands for one client in a rate limit: the address, of IPv6 its /64.
  var clientKey: String {
    let plain = self.plain
    guard plain.bytes.count == 16 else { return plain.description }
    let network = IPAddress(bytes: Array(plain.bytes.prefix(8)) + [UInt8](repeating: 0, count: 8))
    return network?.description ?? plain.description
  }
}
