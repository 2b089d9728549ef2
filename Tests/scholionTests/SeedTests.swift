import Domain
import Testing

@testable import scholion

@Suite struct SeedTests {
  @Test func `The seed of the repository is whole: every reference in it leads somewhere`() throws {
    let seed = try Seed(folder: "\(repository)/Sources/scholion/Seed")
    let papers = try seed.papers.map { try $0.outcome.get().draft.validated() }
    #expect(papers.count >= 300 && seed.summaries.count >= 10)
    #expect(Set(papers.compactMap(\.venue?.key)).count >= 4 && Set(papers.compactMap(\.year)).count >= 5)
    let identifiers = papers.flatMap(\.identifiers)
    #expect(Set(identifiers).count == identifiers.count, "an identifier occurs twice")
    let people = Set(seed.people.map(\.handle))
    let known = Set(identifiers)
    for summary in seed.summaries {
      #expect(known.contains(summary.paper) && people.contains(summary.author), "\(summary.paper)")
      #expect(throws: Never.self) { try summary.text.draft().validated() }
    }
    let summaries = Set(seed.summaries.map { "\($0.paper) \($0.author)" })
    for (number, reply) in seed.replies.enumerated() {
      #expect(summaries.contains("\(reply.paper) \(reply.summaryBy)") && people.contains(reply.author))
      #expect(reply.replyTo.map { $0 < number } ?? true)
    }
    for vote in seed.votes {
      #expect(summaries.contains("\(vote.paper) \(vote.summaryBy)") && people.contains(vote.author))
      #expect(vote.author != vote.summaryBy)
    }
  }

  @Test(
    arguments: [
      ("{", "not JSON"), ("{}", "title"), (#"{"title": "T"}"#, "authors"), (#"{"title": "T", "authors": ["A"]}"#, "identifiers"),
      ("[]", "title"),
    ])
  func `A line that is no paper is refused with its place`(line: String, word: String) throws {
    let lines = PaperRecord.records(in: "\n\(line)\n", named: "f.jsonl")
    let first = try #require(lines.first)
    #expect(lines.count == 1 && first.place == "f.jsonl:2")
    #expect(throws: Refusal.self) { try first.outcome.get() }
    if case .failure(let refusal) = first.outcome { #expect(refusal.message.contains(word)) }
  }

  @Test func `A paper's line may name its venue with a key or without`() throws {
    let text = """
      {"title": "T", "authors": ["A"], "identifiers": ["10.1/x"], "venue": {"key": "cvpr", "name": "CVPR"}, "year": 2016}\r
      {"title": "T", "authors": ["A"], "identifiers": ["10.1/y"], "venue": "NeurIPS", "source": "somewhere"}
      """
    let records = try PaperRecord.records(in: text, named: "f").map { try $0.outcome.get() }
    #expect(records.map(\.draft.venueKey) == ["cvpr", nil])
    #expect(records.map(\.draft.venue) == ["CVPR", "NeurIPS"])
    #expect(records.map(\.source) == ["import", "somewhere"])
  }

  @Test func `Front matter is optional and its values may hold colons`() throws {
    let text = try SummaryText(parsing: "---\nTitle: On: A\r\ntldr:  short \n\n---\nBody\n\n---\nmore\n")
    #expect(text.fields == ["title": "On: A", "tldr": "short"])
    #expect(text.body == "Body\n\n---\nmore\n")
    #expect(try SummaryText(parsing: "Body: with colon\n").body == "Body: with colon\n")
    #expect(try SummaryText(parsing: "Body").draft().visibility == .public)
  }

  @Test(
    arguments: ["---\ntitle: x\n", "---\nno colon\n---\n", "---\ncolour: red\n---\nx", "---\nvisibility: direct\n---\nx"])
  func `Front matter that does not end, or says what nobody knows, is refused`(text: String) {
    #expect(throws: Refusal.self) { _ = try SummaryText(parsing: text).draft() }
  }
}
