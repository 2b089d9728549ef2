/// One pass over LaTeX; every loop takes at least one scalar.
struct LaTeXReader {
  private let source: [Unicode.Scalar]
  private var position = 0
  private var out = String.UnicodeScalarView()
  /// Ends of formulas that do not come any more.
  private var unclosed: Set<Unicode.Scalar> = []

  init(_ source: String) { self.source = Array(source.unicodeScalars) }

  private var current: Unicode.Scalar? { position < source.count ? source[position] : nil }

  private func ahead(_ count: Int) -> Unicode.Scalar? {
    position + count < source.count ? source[position + count] : nil
  }

  mutating func text() -> String {
    while let scalar = current {
      position += 1
      switch scalar {
      case "\\": command()
      case "{", "}": break
      case "$": formula()
      case "~": out.append(" ")
      case "%" where position > 1 && source[position - 2] == "\n": skipLine()
      case "-" where current == "-":
        position += 1
        if current == "-" {
          position += 1
          out.append("—")
        } else {
          out.append("–")
        }
      case "`" where current == "`":
        position += 1
        out.append("“")
      case "'" where current == "'":
        position += 1
        out.append("”")
      default: out.append(scalar)
      }
    }
    return String(out)
  }

  private mutating func skipLine() {
    while let scalar = current, scalar != "\n" { position += 1 }
  }

  /// Copies `$…$` as it stands, `$$…$$` as `$…$`; a dollar that is never closed is a dollar.
  private mutating func formula() {
    let isDouble = current == "$"
    let start = isDouble ? position + 1 : position
    var end = start
    while end < source.count, source[end] != "$" || end > 0 && source[end - 1] == "\\" { end += 1 }
    guard end < source.count, end > start, end - start <= 4_000 else { return out.append("$") }
    out.append("$")
    out.append(contentsOf: source[start..<end])
    out.append("$")
    position = end + 1
    if isDouble, current == "$" { position += 1 }
  }

  /// What follows a backslash.
  private mutating func command() {
    guard let scalar = current else { return }
    guard Self.isLetter(scalar) else {
      position += 1
      return symbol(scalar)
    }
    var name = ""
    while let scalar = current, Self.isLetter(scalar) {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    if let letter = LaTeXText.letters[name] {
      // A command takes the spaces behind it.
      skipSpaces()
      return out.append(contentsOf: letter.unicodeScalars)
    }
    if name.unicodeScalars.count == 1, let accent = name.first, LaTeXText.accents[accent] != nil {
      return accented(accent)
    }
    switch name {
    case "url", "href", "path":
      skipSpaces()
      if name == "href" { skipGroup() }
    case "cite", "ref", "label", "footnote", "thanks", "vspace", "hspace", "begin", "end": skipGroup()
    default: skipSpaces()
    }
  }

  private mutating func symbol(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "`", "'", "^", "~", "\"", "=", ".": accented(Character(scalar))
    case "-", "/", "!", "@": break
    case ",", ";", ":", " ", "\\", "\n", "\t": out.append(" ")
    case "(":
      inlineFormula(until: ")")
    case "[": inlineFormula(until: "]")
    default: out.append(scalar)
    }
  }

  /// Copies `\(…\)` and `\[…\]` as `$…$`.
  private mutating func inlineFormula(until closing: Unicode.Scalar) {
    let opening: Unicode.Scalar = closing == ")" ? "(" : "["
    guard !unclosed.contains(closing) else { return out.append(opening) }
    var end = position
    while end + 1 < source.count, source[end] != "\\" || source[end + 1] != closing {
      // Another beginning: this one has no end, and nothing is looked through twice.
      guard end - position < 4_000, source[end] != "\\" || source[end + 1] != opening else { return out.append(opening) }
      end += 1
    }
    guard end + 1 < source.count else {
      unclosed.insert(closing)
      return out.append(opening)
    }
    out.append("$")
    out.append(contentsOf: source[position..<end])
    out.append("$")
    position = end + 2
  }

  /// The letter an accent stands on: bare, in braces, or a command.
  private mutating func accented(_ accent: Character) {
    skipSpaces()
    var braces = 0
    while current == "{", braces < 4 {
      position += 1
      braces += 1
    }
    skipSpaces()
    var base = ""
    if current == "\\" {
      position += 1
      if let scalar = current, !Self.isLetter(scalar) {
        // An accent upon an accent, as in \'{\^e}.
        position += 1
        let inner = Character(scalar)
        while current == "{" { position += 1 }
        if let letter = current {
          position += 1
          base = LaTeXText.compose(String(letter), inner)
        }
      } else {
        var name = ""
        while let scalar = current, Self.isLetter(scalar), name.utf8.count < 20 {
          name.unicodeScalars.append(scalar)
          position += 1
        }
        skipSpaces()
        base = LaTeXText.letters[name] ?? ""
      }
    } else if let scalar = current, scalar != "}" {
      position += 1
      base = String(scalar)
    }
    out.append(contentsOf: LaTeXText.compose(base, accent).unicodeScalars)
    // Only what was opened here is closed here.
    while braces > 0, current == "}" {
      position += 1
      braces -= 1
    }
  }

  private mutating func skipSpaces() {
    while let scalar = current, scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r" { position += 1 }
  }

  /// Passes over one group in braces, if one follows.
  private mutating func skipGroup() {
    skipSpaces()
    guard current == "{" else { return }
    var depth = 0
    while let scalar = current {
      position += 1
      if scalar == "{" { depth += 1 }
      if scalar == "}" { depth -= 1 }
      if depth == 0 { return }
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { "a"..."z" ~= scalar || "A"..."Z" ~= scalar }
}
