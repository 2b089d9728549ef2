import Domain
import Foundation
import Testing

@testable import Catalog

@Suite struct ShortScienceTests {
  static func item(
    key: String, user: String, title: String = "A Paper", author: String = "Ada L.", text: String = "Text.", votes: String = "3",
    arXiv: String? = nil, date: String = "Thu, 21 Dec 2017 16:01:07 +0100"
  ) -> String {
    """
    <item>
    \(arXiv.map { "<shortscience:arxivid>\($0)</shortscience:arxivid>" } ?? "")
    \t<shortscience:bibtexkey>\(key)</shortscience:bibtexkey>
    \t<shortscience:votes>\(votes)</shortscience:votes>
    \t<title>\(title)</title>
      \t<author>\(author)</author>
    \t<description>\(text)</description>
    \t<link>https://shortscience.org/paper?bibtexKey=\(key)#\(user)</link>
    \t<guid>https://shortscience.org/paper?bibtexKey=\(key)#\(user)</guid>
    \t<pubDate>\(date)</pubDate>
    </item>
    """
  }

  static func feed(_ items: String...) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>

    <rss 
    version="2.0"
    xmlns:shortscience="https://shortscience.org/">
    <channel>
     <title>ShortScience.org Latest Summaries</title>
    \(items.joined(separator: "\n"))
    </channel>
    </rss>
    """
  }

  private func read(_ text: String) async throws -> (items: [ShortScienceItem], faults: [String]) {
    let path = FileManager.default.temporaryDirectory.appending(path: "feed-\(UUID().uuidString).xml").path
    try Data(text.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var (items, faults) = ([ShortScienceItem](), [String]())
    try await ShortScienceFeed(path: path).read { entry, _, _ in
      switch entry {
      case .item(let item): items.append(item)
      case .fault(let number, let line, let words): faults.append("\(number) \(line) \(words)")
      }
    }
    return (items, faults)
  }

  @Test func `An item tells paper, author, text, votes and date`() async throws {
    let found = try await read(
      Self.feed(
        Self.item(
          key: "journals/corr/1608.06993", user: "ada", text: "It is $x &lt; y$.\n\n* one &amp; two", arXiv: "1608.06993")))
    let item = try #require(found.items.first)
    #expect(found.faults == [] && found.items.count == 1)
    #expect(item.identifiers.map(\.canonical) == ["arxiv:1608.06993"])
    #expect(item.userName == "ada" && item.displayName == "Ada L." && item.title == "A Paper" && item.votes == 3)
    #expect(item.text == "It is $x < y$.\n\n* one & two")
    #expect(item.edited?.iso8601 == "2017-12-21T15:01:07Z")
    #expect(item.address == "https://shortscience.org/paper?bibtexKey=journals/corr/1608.06993#ada" && !item.isCut)
  }

  @Test func `Keys of DBLP and DOIs name the paper, and who was anonymous has no name`() async throws {
    let found = try await read(
      Self.feed(
        Self.item(key: "conf/nips/VaswaniSPUJGKP17", user: "bob"), Self.item(key: "10.1109/CVPR.2016.90", user: "anon"),
        Self.item(key: "x", user: "anon", text: String(repeating: "a", count: 500) + "...")))
    #expect(
      found.items.map { $0.identifiers.map(\.canonical) } == [
        ["dblp:conf/nips/VaswaniSPUJGKP17"], ["doi:10.1109/cvpr.2016.90"], [],
      ])
    #expect(found.items.map(\.userName) == ["bob", nil, nil] && found.items.map(\.displayName) == ["Ada L.", nil, nil])
    #expect(found.items.map(\.isCut) == [false, false, true])
  }

  @Test func `An item that is no XML, has no text or no paper is told of by its place, and those around it are read`()
    async throws
  {
    let found = try await read(
      Self.feed(
        Self.item(key: "conf/a/One01", user: "ada"), Self.item(key: "conf/a/Two02", user: "ada", title: "<b>"),
        Self.item(key: "conf/a/Three03", user: "ada", text: " "), "<item><title>x</title></item>",
        Self.item(key: "10.1000/a&amp;b", user: "ada", title: "Control \u{1}"), "<item><title>no end"))
    #expect(found.items.map(\.key) == ["conf/a/One01", "10.1000/a&b"])
    #expect(found.faults.count == 4)
    #expect(found.faults.first?.hasPrefix("2 ") == true && found.faults.last?.contains("does not end") == true, "\(found.faults)")
  }

  @Test func `What is no feed, or an item of many bytes, is an error or a complaint`() async throws {
    await #expect(throws: CatalogError.self) { try await read("<html><body>Not here</body></html>") }
    await #expect(throws: CatalogError.self) { try await ShortScienceFeed(path: "/nowhere/rss.xml").read { _, _, _ in } }
    let long = Self.item(key: "conf/a/Long01", user: "ada", text: String(repeating: "a", count: ShortScienceFeed.itemBytes))
    let found = try await read(Self.feed(long, Self.item(key: "conf/a/Two02", user: "ada")))
    #expect(found.items.map(\.key) == ["conf/a/Two02"] && found.faults.count == 1)
    #expect(try await read(Self.feed()).items == [])
  }

  @Test func `A user's export has keys and untouched texts, with PHP's quotes and backslashes`() {
    let text = """
      journals/corr/1608.06993,"A text, with ""quotes"", a link https://a.example/b.png
      and $\\alpha$ of Schr\\"odinger"
      10.1000/x,plain
      only one column
      a,b,c
      10.1000/y,""
      10.1000/z,"last"
      """
    let found = ShortScienceExport.items(in: text, of: "ada")
    #expect(found.items.map(\.item.key) == ["journals/corr/1608.06993", "10.1000/x", "10.1000/z"])
    #expect(
      found.items.first?.item.text
        == "A text, with \"quotes\", a link https://a.example/b.png\nand $\\alpha$ of Schr\\\"odinger")
    #expect(
      found.items.map(\.line) == [1, 3, 7] && found.items.allSatisfy { $0.item.userName == "ada" && $0.item.edited == nil })
    #expect(found.complaints.map(\.line) == [4, 5, 6])
  }
}
