/// Takes a URI apart in one pass over its bytes (RFC 3986 section 3).
enum IRIScanner {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// Where the pieces lie.
  struct Parts {
    var authority: Range<Int>?
    var path: Range<Int>
    var query: Range<Int>?
    var fragment: Range<Int>?
  }

  /// A checked `http` or `https` authority.
  struct Site {
    var host: String
    var port: Int
    var hasOwnPort: Bool

    /// The port unless it is the scheme's own.
    var oddPort: Int? { hasOwnPort ? nil : port }
  }

  static func fault(in bytes: Bytes) -> IRI.Fault? {
    if bytes.count > DocumentLimits.iriBytes { return .tooLong }
    if bytes.isEmpty { return .empty }
    var brackets = 0
    for byte in bytes {
      if !isLegal(byte) { return .illegalCharacter }
      if isBracket(byte) { brackets += 1 }
    }
    let scheme = scheme(of: bytes)
    guard let first = scheme.first, isLetter(first) else { return .noScheme }
    guard isWeb(scheme) else {
      return scheme.count + 1 < bytes.count ? nil : .noHost
    }
    let parts = parts(of: bytes)
    guard let range = parts.authority, !range.isEmpty else { return .noHost }
    // Brackets are for an address in the authority and nothing else.
    let isMisplaced = brackets > 0 && brackets != bytes[range].count { isBracket($0) }
    return isMisplaced ? .illegalCharacter : authorityFault(bytes[range])
  }

  /// The scheme as written; empty when there is none.
  static func scheme(of bytes: Bytes) -> Slice<Bytes> {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return bytes[..<0] }
    let scheme = bytes[..<colon]
    let isScheme = scheme.allSatisfy {
      isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
    }
    return isScheme ? scheme : bytes[..<0]
  }

  static func isWeb(_ scheme: Slice<Bytes>) -> Bool {
    (4...5).contains(scheme.count) && zip(scheme, "https".utf8).allSatisfy { lowered($0) == $1 }
  }

  static func parts(of bytes: Bytes) -> Parts {
    var start = (bytes.firstIndex(of: UInt8(ascii: ":")) ?? -1) + 1
    var authority: Range<Int>?
    if bytes[start...].starts(with: "//".utf8) {
      let end = bytes[(start + 2)...].firstIndex { isDelimiter($0) || $0 == UInt8(ascii: "/") } ?? bytes.endIndex
      authority = start + 2..<end
      start = end
    }
    let pathEnd = bytes[start...].firstIndex(where: isDelimiter) ?? bytes.endIndex
    let hash = bytes[pathEnd...].firstIndex(of: UInt8(ascii: "#"))
    let queryEnd = hash ?? bytes.endIndex
    let hasQuery = pathEnd < bytes.endIndex && bytes[pathEnd] == UInt8(ascii: "?")
    return Parts(
      authority: authority, path: start..<pathEnd, query: hasQuery ? pathEnd + 1..<queryEnd : nil,
      fragment: hash.map { $0 + 1..<bytes.endIndex })
  }

  static func site(of bytes: Bytes) -> Site? {
    let scheme = scheme(of: bytes)
    guard isWeb(scheme), let range = parts(of: bytes).authority else { return nil }
    let own = scheme.count == 5 ? 443 : 80
    let (host, port) = split(bytes[range])
    let name = lowercased(host)
    guard let port else { return Site(host: name, port: own, hasOwnPort: true) }
    let number = number(port) ?? own
    return Site(host: name, port: number, hasOwnPort: number == own)
  }

  /// The bytes as text in lower case.
  static func lowercased(_ bytes: Slice<Bytes>) -> String {
    bytes.contains { lowered($0) != $0 }
      ? String(decoding: bytes.map(lowered), as: UTF8.self) : String(decoding: Bytes(rebasing: bytes), as: UTF8.self)
  }

  private static func authorityFault(_ authority: Slice<Bytes>) -> IRI.Fault? {
    if authority.contains(UInt8(ascii: "@")) { return .userName }
    if authority.first == UInt8(ascii: "["), !authority.contains(UInt8(ascii: "]")) { return .badHost }
    let (host, port) = split(authority)
    if let port, number(port) == nil { return .badPort }
    if host.first == UInt8(ascii: "[") {
      let inner = host.dropFirst().dropLast()
      let isAddress = host.last == UInt8(ascii: "]") && inner.contains(UInt8(ascii: ":")) && inner.allSatisfy(isAddressByte)
      return isAddress ? nil : .badHost
    }
    if host.isEmpty { return .noHost }
    let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isName = host.count <= 253 && labels.allSatisfy { !$0.isEmpty && $0.count <= 63 && $0.allSatisfy(isHostByte) }
    return isName ? nil : .badHost
  }

  /// Host and, when there is a colon behind it, port.
  private static func split(_ authority: Slice<Bytes>) -> (host: Slice<Bytes>, port: Slice<Bytes>?) {
    let hostEnd = authority.lastIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? authority.startIndex
    guard let colon = authority[hostEnd...].firstIndex(of: UInt8(ascii: ":")) else { return (authority, nil) }
    return (authority[..<colon], authority[(colon + 1)...])
  }

  private static func number(_ digits: Slice<Bytes>) -> Int? {
    guard (1...5).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return (1...65_535).contains(value) ? value : nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isBracket(_ byte: UInt8) -> Bool { byte == 0x5B || byte == 0x5D }
  private static func isDelimiter(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") }
  private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }

  private static func isAddressByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x66).contains(byte | 0x20) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
  }

  /// Unreserved, reserved and `%` (RFC 3986 section 2); everything else, above all blanks, quotes and `\`, is refused.
  private static func isLegal(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21, 0x23...0x3B, 0x3D, 0x3F...0x5B, 0x5D, 0x5F, 0x61...0x7A, 0x7E: true
    default: false
    }
  }
}
