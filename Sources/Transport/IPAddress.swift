internal import Glibc

/// An IPv4 or IPv6 address as its bytes.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
  /// 4 or 16 bytes, network order.
  package let bytes: [UInt8]

  /// Takes 4 or 16 bytes, else nil.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Reads dotted decimal or RFC 4291 text, no brackets, no zone; nil for every other spelling.
  package init?(text: String) {
    guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
    var four = [UInt8](repeating: 0, count: 4)
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = four
      return
    }
    var sixteen = [UInt8](repeating: 0, count: 16)
    guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
    bytes = sixteen
  }

  /// The address 127.0.0.1, which `localhost` names are answered with.
  package static let loopback = IPAddress(unchecked: [127, 0, 0, 1])

  init(unchecked bytes: [UInt8]) { self.bytes = bytes }

  /// Whether it is an IPv4 address.
  package var isIPv4: Bool { bytes.count == 4 }

  /// Canonical text (RFC 5952), no brackets.
  package var description: String {
    var text = [CChar](repeating: 0, count: 46)
    guard inet_ntop(isIPv4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether the first `bits` bits are those of `prefix`; bytes that `prefix` leaves out are zero.
  func isIn(_ prefix: [UInt8], _ bits: Int) -> Bool {
    var left = bits
    for (index, byte) in bytes.enumerated() where left > 0 {
      let wanted = index < prefix.count ? prefix[index] : 0
      let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
      if (byte ^ wanted) & mask != 0 { return false }
      left -= 8
    }
    return true
  }
}
