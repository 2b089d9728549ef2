/// Names as BibTeX writes them: `First von Last`, `von Last, First`, `von Last, Jr, First`, joined by ` and `.
enum BibTeXNames {
  /// The people of a field, and whether it ends in `and others`.
  static func read(_ field: String) -> (people: [RecordAuthor], hasOthers: Bool) {
    var people: [RecordAuthor] = []
    var hasOthers = false
    for part in split(field, at: "and").prefix(RecordLimits.people) {
      if part == "others" {
        hasOthers = true
      } else if let person = person(part) {
        people.append(person)
      }
    }
    return (people, hasOthers)
  }

  private static func person(_ text: String) -> RecordAuthor? {
    // Braces around the whole: a group, or a name that is not to be taken apart.
    if text.hasPrefix("{"), closes(text) {
      let name = tidied(LaTeXText.plain(text))
      return name.isEmpty ? nil : RecordAuthor(name: name)
    }
    let parts = split(text, at: nil).map { tidied($0) }
    if parts.count >= 2 {
      let isThree = parts.count > 2
      let given = isThree ? parts.dropFirst(2).joined(separator: " ") : parts.last ?? ""
      let suffix = isThree ? parts.dropFirst().first : nil
      return made(given: given, family: parts.first ?? "", suffix: suffix)
    }
    let words = words(text)
    guard words.count > 1 else { return made(given: nil, family: text, suffix: nil) }
    // The last name begins at the first word in lower case, and is one word at least.
    let start = words.dropLast().firstIndex(where: isParticle) ?? words.count - 1
    return made(
      given: words[..<start].joined(separator: " "), family: words[start...].joined(separator: " "), suffix: nil)
  }

  private static func made(given: String?, family: String, suffix: String?) -> RecordAuthor? {
    let author = RecordAuthor(
      given: given.map(LaTeXText.plain), family: LaTeXText.plain(family), suffix: suffix.map(LaTeXText.plain))
    return author.name.isEmpty ? nil : author
  }

  /// Whether a word begins with a lower-case letter outside braces, as `von`.
  private static func isParticle(_ word: String) -> Bool {
    guard let first = word.unicodeScalars.first else { return false }
    return first.properties.isLowercase
  }

  /// Whether the brace that opens the text closes at its end.
  private static func closes(_ text: String) -> Bool {
    var depth = 0
    let bytes = Array(text.utf8)
    // {\"O}zge begins with a brace, too.
    guard bytes.dropFirst().first != UInt8(ascii: "\\") else { return false }
    for (place, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "{") { depth += 1 }
      if byte == UInt8(ascii: "}") { depth -= 1 }
      if depth == 0 { return place == bytes.count - 1 }
    }
    return false
  }

  /// The words of a name, what is in braces kept together.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var depth = 0
    for scalar in text.unicodeScalars {
      if scalar == "{" { depth += 1 }
      if scalar == "}" { depth = max(0, depth - 1) }
      if depth == 0, scalar.properties.isWhitespace || scalar == "~" {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.unicodeScalars.append(scalar)
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  /// The parts between a word standing by itself, or between commas, outside braces.
  private static func split(_ text: String, at word: String?) -> [String] {
    guard let word else {
      var parts = [""]
      var depth = 0
      for scalar in text.unicodeScalars {
        if scalar == "{" { depth += 1 }
        if scalar == "}" { depth = max(0, depth - 1) }
        if depth == 0, scalar == "," { parts.append("") } else { parts[parts.count - 1].unicodeScalars.append(scalar) }
      }
      return parts
    }
    var parts: [[String]] = [[]]
    for piece in words(text) {
      if piece.asciiLowered == word { parts.append([]) } else { parts[parts.count - 1].append(piece) }
    }
    return parts.map { $0.joined(separator: " ") }.filter { !$0.isEmpty }
  }
}
