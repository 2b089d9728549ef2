import JSON
import Testing

@testable import scholion

@Suite struct ShortScienceImportTests {
  private static func feed(_ items: [(key: String, user: String, text: String, votes: Int, day: Int)]) -> String {
    let parts = items.map { item in
      """
      <item><shortscience:bibtexkey>\(item.key)</shortscience:bibtexkey>
      <shortscience:votes>\(item.votes)</shortscience:votes>
      <title>On \(item.key)</title><author>\(item.user == "anon" ? "Anonymous" : "The \(item.user)")</author>
      <description>\(item.text)</description>
      <guid>https://shortscience.org/paper?bibtexKey=\(item.key)#\(item.user)</guid>
      <pubDate>Thu, \(item.day) Dec 2017 10:00:00 +0000</pubDate></item>
      """
    }
    return "<rss><channel>\(parts.joined(separator: "\n"))</channel></rss>"
  }

  @Test func `A feed becomes papers, people to claim and summaries; a second time changes nothing, newer texts replace older`()
    throws
  {
    let program = Program(folder: try ScratchFolder(), environment: ["SCHOLION_ORIGIN": "https://papers.example"])
    _ = try program.run("account", "create", "taken", "--email", "t@papers.example", "--password", "long enough 1")
    var items = [
      ("journals/corr/1608.06993", "ada", "Dense $x$ nets.", 7, 21),
      ("journals/corr/1608.06993", "anon", "One anonymous text.", 2, 20),
      ("journals/corr/1608.06993", "anon", "Another anonymous text.", 2, 19),
      ("conf/nips/VaswaniSPUJGKP17", "taken", "Attention.", 3, 18),
      ("not a key at all", "ada", "Lost.", 2, 17),
    ]
    func run(_ text: String) throws -> (JSONValue, Program.Outcome) {
      _ = try program.folder.write(text, to: "rss.xml")
      let outcome = try program.run("import", "shortscience", "rss.xml", "--json")
      return (try JSONValue(parsing: Array(outcome.output.utf8)), outcome)
    }
    func figures(_ value: JSONValue) -> [Int64?] {
      ["added", "renewed", "known", "kept", "refused", "papers", "people"].map { value[$0]?.integer }
    }
    let (first, told) = try run(Self.feed(items))
    #expect(figures(first) == [4, 0, 0, 0, 1, 2, 2], "\(told.complaint)")
    #expect(told.status == 1 && told.complaint.contains("rss.xml, https://shortscience.org/paper?bibtexKey=not a key at all#ada"))
    items.removeLast()
    let (second, _) = try run(Self.feed(items))
    #expect(figures(second) == [0, 0, 4, 0, 0, 0, 0])
    items[0] = ("journals/corr/1608.06993", "ada", "Dense nets, anew.", 9, 22)
    items[3] = ("conf/nips/VaswaniSPUJGKP17", "taken", "Atten...", 3, 23)
    #expect(try figures(run(Self.feed(items)).0) == [0, 1, 3, 0, 0, 0, 0], "what is cut off does not replace the whole")
    // The name was somebody's: the newcomer has another, and the one who was here is left alone.
    let code = try program.run("account", "claim-code", "taken_ss")
    #expect(code.status == 0 && code.output.count == 44, "\(code.complaint)")
    #expect(try program.run("account", "claim-code", "ada").status == 0)
    #expect(try program.run("account", "claim-code", "nobody").status == 1)
    #expect(try program.run("account", "claim-code", "shortscience_anon").status == 1)
    // The owner's export has what the feed leaves out.
    _ = try program.folder.write("journals/corr/1608.06993,\"Dense nets, anew. https://a.example/i.png\"\n", to: "export.csv")
    let export = try program.run("import", "shortscience", "export.csv", "--user", "ada")
    #expect(export.output.hasPrefix("0 added, 1 renewed"), "\(export.complaint)")
    #expect(try figures(run(Self.feed(items)).0) == [0, 0, 4, 0, 0, 0, 0], "the feed does not take the export's place")
    #expect(try program.run("import", "shortscience", "export.csv", "--as", "taken").complaint.contains("--as needs --user"))
  }
}
