/// Commands that no formula needs: they define, link or load.
///
/// Macros that define are the known ways round KaTeX's `maxExpand`. Whoever asks has looked before; this is the second look.
enum RefusedCommands {
  private static let names: Set<String> = [
    "def", "gdef", "edef", "xdef", "let", "futurelet", "global", "long", "newcommand", "renewcommand", "providecommand",
    "href", "url", "includegraphics",
  ]

  /// The first such command of a formula, without its backslash.
  static func first(in tex: ArraySlice<UInt8>) -> String? {
    var rest = tex
    while let backslash = rest.firstIndex(of: UInt8(ascii: "\\")) {
      let word = rest[(backslash + 1)...].prefix { (0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: "@") }
      let name = String(decoding: word, as: UTF8.self)
      if names.contains(name) || name.hasPrefix("html") || name.contains("@") { return name }
      rest = tex[min(max(word.endIndex, backslash + 2), tex.endIndex)...]
    }
    return nil
  }
}
