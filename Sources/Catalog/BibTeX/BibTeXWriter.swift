/// Records as BibTeX.
package struct BibTeXWriter: Sendable {
  /// How letters beyond ASCII are written.
  package enum Letters: Sendable {
    /// As they are, for biber and later BibTeX.
    case unicode
    /// As TeX's accents where there are such.
    case tex
  }

  private let letters: Letters

  /// A writer.
  package init(letters: Letters = .unicode) { self.letters = letters }

  /// The records as one file; every entry has a key of its own.
  package func text(_ records: [BibliographicRecord]) -> String {
    var taken: Set<String> = []
    return text(records, taken: &taken)
  }

  /// A part of a file; `taken` holds the keys of the parts before it, and then those of this one.
  package func text(_ records: [BibliographicRecord], taken: inout Set<String>) -> String {
    records.map { entry($0, &taken) }.joined(separator: "\n")
  }

  private func entry(_ record: BibliographicRecord, _ taken: inout Set<String>) -> String {
    var fields: [(String, String)] = []
    func add(_ name: String, _ value: String?, protecting: Bool = false) {
      guard let value, !value.isEmpty else { return }
      fields.append((name, escaped(value, protecting: protecting)))
    }
    func raw(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { fields.append((name, value)) }
    }
    let names = record.authors.map(name).joined(separator: " and ")
    raw("author", names)
    raw("editor", record.editors.map(name).joined(separator: " and "))
    add("title", record.subtitle.map { "\(record.title): \($0)" } ?? record.title, protecting: true)
    let isArticle = record.type.bibTeX == "article"
    switch record.type {
    case .thesis: add("school", record.venue?.name)
    case .report: add("institution", record.venue?.name)
    case .book, .proceedings: add("series", record.venue?.name)
    case .preprint: break
    default: add(isArticle ? "journal" : "booktitle", record.venue?.name, protecting: true)
    }
    add("volume", record.volume)
    add("number", record.issue)
    raw("pages", record.pages.map { escaped($0).replacingDash })
    add("publisher", record.publisher)
    raw("year", record.published.map { String($0.year) })
    raw("month", record.published?.month.map { String($0) })
    raw("doi", record.identifiers.first { $0.scheme == .doi }.map { Self.unbraced($0.value) })
    if let number = record.identifiers.first(where: { $0.scheme == .arxiv }) {
      raw("eprint", number.value)
      raw("archiveprefix", "arXiv")
      raw("primaryclass", record.categories.first)
    }
    raw("isbn", record.isbns.first)
    raw("url", record.links.first.map { Self.address($0.url) })
    add("keywords", record.keywords.joined(separator: ", "))
    add("abstract", record.abstract)
    let lines = fields.map { "  \($0.0)\(String(repeating: " ", count: max(0, 13 - $0.0.utf8.count))) = {\($0.1)},\n" }
    return "@\(record.type.bibTeX){\(key(record, &taken)),\n\(lines.joined())}\n"
  }

  /// A key: the record's own where it is one, else last name, year and first word of the title.
  private func key(_ record: BibliographicRecord, _ taken: inout Set<String>) -> String {
    func plain(_ text: some StringProtocol) -> String {
      var kept = ""
      for scalar in text.unicodeScalars {
        let base = LaTeXText.taken[scalar]?.base ?? scalar
        if base.isASCII, base.properties.isAlphabetic || base.properties.numericType != nil { kept.unicodeScalars.append(base) }
      }
      return kept.lowercased()
    }
    let family = record.authors.first.map { plain($0.family ?? $0.name.split(separator: " ").last.map(String.init) ?? "") } ?? ""
    let word = record.title.split(separator: " ").map(plain).first { $0.utf8.count > 3 } ?? ""
    let own = record.key.flatMap { Self.isKey($0) ? $0 : nil }
    let made = (family.isEmpty ? "paper" : family) + (record.year.map { String($0) } ?? "") + word
    let base = own ?? made
    var key = base
    var number = 2
    while !taken.insert(key).inserted {
      key = "\(base)_\(number)"
      number += 1
    }
    return key
  }

  private static func isKey(_ text: String) -> Bool {
    (1...100).contains(text.utf8.count)
      && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || ":/._-+".utf8.contains($0) }
  }

  private func name(_ author: RecordAuthor) -> String {
    guard author.family != nil else { return "{\(escaped(author.name))}" }
    return [author.family, author.suffix, author.given].compactMap(\.self).map { escaped($0) }.joined(separator: ", ")
  }

  /// An identifier: braces, which few have, are encoded as in an address.
  private static func unbraced(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "{"): bytes += Array("%7B".utf8)
      case UInt8(ascii: "}"): bytes += Array("%7D".utf8)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// An address: only what would end the field is encoded.
  private static func address(_ url: String) -> String {
    var bytes: [UInt8] = []
    for byte in url.utf8 {
      if "{}\\^`\" ".utf8.contains(byte) {
        bytes += Array("%\(String(byte, radix: 16, uppercase: true))".utf8)
      } else {
        if "%#&_$~".utf8.contains(byte), byte != UInt8(ascii: "~") { bytes.append(UInt8(ascii: "\\")) }
        bytes += byte == UInt8(ascii: "~") ? Array("\\textasciitilde{}".utf8) : [byte]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension BibTeXWriter {
  /// The text with the signs of TeX escaped and formulas left alone; words with capitals inside are put in braces, if asked.
  private func escaped(_ text: String, protecting: Bool = false) -> String {
    var out = ""
    for (index, word) in words(text).enumerated() {
      if word.isFormula {
        out += word.text
        continue
      }
      let spelt = word.text.unicodeScalars.map(letter).joined()
      // The space or hyphen after a word stays outside of its braces.
      let end = protecting && needsBraces(word.text, isFirst: index == 0) ? spelt.lastIndex { $0 != " " && $0 != "-" } : nil
      out += end.map { "{\(spelt[...$0])}\(spelt[spelt.index(after: $0)...])" } ?? spelt
    }
    return out
  }

  private func letter(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "&", "%", "$", "#", "_": return "\\\(scalar)"
    // BibTeX counts every brace, whatever stands before it.
    case "{": return "\\textbraceleft{}"
    case "}": return "\\textbraceright{}"
    case "~": return "\\textasciitilde{}"
    case "^": return "\\textasciicircum{}"
    case "\\": return "\\textbackslash{}"
    default: break
    }
    guard letters == .tex, !scalar.isASCII else { return String(scalar) }
    if let (accent, base) = LaTeXText.taken[scalar] {
      let plain = base == "i" && accent != "c" ? "\\i" : String(base)
      return "{\\\(accent){\(plain)}}"
    }
    if let command = Self.commands[scalar] { return "{\\\(command)}" }
    switch scalar {
    case "–": return "--"
    case "—": return "---"
    case "“": return "``"
    case "”": return "''"
    default: return String(scalar)
    }
  }

  /// Whether every brace is closed, and none that was not opened.
  private static func isBalanced(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    var depth = 0
    for scalar in scalars {
      if scalar == "{" { depth += 1 }
      if scalar == "}" { depth -= 1 }
      if depth < 0 { return false }
    }
    return depth == 0
  }

  private static let commands: [Unicode.Scalar: String] = {
    var commands: [Unicode.Scalar: String] = [:]
    for name in ["ss", "o", "O", "l", "L", "ae", "AE", "oe", "OE", "dh", "DH", "th", "TH", "i"] {
      if let letter = LaTeXText.letters[name]?.unicodeScalars.first { commands[letter] = name }
    }
    return commands
  }()

  /// Whether BibTeX's styles would lower a capital of the word that has to stay.
  private func needsBraces(_ word: String, isFirst: Bool) -> Bool {
    let letters = word.unicodeScalars.filter(\.properties.isAlphabetic)
    let capitals = letters.filter(\.properties.isUppercase).count
    guard let first = letters.first, capitals > 0 else { return false }
    return !(isFirst && capitals == 1 && first.properties.isUppercase)
  }

  /// Words, the space between them, and formulas, each by itself.
  private func words(_ text: String) -> [(text: String, isFormula: Bool)] {
    var pieces: [(text: String, isFormula: Bool)] = []
    let scalars = Array(text.unicodeScalars)
    var place = 0
    var word = String.UnicodeScalarView()
    func flush() {
      if !word.isEmpty { pieces.append((String(word), false)) }
      word = String.UnicodeScalarView()
    }
    while place < scalars.count {
      if scalars[place] == "$", let end = scalars[(place + 1)...].prefix(2_000).firstIndex(of: "$"), end > place + 1,
        scalars[place + 1] != " ", scalars[end - 1] != " ",
        Self.isBalanced(scalars[place..<end])
      {
        flush()
        var formula = String.UnicodeScalarView()
        formula.append(contentsOf: scalars[place...end])
        pieces.append((String(formula), true))
        place = end + 1
        continue
      }
      word.append(scalars[place])
      if scalars[place] == " " || scalars[place] == "-" { flush() }
      place += 1
    }
    flush()
    return pieces
  }
}

extension String {
  /// A range of pages as BibTeX has it: `1--10`.
  fileprivate var replacingDash: String { split(separator: "–", omittingEmptySubsequences: false).joined(separator: "--") }
}
