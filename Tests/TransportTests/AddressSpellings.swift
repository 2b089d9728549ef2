@testable import Transport

/// Every way that some reader of URLs takes for an IPv4 address; `PORT` stands for the port.
enum AddressSpellings {
  /// URLs that name the address.
  static func urls(of bytes: [UInt8]) -> [String] {
    guard bytes.count == 4 else { return [] }
    return hosts(of: bytes).map { "http://\($0):PORT/" } + tricks(with: bytes.map { "\($0)" }.joined(separator: "."))
  }

  private static func hosts(of bytes: [UInt8]) -> [String] {
    let (a, b, c, d) = (Int(bytes[0]), Int(bytes[1]), Int(bytes[2]), Int(bytes[3]))
    let whole = a << 24 | b << 16 | c << 8 | d
    func octal(_ number: Int) -> String { "0" + String(number, radix: 8) }
    func hex(_ number: Int) -> String { "0x" + String(number, radix: 16) }
    let dotted = "\(a).\(b).\(c).\(d)"
    let groups = String(a << 8 | b, radix: 16) + ":" + String(c << 8 | d, radix: 16)
    let far = String(~(a << 8 | b) & 0xFFFF, radix: 16) + ":" + String(~(c << 8 | d) & 0xFFFF, radix: 16)
    var hosts = [
      dotted, "\(whole)", hex(whole), hex(whole).uppercased(), octal(whole), "\(a).\(b << 16 | c << 8 | d)",
      "\(a).\(b).\(c << 8 | d)", "\(octal(a)).\(octal(b)).\(octal(c)).\(octal(d))", "\(hex(a)).\(hex(b)).\(hex(c)).\(hex(d))",
      "\(hex(a)).\(b << 16 | c << 8 | d)", "\(octal(a)).\(b).\(c).\(d)", "\(hex(a)).\(octal(b)).\(c).\(d)",
      "0\(octal(a)).\(b).\(c).\(d)",
      "\(a).\(b).\(c).0\(d)", "\(a + 256).\(b).\(c).\(d)", "\(whole + 1 << 32)", "\(dotted).", "\(dotted)..", ".\(dotted)",
      "\(dotted)%00.name.test", "\(dotted)%2f", "\(a)%2e\(b)%2e\(c)%2e\(d)",
      dotted.utf8.map { "%" + String($0, radix: 16) }.joined(),
      "[::ffff:\(dotted)]", "[::ffff:\(groups)]", "[0:0:0:0:0:ffff:\(groups)]", "[::FFFF:\(groups)]", "[::\(dotted)]",
      "[::\(groups)]",
      "[64:ff9b::\(dotted)]", "[64:ff9b::\(groups)]", "[64:ff9b:1::\(groups)]", "[2002:\(groups)::]", "[2002:\(groups)::1]",
      "[2001:0:4136:e378:8000:63bf:\(far)]", "[::ffff:0:\(groups)]", "[fe80::5efe:\(groups)]", "[\(dotted)]",
      "[::ffff:\(dotted)%25lo]",
      "[::ffff:\(groups)%lo]",
    ]
    for dot in ["\u{3002}", "\u{FF0E}", "\u{FF61}", "\u{2024}"] { hosts.append("\(a)\(dot)\(b)\(dot)\(c)\(dot)\(d)") }
    for zero: UInt32 in [0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7EC, 0x1D7F6, 0x0660, 0x0966] { hosts.append(digits(dotted, from: zero)) }
    hosts.append(dotted.map { $0 == "0" ? "⓪" : $0 == "." ? "." : circled($0) }.joined())
    hosts += ["\(dotted)\u{AD}", "\u{200B}\(dotted)", "\(dotted)\u{FE0F}"]
    return hosts
  }

  /// Places where one reader sees another host than the next.
  private static func tricks(with dotted: String) -> [String] {
    [
      "http://name.test@\(dotted):PORT/", "http://name.test:80@\(dotted):PORT/", "http://\(dotted):PORT\\@name.test/",
      "http://name.test\\@\(dotted):PORT/", "http://name.test#@\(dotted):PORT/", "http://name.test?@\(dotted):PORT/",
      "http://name.test:PORT#@\(dotted)/", "http://\(dotted):PORT#.name.test/", "http://\(dotted):PORT?.name.test/",
      "http://@\(dotted):PORT/", "http://:@\(dotted):PORT/", "http:\\\\\(dotted):PORT/", "http:/\(dotted):PORT/",
      "http:\(dotted):PORT/",
      "http:///\(dotted):PORT/", "//\(dotted):PORT/", "http://name.test\t@\(dotted):PORT/", "http://name.test\n@\(dotted):PORT/",
      "http://\(dotted) :PORT/", "http:// \(dotted):PORT/", "http://\(dotted):0PORT/", "http://\(dotted):PORT:PORT/",
      "http://\(dotted)\u{0}.name.test:PORT/", "http://name.test\u{0}\(dotted):PORT/", "HTTP://\(dotted):PORT/",
      "hTTp://\(dotted):PORT",
      "gopher://\(dotted):PORT/_x", "ftp://\(dotted):PORT/", "dict://\(dotted):PORT/x", "ldap://\(dotted):PORT/",
      "tftp://\(dotted):PORT/x",
      "file://\(dotted):PORT/x", "ws://\(dotted):PORT/", "https://\(dotted):PORT/", "https://\(dotted)/",
    ]
  }

  private static func digits(_ text: String, from zero: UInt32) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          guard ("0"..."9").contains(scalar) else { return scalar }
          return Unicode.Scalar(zero + scalar.value - 48) ?? scalar
        }))
  }

  private static func circled(_ digit: Character) -> String {
    guard let value = digit.wholeNumberValue, value > 0, let scalar = Unicode.Scalar(0x245F + UInt32(value)) else {
      return String(digit)
    }
    return String(Character(scalar))
  }
}
