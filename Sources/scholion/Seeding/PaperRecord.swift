internal import Domain
internal import JSON

/// A paper as a line of a JSON Lines file gives it (`Seed/README.md`).
struct PaperRecord {
  let draft: PaperDraft
  /// Where the facts come from.
  let source: String
  /// Classes of arXiv and keywords.
  var topics: [Topic] = []

  /// The most bytes of a file.
  static let fileLimit = 512 << 20

  /// A line of a file with what came of reading it.
  struct Line {
    /// `file:12`, for complaints.
    let place: String
    let outcome: Result<PaperRecord, Refusal>
  }

  /// Every line of a text that is not empty.
  static func records(in text: String, named file: String) -> [Line] {
    JSONLines.values(in: text, named: file).map { line in
      Line(place: line.place, outcome: line.value.flatMap { value in Result { () throws(Refusal) in try PaperRecord(value) } })
    }
  }

  init(_ value: JSONValue) throws(Refusal) {
    guard value.object != nil, let title = value["title"]?.string else { throw Refusal("a paper needs a title") }
    guard let authors = value["authors"]?.array?.compactMap(\.string), !authors.isEmpty else {
      throw Refusal("a paper needs authors, a list of names")
    }
    guard let identifiers = value["identifiers"]?.array?.compactMap(\.string), !identifiers.isEmpty else {
      throw Refusal("a paper needs identifiers, a list such as [\"doi:10.1000/182\"]")
    }
    let venue = value["venue"]
    draft = PaperDraft(
      title: title, authors: authors, venue: venue?["name"]?.string ?? venue?.string, venueKey: venue?["key"]?.string,
      year: value["year"]?.integer.flatMap { Int(exactly: $0) }, abstract: value["abstract"]?.string, identifiers: identifiers)
    source = value["source"]?.string ?? "import"
    topics = (value["topics"]?.array?.compactMap(\.string) ?? []).prefix(Topic.maximum).compactMap { Topic(keyword: $0) }
  }
}

/// Text of one JSON value a line.
enum JSONLines {
  struct Line {
    let place: String
    let value: Result<JSONValue, Refusal>
  }

  /// The values of the lines that are not empty; places are counted from 1.
  static func values(in text: String, named file: String) -> [Line] {
    text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().compactMap { number, line in
      guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return nil }
      let value = Result { () throws(Refusal) -> JSONValue in
        do { return try JSONValue(parsing: Array(line), limits: .own) } catch { throw Refusal("this is not JSON: \(error)") }
      }
      return Line(place: "\(file):\(number + 1)", value: value)
    }
  }
}
