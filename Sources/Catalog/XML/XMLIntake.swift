internal import CLibXML2

/// What stands before the parser: any chunk of a file becomes UTF-8 with the named characters of HTML as numbers.
///
/// So no DTD is ever needed for `&uuml;`, and the parser sees one encoding. An unknown name stays as it is spelt, as text.
struct XMLIntake {
  private enum Encoding { case utf8, windows1252 }

  private var encoding: Encoding?
  private var head: [UInt8] = []
  /// `&` and the letters after it, while a reference is not over.
  private var reference: [UInt8] = []
  private var isInCDATA = false
  /// The last bytes, for the marks of a CDATA section.
  private var tail: UInt64 = 0

  /// The bytes that the parser gets; none while the beginning is too short to tell the encoding.
  mutating func take(_ bytes: some Collection<UInt8>, isLast: Bool = false) throws(CatalogError) -> [UInt8] {
    guard encoding == nil else { return converted(bytes, isLast: isLast) }
    head += bytes
    guard isLast || head.count >= 512 else { return [] }
    try begin()
    defer { head = [] }
    return converted(head, isLast: isLast)
  }

  private mutating func begin() throws(CatalogError) {
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { head.removeFirst(3) }
    let start = head.drop(while: \.isBlank)
    guard start.first == UInt8(ascii: "<") else {
      throw head.prefix(2).contains(where: { $0 >= 0xFE || $0 == 0 })
        ? .encoding("UTF-16") : .malformed("this is not XML", line: 1)
    }
    // White space before the declaration is wrong and common.
    head = Array(start)
    guard !head.prefix(4).contains(0) else { throw .encoding("UTF-16") }
    encoding = .utf8
    guard head.starts(with: "<?xml".utf8), let end = head.firstIndex(of: UInt8(ascii: ">")) else { return }
    let declaration = String(decoding: head[..<end], as: UTF8.self)
    guard let mark = declaration.range(ofASCII: "encoding") else { return }
    let value = declaration[mark.upperBound...].drop { $0 == "=" || $0 == " " || $0 == "\"" || $0 == "'" }
    let name = value.prefix { $0 != "\"" && $0 != "'" && $0 != " " }.lowercased()
    switch name {
    case "utf-8", "utf8", "us-ascii", "ascii", "": encoding = .utf8
    case "iso-8859-1", "latin1", "windows-1252", "cp1252": encoding = .windows1252
    default: throw .encoding(String(name.prefix(40)))
    }
  }

  private mutating func converted(_ bytes: some Collection<UInt8>, isLast: Bool) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if !reference.isEmpty {
        if extend(byte, &out) { continue }
      } else if byte == UInt8(ascii: "&"), !isInCDATA {
        reference.append(byte)
        continue
      }
      append(byte, &out)
    }
    if isLast, !reference.isEmpty {
      out += reference
      reference = []
    }
    return out
  }

  private mutating func append(_ byte: UInt8, _ out: inout [UInt8]) {
    tail = tail << 8 | UInt64(byte)
    if isInCDATA {
      if tail & 0xFF_FFFF == 0x5D_5D3E { isInCDATA = false }  // ]]>
    } else if byte == UInt8(ascii: "["), tail == 0x215B_4344_4154_415B {  // ![CDATA[
      isInCDATA = true
    }
    if byte < 0x80 || encoding == .utf8 {
      out.append(byte)
    } else {
      out.append(contentsOf: String(windows1252(byte)).utf8)
    }
  }

  /// Takes one more byte of a reference; false where the byte belongs to what follows.
  private mutating func extend(_ byte: UInt8, _ out: inout [UInt8]) -> Bool {
    if byte == UInt8(ascii: ";") {
      out += Self.replacement(reference)
      reference = []
      return true
    }
    if byte.isLetter || byte.isDigit || byte == UInt8(ascii: "#") && reference.count == 1, reference.count < 40 {
      reference.append(byte)
      return true
    }
    // A lone ampersand is left to the parser, which refuses it.
    out += reference
    reference = []
    guard byte == UInt8(ascii: "&") else { return false }
    reference.append(byte)
    return true
  }

  private static func replacement(_ reference: [UInt8]) -> [UInt8] {
    let name = String(decoding: reference.dropFirst(), as: UTF8.self)
    if name.hasPrefix("#") || ["amp", "lt", "gt", "quot", "apos"].contains(name) { return reference + [UInt8(ascii: ";")] }
    let code = scholion_named_character(name)
    return Array((code == 0 ? "&amp;\(name);" : "&#\(code);").utf8)
  }
}
