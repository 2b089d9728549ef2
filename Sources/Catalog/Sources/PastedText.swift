package import Domain

/// What a pasted text names.
package enum PastedReference: Sendable, Equatable {
  /// A paper, by an identifier of Domain.
  case identifier(PaperIdentifier)
  /// A paper, by a name that only its own service can turn into an identifier.
  case alias(scheme: Alias, value: String)

  /// The services whose names are no identifiers here.
  package enum Alias: String, Sendable {
    case openAlex = "openalex"
    case semanticScholar = "s2"
    case corpusID = "s2-corpus"
    case interhash = "bib-inter"
    case intrahash = "bib-intra"
  }
}

/// Recognising what people paste: an identifier, an address, or prose with one in it.
package enum PastedText {
  /// The reference a text is, or the first that stands in it; nil where there is none.
  ///
  /// Addresses of unknown sites count only where they are the whole text.
  package static func reference(in text: String) -> PastedReference? {
    let whole = tidied(text, limit: 4_096)
    guard !whole.isEmpty else { return nil }
    if let alias = alias(whole) { return alias }
    var page: PaperIdentifier?
    if let read = try? PaperIdentifier(parsing: whole) {
      if read.scheme != .url { return .identifier(read) }
      page = read
    }
    return references(in: whole, most: 1).first ?? page.map { .identifier($0) }
  }

  /// All references that stand in a text, in order, each once.
  package static func references(in text: String, most: Int = 50) -> [PastedReference] {
    let words = tidied(text).split(separator: " ")
    var found: [PastedReference] = []
    for (place, word) in words.enumerated() where found.count < most {
      guard let read = reference(word, after: place > 0 ? words[place - 1] : nil), !found.contains(read) else { continue }
      found.append(read)
    }
    return found
  }

  private static func reference(_ word: Substring, after before: Substring?) -> PastedReference? {
    let spelt = String(word.drop { "([{<\"'".contains($0) })
    if let alias = alias(spelt) { return alias }
    // A number that says nothing by itself may be told by the word before it: "PMID: 123".
    let named = before.flatMap { before in
      let label = before.asciiLowered.trimming(":")
      return ["doi", "arxiv", "pmid", "pmcid", "isbn", "dblp", "acl", "openreview"].contains(label) ? "\(label):\(spelt)" : nil
    }
    for text in [named, spelt].compactMap(\.self) {
      guard let read = try? PaperIdentifier(parsing: text), read.scheme != .url else { continue }
      // In prose, ten digits are more often a telephone than a book.
      if read.scheme == .isbn, named == nil, !spelt.utf8.contains(UInt8(ascii: "-")) { continue }
      return .identifier(read)
    }
    return nil
  }

  private static func alias(_ text: String) -> PastedReference? {
    var rest = text[...]
    for mark in ["https://", "http://"] { rest = rest.dropping(prefix: mark) ?? rest }
    let isWeb = rest.startIndex != text.startIndex
    rest = rest.prefix { $0 != "?" && $0 != "#" }
    while let last = rest.last, ".,;:)]}>'\"/".contains(last) { rest.removeLast() }
    if let work = after(["openalex.org/works/", "api.openalex.org/works/", "openalex.org/", "openalex:"], rest), isWork(work) {
      return .alias(scheme: .openAlex, value: work.uppercased())
    }
    if let number = after(["corpusid:"], rest), number.isDigits, number.utf8.count <= 12 {
      return .alias(scheme: .corpusID, value: String(number))
    }
    if let path = after(["www.semanticscholar.org/paper/", "semanticscholar.org/paper/", "s2:"], rest),
      let sha = path.split(separator: "/").last, isHex(sha, 40)
    {
      return .alias(scheme: .semanticScholar, value: sha.asciiLowered)
    }
    if let path = after(["www.bibsonomy.org/bibtex/", "bibsonomy.org/bibtex/", "www.bibsonomy.org/publication/"], rest),
      let hash = path.split(separator: "/").first
    {
      if hash.first == "1", isHex(hash.dropFirst(), 32) {
        return .alias(scheme: .interhash, value: hash.dropFirst().asciiLowered)
      }
      if hash.first == "2", isHex(hash.dropFirst(), 32) {
        return .alias(scheme: .intrahash, value: hash.dropFirst().asciiLowered)
      }
      if isHex(hash, 32) { return .alias(scheme: .interhash, value: hash.asciiLowered) }
    }
    guard !isWeb else { return nil }
    if isWork(rest), rest.utf8.count >= 6 { return .alias(scheme: .openAlex, value: rest.uppercased()) }
    if isHex(rest, 32) { return .alias(scheme: .interhash, value: rest.asciiLowered) }
    return isHex(rest, 40) ? .alias(scheme: .semanticScholar, value: rest.asciiLowered) : nil
  }

  private static func after(_ prefixes: [String], _ text: Substring) -> Substring? {
    for prefix in prefixes {
      if let rest = text.dropping(prefix: prefix) { return rest }
    }
    return nil
  }

  private static func isWork(_ text: Substring) -> Bool {
    text.utf8.first?.lowered == UInt8(ascii: "w") && text.dropFirst().isDigits && text.utf8.count <= 13
  }

  private static func isHex(_ text: Substring, _ count: Int) -> Bool {
    text.utf8.count == count && text.utf8.allSatisfy { $0.isDigit || 0x61...0x66 ~= $0.lowered }
  }
}

extension PaperSources {
  /// Asks for the paper a pasted text names; an alias is asked for where a source here knows such names.
  package func lookUp(_ reference: PastedReference, all: Bool = false) async -> Findings {
    switch reference {
    case .identifier(let identifier): return await lookUp(identifier, all: all)
    case .alias(.openAlex, let work):
      var findings = Findings()
      do throws(SourceError) {
        guard desk.isEnabled(.openAlex) else { throw .disabled(.openAlex) }
        findings.records = try await openAlex(work)
      } catch {
        findings.failures.append(error)
      }
      return findings
    case .alias: return Findings()
    }
  }
}
