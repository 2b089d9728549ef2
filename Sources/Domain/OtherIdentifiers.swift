extension PaperIdentifier {
  /// Reads `10.registrant/suffix`, lowered; what arXiv registered is an arXiv number.
  ///
  /// Letters of a DOI compare without case (DOI Handbook 2.4).
  static func doi(_ text: Substring) -> PaperIdentifier? {
    guard text.isVisibleASCII, text.utf8.count <= 1024, let slash = text.firstIndex(of: "/") else { return nil }
    let registrant = text[..<slash].split(separator: ".", omittingEmptySubsequences: false)
    guard registrant.first == "10", registrant.count >= 2, registrant.allSatisfy(\.isDigits),
      registrant.dropFirst().first.map({ 4...9 ~= $0.utf8.count }) == true
    else { return nil }
    let value = String(trimmingProse(text.asciiLowercased))
    // A part of one or two dots would be taken away by whoever follows a link to the paper's page.
    guard value.utf8.count > text[...slash].utf8.count, !value.pathParts.contains(where: { $0 == "." || $0 == ".." }) else {
      return nil
    }
    if let number = value.dropping(prefix: "10.48550/arxiv.") { return arxiv(number) }
    return PaperIdentifier(.doi, value)
  }

  /// Reads a key of DBLP, whose letters keep their case; keys of CoRR with a number are arXiv numbers.
  static func dblp(_ text: Substring) -> PaperIdentifier? {
    let kinds = ["conf/", "journals/", "books/", "phd/", "tr/", "series/", "reference/", "homepages/"]
    guard kinds.contains(where: text.hasPrefix), text.utf8.count <= 200 else { return nil }
    let parts = text.pathParts
    guard
      parts.allSatisfy({ part in
        !part.isEmpty && part != "." && part != ".."
          && part.utf8.allSatisfy { $0.isUnreserved || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "+") }
      }), trimmingProse(text) == text
    else { return nil }
    if text.hasPrefix("journals/corr/"), let read = arxiv(fromKeyOfCoRR: text.dropFirst("journals/corr/".count)) { return read }
    return PaperIdentifier(.dblp, String(text))
  }

  /// Reads the id of a forum of OpenReview.
  static func openreview(_ text: Substring) -> PaperIdentifier? {
    guard 6...20 ~= text.utf8.count,
      text.utf8.allSatisfy({ $0.isAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") })
    else { return nil }
    return PaperIdentifier(.openreview, String(text))
  }

  /// Reads the number of a record of PubMed.
  static func pmid(_ text: Substring) -> PaperIdentifier? {
    let digits = text.drop { $0 == "0" }
    guard digits.isDigits, text.utf8.count <= 9 else { return nil }
    return PaperIdentifier(.pmid, String(digits))
  }

  /// Reads the number of an article of PubMed Central, with or without `PMC`; a version behind a point is dropped.
  static func pmcid(_ text: Substring) -> PaperIdentifier? {
    let parts = (text.dropping(prefix: "pmc") ?? text).split(separator: ".", omittingEmptySubsequences: false)
    guard let digits = parts.first, parts.count <= 2, parts.allSatisfy(\.isDigits), digits.utf8.count <= 9, digits.first != "0"
    else { return nil }
    return PaperIdentifier(.pmcid, "PMC" + digits)
  }

  /// Reads an id of the ACL Anthology, old (`P19-1001`) or new (`2022.acl-long.1`), also with `.pdf`, `.bib` or `v2` behind it.
  static func acl(_ text: Substring) -> PaperIdentifier? {
    var id = text
    for ending in [".pdf", ".bib", ".xml", ".endf"] { id = id.dropping(suffix: ending) ?? id }
    if let mark = id.lastIndex(of: "v"), id[id.index(after: mark)...].isDigits, id[..<mark].last?.isNumber == true {
      id = id[..<mark]
    }
    let dashed = id.split(separator: "-", omittingEmptySubsequences: false)
    if id.utf8.count == 8, dashed.count == 2, let volume = dashed.first, let number = dashed.last, volume.utf8.count == 3,
      volume.utf8.first?.isLetter == true, volume.dropFirst().isDigits, number.isDigits
    {
      return PaperIdentifier(.acl, id.uppercased())
    }
    let parts = id.asciiLowercased.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, id.utf8.count <= 80, let year = parts.first, year.utf8.count == 4, year.isDigits,
      year.hasPrefix("19") || year.hasPrefix("20"), let number = parts.last, number.isDigits, number.utf8.count <= 5
    else { return nil }
    let names = (parts.dropFirst().first ?? "").split(separator: "-", omittingEmptySubsequences: false)
    guard names.count >= 2, names.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isAlphanumeric) }) else { return nil }
    return PaperIdentifier(.acl, id.asciiLowercased)
  }

  /// Reads a book's number of 10 or 13 digits by its check digit (ISO 2108); the canonical form has 13.
  static func isbn(_ text: Substring) -> PaperIdentifier? {
    let marks = text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
    let digits = marks.map { Int($0) - 48 }
    if digits.count == 13 {
      guard digits.allSatisfy({ 0...9 ~= $0 }), digits.starts(with: [9, 7, 8]) || digits.starts(with: [9, 7, 9]),
        digits.last == checkDigit(digits.dropLast())
      else { return nil }
      return PaperIdentifier(.isbn, digits.map(String.init).joined())
    }
    guard digits.count == 10, let last = marks.last, digits.dropLast().allSatisfy({ 0...9 ~= $0 }) else { return nil }
    let check = last.lowercased == UInt8(ascii: "x") ? 10 : Int(last) - 48
    let sum = zip(digits.dropLast(), (2...10).reversed()).reduce(check) { $0 + $1.0 * $1.1 }
    guard 0...10 ~= check, last.isDigit || check == 10, sum % 11 == 0 else { return nil }
    let body = [9, 7, 8] + digits.dropLast()
    return PaperIdentifier(.isbn, (body + [checkDigit(body[...])]).map(String.init).joined())
  }

  private static func checkDigit(_ digits: ArraySlice<Int>) -> Int {
    let sum = digits.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) }
    return (10 - sum % 10) % 10
  }
}
