/// Looks over TeX before it is handed to the child: commands that define (and so can loop past every limit of KaTeX),
/// link, or load.
enum TeXGuard {
  /// The first refused command, with its backslash; nil when there is none.
  static func refusedCommand(in tex: String) -> String? {
    let bytes = Array(tex.utf8)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "\\") else {
        index += 1
        continue
      }
      let start = index + 1
      var end = start
      while end < bytes.count, (0x61...0x7A).contains(bytes[end] | 0x20) || bytes[end] == UInt8(ascii: "@") { end += 1 }
      if end > start {
        let name = bytes[start..<min(end, start + 40)]
        if refused.contains(Array(name)) || name.starts(with: "html".utf8) || name.contains(UInt8(ascii: "@")) {
          return "\\" + String(decoding: name, as: UTF8.self)
        }
      }
      index = max(end, start + 1)
    }
    return nil
  }

  private static let refused: Set<[UInt8]> = {
    let names =
      "def gdef edef xdef let futurelet global long newcommand renewcommand providecommand DeclareMathOperator "
      + "href url includegraphics csname message errmessage show input include write openout read catcode"
    return Set(names.split(separator: " ").map { Array($0.utf8) })
  }()
}
