/// Lines of a message's header (RFC 5322), and words in them that are not ASCII (RFC 2047).
///
/// libcurl writes bodies and their parts; header lines it passes on as they are.
enum MailHeader {
  /// Characters of a line with an encoded word (RFC 2047 section 2).
  private static let longest = 76

  /// One field of visible ASCII; what else stands in it is refused.
  static func line(_ name: String, _ value: String) throws(MailError) -> String {
    let isToken = !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
    guard isToken, name.utf8.count <= 64 else { throw .unclean("field") }
    guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), name.utf8.count + value.utf8.count <= 900 else {
      throw .unclean(name.lowercased())
    }
    return "\(name): \(value)"
  }

  /// The text of a field, as it is where it is short ASCII, else as encoded words; line ends and other controls are refused.
  ///
  /// - Parameter taken: characters that stand before it on its line
  static func text(_ text: String, after taken: Int) throws(MailError) -> String {
    guard text.unicodeScalars.allSatisfy({ !isControl($0) }), text.utf8.count <= 4_096 else { throw .unclean("text") }
    let isPlain =
      text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && taken + text.utf8.count <= longest && !text.contains("=?")
      && text.first != " " && text.last != " "
    return isPlain ? text : encoded(text, after: taken)
  }

  /// A name beside an address: words, or encoded words; empty where there is none.
  static func phrase(_ text: String, after taken: Int) throws(MailError) -> String {
    let isWords = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x20 || byte == 0x2D
    }
    if isWords, taken + text.utf8.count <= longest, text.first != " ", text.last != " " { return text }
    _ = try self.text(text, after: taken)
    return encoded(text, after: taken)
  }

  /// Also what ends lines elsewhere.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
  }

  /// Encoded words of base64, each of whole characters, folded so that no line is too long.
  private static func encoded(_ text: String, after taken: Int) -> String {
    var words: [[UInt8]] = []
    var word: [UInt8] = []
    var room = bytes(in: longest - taken)
    for scalar in text.unicodeScalars {
      let next = Array(String(scalar).utf8)
      if word.count + next.count > room {
        words.append(word)
        word = []
        room = bytes(in: longest - 1)
      }
      word += next
    }
    words.append(word)
    return words.map { "=?UTF-8?B?\(base64($0))?=" }.joined(separator: "\r\n ")
  }

  /// Bytes that fit into an encoded word on so many characters.
  private static func bytes(in characters: Int) -> Int { max(1, (min(75, characters) - 12) / 4) * 3 }

  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static func base64(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    var rest = bytes[...]
    while let first = rest.popFirst() {
      let second = rest.popFirst()
      let third = rest.popFirst()
      let group = Int(first) << 16 | Int(second ?? 0) << 8 | Int(third ?? 0)
      out.append(letters[group >> 18 & 63])
      out.append(letters[group >> 12 & 63])
      out.append(second == nil ? UInt8(ascii: "=") : letters[group >> 6 & 63])
      out.append(third == nil ? UInt8(ascii: "=") : letters[group & 63])
    }
    return String(decoding: out, as: UTF8.self)
  }
}
