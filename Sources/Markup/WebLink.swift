/// Link targets: absolute http and https only.
enum WebLink {
  /// The target as it may be written, nil for any other scheme or a shape that readers of URLs disagree about.
  ///
  /// A target that begins with a single `/` is put behind the origin, where one is given.
  static func cleaned(_ raw: String, origin: String? = nil) -> String? {
    var bytes = Array(raw.utf8)[...]
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    if bytes.first == UInt8(ascii: "/"), let origin {
      guard bytes.dropFirst().first != UInt8(ascii: "/") else { return nil }
      bytes = Array(origin.utf8)[...] + bytes
    }
    guard let rest = afterScheme(bytes), isAuthority(rest.prefix { !isDelimiter($0) }) else { return nil }
    var written: [UInt8] = []
    for byte in bytes {
      switch byte {
      case 0..<0x20, 0x7F, UInt8(ascii: "\\"): return nil
      case 0x20: written.append(contentsOf: "%20".utf8)
      case UInt8(ascii: "\""): written.append(contentsOf: "%22".utf8)
      case UInt8(ascii: "<"): written.append(contentsOf: "%3C".utf8)
      case UInt8(ascii: ">"): written.append(contentsOf: "%3E".utf8)
      case UInt8(ascii: "`"): written.append(contentsOf: "%60".utf8)
      default: written.append(byte)
      }
    }
    guard written.count <= MarkupLimits.linkBytes else { return nil }
    let text = String(decoding: written, as: UTF8.self)
    let isPlain = text.unicodeScalars.allSatisfy {
      !(0x80...0x9F).contains($0.value) && $0.value & 0xFFFE != 0xFFFE
        && !(0xFDD0...0xFDEF).contains($0.value)
    }
    return isPlain ? text : nil
  }

  /// Host in lower case and what follows it, of a target that `cleaned` gave.
  static func parts(of target: String) -> (host: String, rest: Substring.UTF8View)? {
    let bytes = Array(target.utf8)[...]
    guard let rest = afterScheme(bytes) else { return nil }
    let host = rest.prefix { !isDelimiter($0) }
    guard let start = target.utf8.index(target.startIndex, offsetBy: host.endIndex, limitedBy: target.endIndex) else {
      return nil
    }
    return (String(decoding: host.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self), target[start...].utf8)
  }

  private static func afterScheme(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    for scheme in ["https://", "http://"] where bytes.count > scheme.utf8.count {
      if zip(bytes, scheme.utf8).allSatisfy({ (0x41...0x5A).contains($0) ? $0 | 0x20 == $1 : $0 == $1 }) {
        return bytes.dropFirst(scheme.utf8.count)
      }
    }
    return nil
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
  }

  /// A host with an optional port; no user name, no escapes, no address in brackets.
  private static func isAuthority(_ bytes: ArraySlice<UInt8>) -> Bool {
    let host = bytes.prefix { $0 != UInt8(ascii: ":") }
    guard let first = host.first, first != UInt8(ascii: ".") else { return false }
    let isHost = host.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
      default: false
      }
    }
    guard host.count < bytes.count else { return isHost }
    let port = bytes.dropFirst(host.count + 1)
    guard port.count <= 5, port.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
    return isHost && (Int(String(decoding: port, as: UTF8.self)) ?? 0) <= 65_535
  }
}
