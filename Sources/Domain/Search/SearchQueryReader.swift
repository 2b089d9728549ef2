/// Takes a query apart, from its start to its end.
struct SearchQueryReader {
  private let scalars: [Unicode.Scalar]
  private var place = 0

  /// The terms of a text.
  static func terms(of text: String) -> [SearchQuery.Term] {
    var reader = SearchQueryReader(scalars: Array(text.unicodeScalars))
    var terms: [SearchQuery.Term] = []
    var words = 0
    while terms.count < SearchQuery.maximumTerms, let term = reader.next() {
      guard !terms.contains(term) else { continue }
      if case .phrase(let phrase) = term.demand { words += phrase.words.count }
      guard words <= SearchQuery.maximumWords else { break }
      terms.append(term)
    }
    return terms
  }

  private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

  private var scalar: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  /// The next term; what has no letter in it is passed over.
  private mutating func next() -> SearchQuery.Term? {
    while scalar != nil {
      while let scalar, scalar.properties.isWhitespace { place += 1 }
      var isNegative = false
      while scalar == "-" || scalar == "\u{2212}" {
        isNegative = true
        place += 1
      }
      // A dash between spaces is punctuation.
      if let scalar, scalar.properties.isWhitespace { continue }
      if let demand = demand() { return SearchQuery.Term(demand, isNegative: isNegative) }
    }
    return nil
  }

  private mutating func demand() -> SearchQuery.Demand? {
    let start = place
    guard let name = fieldName() else { return phrase(nil) }
    let value = place
    if let found = valued(name) { return found }
    // Nothing that the field could hold: the whole is words.
    place = max(place, value)
    return Self.phrase(String(String.UnicodeScalarView(scalars[start..<place])))
  }

  /// The known name before a colon, in lower case; nil, and nothing read, where there is none.
  private mutating func fieldName() -> String? {
    var name = ""
    var end = place
    while end < scalars.count, end - place < 10, scalars[end].properties.isAlphabetic, scalars[end].isASCII {
      name.unicodeScalars.append(scalars[end])
      end += 1
    }
    guard end < scalars.count, scalars[end] == ":" || scalars[end] == "\u{FF1A}" else { return nil }
    name = name.asciiLowercased
    guard ["title", "author", "venue", "by", "year", "tag", "topic", "from"].contains(name) else { return nil }
    place = end + 1
    return name
  }

  private mutating func valued(_ name: String) -> SearchQuery.Demand? {
    if let field = SearchQuery.Field(rawValue: name) { return phrase(field) }
    let text = Self.isOpening(scalar) ? quoted() : chunk()
    switch name {
    case "year": return Self.years(text).map { .years($0) }
    case "from":
      let host = text.asciiLowercased
      if host.utf8.elementsEqual("here".utf8) { return .origin(nil) }
      // A host that is of this machine may be named with or without its port; others are asked over https.
      let bare = host.split(separator: ":").first ?? ""
      let isLocal = bare == "localhost" || bare.hasSuffix(".localhost")
      return authority(host, defaultPort: isLocal ? 80 : 443).map { .origin($0) }
    default:
      let words = SearchWords.folded(text, most: 8)
      return words.isEmpty ? nil : .tag(words.joined(separator: "_"))
    }
  }

  private mutating func phrase(_ field: SearchQuery.Field?) -> SearchQuery.Demand? {
    if Self.isOpening(scalar) {
      let words = SearchWords.folded(quoted(), most: SearchQuery.maximumWords)
      return words.isEmpty ? nil : .phrase(.init(words: words, field: field))
    }
    return Self.phrase(chunk(), field)
  }

  /// What stands between spaces: `self-attention` is two words side by side, `neur*` the beginning of one.
  private static func phrase(_ chunk: String, _ field: SearchQuery.Field? = nil) -> SearchQuery.Demand? {
    let words = SearchWords.folded(chunk, most: SearchQuery.maximumWords)
    guard let last = words.last else { return nil }
    // Shorter beginnings are those of too many words.
    let isPrefix = chunk.utf8.last == UInt8(ascii: "*") && last.utf8.count >= SearchQuery.Phrase.shortestPrefix
    return .phrase(.init(words: words, isPrefix: isPrefix, field: field))
  }

  /// Everything up to the next space or quotation mark.
  private mutating func chunk() -> String {
    let start = place
    while let scalar, !scalar.properties.isWhitespace, !Self.isOpening(scalar) { place += 1 }
    return String(String.UnicodeScalarView(scalars[start..<place]))
  }

  /// Everything up to the closing quotation mark, or to the end.
  private mutating func quoted() -> String {
    place += 1
    let start = place
    while let scalar, !Self.isOpening(scalar) { place += 1 }
    let end = place
    place = min(place + 1, scalars.count)
    return String(String.UnicodeScalarView(scalars[start..<end]))
  }

  /// Straight and curly quotation marks open and close alike.
  private static func isOpening(_ scalar: Unicode.Scalar?) -> Bool {
    switch scalar {
    case "\"", "\u{201C}", "\u{201D}", "\u{201E}", "\u{AB}", "\u{BB}", "\u{300C}", "\u{300D}", "\u{FF02}": true
    default: false
    }
  }

  /// `2017`, `2015-2018`, `2015-` and `-2018`, also with a dash of print or two dots.
  private static func years(_ text: String) -> ClosedRange<Int>? {
    let plain = text.replacing("\u{2013}", with: "-").replacing("..", with: "-")
    let parts = plain.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let years = parts.map { part in part.utf8.count == 4 && part.isDigits ? Int(part) : nil }
    guard zip(parts, years).allSatisfy({ $0.isEmpty || $1.map(Paper.years.contains) == true }) else { return nil }
    guard let first = years.first, let last = years.last, first != nil || last != nil else { return nil }
    let (from, to) = (first ?? Paper.years.lowerBound, last ?? Paper.years.upperBound)
    return min(from, to)...max(from, to)
  }
}

extension SearchQuery.Phrase {
  /// Bytes of the shortest beginning that is taken as one.
  package static let shortestPrefix = 3
}
