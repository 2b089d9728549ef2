internal import Foundation
internal import JSON

/// Papers and summaries by chance, of words that are as frequent as in the seed.
struct SampleLibrary {
  private var dice = Dice(seed: 1)
  /// Words of titles, and of all texts; each as often as it stands there.
  private let titles: [String]
  private let texts: [String]
  private let authors: [String]
  private let venues: [String]

  /// Reads the seed's folder.
  init(seed: String) throws {
    var (titles, texts, authors, venues) = ([String](), [String](), [String](), Set<String>())
    let papers = try String(contentsOfFile: "\(seed)/papers.jsonl", encoding: .utf8)
    for line in papers.split(separator: "\n") {
      let paper = try JSONValue(parsing: Array(line.utf8))
      titles += Self.words(of: paper["title"]?.string ?? "")
      authors += (paper["authors"]?.array ?? []).compactMap(\.string)
      if let venue = paper["venue"]?["name"]?.string { venues.insert(venue) }
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(seed)/summaries").sorted() {
      texts += Self.words(of: try String(contentsOfFile: "\(seed)/summaries/\(name)", encoding: .utf8))
    }
    guard !titles.isEmpty, !texts.isEmpty, !authors.isEmpty, !venues.isEmpty else { throw MeasuringError("the seed is empty") }
    (self.titles, self.texts, self.authors, self.venues) = (titles, titles + texts, authors, venues.sorted())
  }

  /// Plain words: no TeX, and nothing that XML or BibTeX reads.
  private static func words(of text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init).filter { word in
      word.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D }
    }
  }

  private mutating func some(_ words: [String], _ range: ClosedRange<Int>) -> String {
    let count = Int.random(in: range, using: &dice)
    return (0..<count).compactMap { _ in words.randomElement(using: &dice) }.joined(separator: " ")
  }

  /// An arXiv number for each paper; none ends in five zeros, nor is there a month 13 before a million.
  static func number(_ index: Int) -> String {
    let digits = String(index % 99_999 + 1)
    return "\(1_501 + index / 99_999).\(String(repeating: "0", count: 5 - digits.count))\(digits)"
  }

  /// An entry of a bibliography, with an abstract.
  mutating func paper(_ index: Int) -> String {
    let count = Int.random(in: 1...5, using: &dice)
    let names = (0..<count).compactMap { _ in authors.randomElement(using: &dice) }
    return """
      @article{p\(index),
        title = {\(some(titles, 4...12))},
        author = {\(names.joined(separator: " and "))},
        journal = {\(venues.randomElement(using: &dice) ?? "")},
        year = {\(Int.random(in: 1995...2025, using: &dice))},
        eprint = {\(Self.number(index))}, archivePrefix = {arXiv},
        abstract = {\(some(texts, 80...160))}
      }

      """
  }

  /// An item of a feed: a summary of a paper by one of twenty people, with votes.
  mutating func summary(_ index: Int, of paper: Int) -> String {
    let (key, user) = ("journals/corr/\(Self.number(paper))", "writer\(index % 20)")
    return """
      <item><shortscience:bibtexkey>\(key)</shortscience:bibtexkey><shortscience:votes>\(index % 17)</shortscience:votes>
      <title>\(some(titles, 4...12))</title><author>The \(user)</author>
      <description>\(some(texts, 20...60))\n\n\(some(texts, 100...300))</description>
      <guid>https://shortscience.org/paper?bibtexKey=\(key)#\(user)</guid>
      <pubDate>Thu, \(1 + index % 28) Dec 2017 10:00:00 +0000</pubDate></item>

      """
  }

  /// Searches of every kind, the first the plainest; with words of the library.
  var searches: [String] {
    var counts: [String: Int] = [:]
    for word in titles { counts[word.lowercased(), default: 0] += 1 }
    let ranked = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.map(\.key)
    let (first, second) = (ranked.first ?? "a", ranked.dropFirst().first ?? "b")
    let (middle, rare) = (ranked.dropFirst(40).first ?? "c", ranked.last ?? "d")
    let author = authors.first.map { $0.split(separator: " ").last.map(String.init) ?? $0 } ?? "e"
    return [
      first, "\(first) \(second)", middle, rare, "\(first) \(middle) \(rare)", "\"\(first) \(second)\"",
      "\"\(second) \(middle)\"",
      "\(first.prefix(1))*", "\(middle.prefix(3))*", "title:\(first)", "title:\(middle) -\(second)", "author:\(author)",
      "\(first) author:\(author)", "year:2010-2019", "\(first) year:2017", "\(middle) by:writer3", "from:here \(first)",
      "-\(first)",
      "\(first) -\(second) -\(middle)",
    ]
  }
}
