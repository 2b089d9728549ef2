/// Words of strangers, made fit to stand in a mail.
enum PlainLine {
  /// On one line: without controls and without what turns the direction of the words behind it; cut where it is too long.
  static func of(_ text: String, longest: Int = 120) -> String {
    var line = ""
    var isBehindSpace = true
    for scalar in text.unicodeScalars.prefix(4 * longest) where !isHidden(scalar) {
      let isSpace =
        scalar.value < 0x21 || (0x7F...0xA0).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
      if isSpace {
        if !isBehindSpace { line.append(" ") }
      } else {
        line.unicodeScalars.append(scalar)
      }
      isBehindSpace = isSpace
    }
    if line.hasSuffix(" ") { line.removeLast() }
    return line.count <= longest ? line : String(line.prefix(longest - 1)) + "…"
  }

  /// On several lines, each as above.
  static func lines(of text: String, longest: Int = 600) -> String {
    var left = longest
    var lines: [String] = []
    for line in text.split(whereSeparator: \.isNewline) where left > 0 {
      let clean = of(String(line), longest: left)
      guard !clean.isEmpty else { continue }
      lines.append(clean)
      left -= clean.count
    }
    return lines.joined(separator: "\n")
  }

  /// Marks of direction, and what is nothing at all; the joiner between the parts of one emoji stays.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0x061C, 0xE0000...0xE007F: true
    default: false
    }
  }
}
