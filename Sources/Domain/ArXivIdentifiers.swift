extension PaperIdentifier {
  /// The archives that old numbers begin with.
  private static let archives: Set<String> = [
    "acc-phys", "adap-org", "alg-geom", "ao-sci", "astro-ph", "atom-ph", "bayes-an", "chao-dyn", "chem-ph", "cmp-lg", "comp-gas",
    "cond-mat", "cs", "dg-ga", "funct-an", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math", "math-ph", "mtrl-th", "nlin",
    "nucl-ex", "nucl-th", "patt-sol", "physics", "plasm-ph", "q-alg", "q-bio", "quant-ph", "solv-int", "supr-con",
  ]

  /// Reads a number of arXiv, new (`1706.03762v5`) or old (`math.GT/0309136`), also as stamped on a page (`… [cs.CL] 6 Dec
  /// 2017`).
  static func arxiv(_ text: Substring) -> PaperIdentifier? {
    var rest = text.withoutOuterSpaces
    if let end = rest.firstIndex(where: { $0 == " " || $0 == "[" }) {
      guard rest[end...].withoutOuterSpaces.first == "[" else { return nil }
      rest = rest[..<end]
    }
    if let end = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) { rest = rest[..<end] }
    rest = rest.dropping(prefix: "abs/") ?? rest
    rest = rest.dropping(suffix: ".pdf") ?? rest
    guard let (number, version) = splitVersion(rest) else { return nil }
    guard let slash = number.firstIndex(of: "/") else {
      return isNewNumber(number) ? PaperIdentifier(.arxiv, String(number), version: version) : nil
    }
    let prefix = number[..<slash].split(separator: ".", omittingEmptySubsequences: false)
    guard let archive = prefix.first?.asciiLowercased, archives.contains(archive), prefix.count <= 2, isSubjectClass(prefix.last)
    else {
      return nil
    }
    let tail = number[number.index(after: slash)...]
    // A new number with an archive before it is wrong and common.
    if isNewNumber(tail) { return PaperIdentifier(.arxiv, String(tail), version: version) }
    return isOldNumber(tail) ? PaperIdentifier(.arxiv, archive + "/" + tail, version: version) : nil
  }

  private static func isSubjectClass(_ text: Substring?) -> Bool {
    guard let text, !text.isEmpty else { return false }
    return text.utf8.allSatisfy { $0.isLetter || $0 == UInt8(ascii: "-") }
  }

  /// Takes off `v3`; nil where the version is 0 or has more than four digits.
  private static func splitVersion(_ text: Substring) -> (Substring, Int?)? {
    guard let mark = text.lastIndex(where: { $0 == "v" || $0 == "V" }), text[text.index(after: mark)...].isDigits else {
      return (text, nil)
    }
    let digits = text[text.index(after: mark)...]
    guard digits.first != "0", digits.utf8.count <= 4, let version = Int(digits) else { return nil }
    return (text[..<mark], version)
  }

  /// `YYMM.NNNN` from April 2007 to 2014, `YYMM.NNNNN` since.
  private static func isNewNumber(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let month = parts.first, let number = parts.last, month.utf8.count == 4, month.isDigits,
      number.isDigits, let yearAndMonth = Int(month), let count = Int(number.prefix(5)), count > 0
    else { return false }
    guard 704...9012 ~= yearAndMonth, 1...12 ~= yearAndMonth % 100 else { return false }
    return number.utf8.count == (yearAndMonth < 1501 ? 4 : 5)
  }

  /// `YYMMNNN` from July 1991 to March 2007.
  private static func isOldNumber(_ text: Substring) -> Bool {
    guard text.utf8.count == 7, text.isDigits, let yearAndMonth = Int(text.prefix(4)), let count = Int(text.suffix(3)) else {
      return false
    }
    return count > 0 && 1...12 ~= yearAndMonth % 100 && (yearAndMonth >= 9107 || yearAndMonth <= 703)
  }

  /// The arXiv number in a DBLP key of CoRR, in any of its three forms; nil where the key only names people.
  static func arxiv(fromKeyOfCoRR key: Substring) -> PaperIdentifier? {
    if let read = arxiv(key) { return read }
    let parts = (key.dropping(prefix: "abs-") ?? key).split(separator: "-", omittingEmptySubsequences: false)
    guard let last = parts.last, parts.count >= 2 else { return nil }
    // abs-1608-06993; then cs-0003001 and cs-AI-0003001.
    let front = parts.dropLast()
    return arxiv("\(front.joined(separator: "-")).\(last)") ?? arxiv("\(front.joined(separator: "-"))/\(last)")
      ?? arxiv("\(front.dropLast().joined(separator: "-"))/\(last)")
  }
}
