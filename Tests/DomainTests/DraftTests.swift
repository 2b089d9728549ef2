import Testing

@testable import Domain

@Suite struct DraftTests {
  static let paper = PaperDraft(
    title: " Attention Is All You Need ", authors: ["Ashish Vaswani", "", "Noam Shazeer "], venue: "NeurIPS", year: 2017,
    abstract: "One.\r\n\r\nTwo. ",
    identifiers: ["https://doi.org/10.5555/3295222", "", "arXiv:1706.03762v5", "1706.03762"])

  static func changed(_ change: (inout PaperDraft) -> Void) -> PaperDraft {
    var draft = paper
    change(&draft)
    return draft
  }

  @Test("A good draft becomes a paper: trimmed, identifiers distinct and in order")
  func good() throws {
    let paper = try Self.paper.validated()
    #expect(paper.title == "Attention Is All You Need" && paper.authors == ["Ashish Vaswani", "Noam Shazeer"])
    #expect(paper.venue?.key.text == "neurips" && paper.venue?.name == "NeurIPS" && paper.abstract == "One.\n\nTwo.")
    #expect(paper.identifiers.map(\.canonical) == ["arxiv:1706.03762", "doi:10.5555/3295222"])
    #expect(paper.bestIdentifier.canonical == "arxiv:1706.03762" && paper.url == "https://arxiv.org/abs/1706.03762")
    #expect(paper.pagePath == "/paper/arxiv/1706.03762" && paper.foldedTitle == "attentionisallyouneed")
  }

  static let badPapers: [(PaperDraft, DomainError.Field, DomainError.Reason)] = [
    (changed { $0.title = " \n" }, .title, .empty), (changed { $0.title = String(repeating: "é", count: 501) }, .title, .tooLong),
    (changed { $0.title = "a\nb" }, .title, .forbiddenCharacter), (changed { $0.title = "a\u{0}b" }, .title, .forbiddenCharacter),
    (changed { $0.title = "Z" + String(repeating: "\u{301}", count: 31) }, .title, .forbiddenCharacter),
    (changed { $0.authors = [] }, .authors, .empty), (changed { $0.authors = [" "] }, .authors, .empty),
    (changed { $0.authors = Array(repeating: "A", count: 201) }, .authors, .tooMany),
    (changed { $0.authors = Array(repeating: "A", count: 401) }, .authors, .tooMany),
    (changed { $0.authors = [String(repeating: "A", count: 201)] }, .authors, .tooLong),
    (changed { $0.year = 1599 }, .year, .outOfRange), (changed { $0.year = 2201 }, .year, .outOfRange),
    (changed { $0.identifiers = [] }, .identifiers, .empty),
    (changed { $0.identifiers = ["hello"] }, .identifier, .unknownScheme),
    (changed { $0.identifiers = (0...50).map { "10.1000/\($0)" } }, .identifiers, .tooMany),
    (changed { $0.abstract = String(repeating: "a", count: 20_001) }, .abstract, .tooLong),
    (changed { $0.url = "javascript:alert(1)" }, .url, .malformed),
    (changed { $0.venue = String(repeating: "v", count: 201) }, .venue, .tooLong),
    (changed { $0.venueKey = "No" }, .name, .tooShort),
  ]

  @Test("A draft that breaks a rule is refused, naming the field", arguments: badPapers)
  func bad(draft: PaperDraft, field: DomainError.Field, reason: DomainError.Reason) {
    let error = #expect(throws: DomainError.self) { try draft.validated() }
    #expect(error?.field == field && error?.reason == reason)
  }

  @Test("The bounds themselves are allowed")
  func bounds() throws {
    for year in [1600, 2200, nil] { #expect(try Self.changed { $0.year = year }.validated().year == year) }
    #expect(try Self.changed { $0.title = String(repeating: "é", count: 500) }.validated().title.count == 500)
    #expect(try Self.changed { $0.title = "Z" + String(repeating: "\u{301}", count: 30) }.validated().title.count == 1)
    #expect(try Self.changed { $0.authors = Array(repeating: "A", count: 200) }.validated().authors.count == 200)
    #expect(try Self.changed { $0.venue = " " }.validated().venue == nil)
  }

  @Test(
    "Venues whose names fold to no key get one of their own",
    arguments: ["KR", "机器学习学报", "Журнал"])
  func odd(name: String) throws {
    let venue = try VenueReference(named: name)
    #expect(venue.name == name && venue.key.text.hasPrefix("venue_") && venue.key.isReserved)
    #expect(try VenueReference(named: name) == venue)
  }

  @Test(
    "Titles that differ in case, marks and accents fold alike",
    arguments: [
      ("Schrödinger's Cat", "SCHRODINGERS CAT"), ("Cafe\u{301}", "Café"), ("GANs: A Survey.", "gans a survey"),
      ("Œuvre", "oeuvre"), ("深層 学習", "深層学習"),
    ])
  func folded(one: String, other: String) throws {
    #expect(
      try Self.changed { $0.title = one }.validated().foldedTitle == Self.changed { $0.title = other }.validated().foldedTitle)
  }

  @Test("A good summary keeps its Markdown and loses what is empty")
  func summary() throws {
    let content = try SummaryDraft(
      title: " ", tldr: " It\r\nworks. ", body: "    code\r\n\r\nText\t$x$ \n\n", visibility: .unlisted, language: "pt_br"
    ).validated()
    #expect(content.title == nil && content.tldr == "It works." && content.body == "    code\n\nText\t$x$")
    #expect(content.visibility == .unlisted && content.language?.text == "pt-BR")
    #expect(try SummaryDraft(tldr: " \n ", body: "x", language: "").validated().tldr == nil)
    #expect(try SummaryDraft(body: String(repeating: "a", count: 40 * 1024)).validated().body.utf8.count == 40_960)
  }

  static let badSummaries: [(SummaryDraft, DomainError.Field, DomainError.Reason)] = [
    (SummaryDraft(body: ""), .body, .empty), (SummaryDraft(body: " \r\n\t "), .body, .empty),
    (SummaryDraft(body: String(repeating: "a", count: 40 * 1024 + 1)), .body, .tooLong),
    (SummaryDraft(body: String(repeating: "é", count: 20_481)), .body, .tooLong),
    (SummaryDraft(body: String(repeating: "a", count: 200_000)), .body, .tooLong),
    (SummaryDraft(body: "a\u{0}"), .body, .forbiddenCharacter),
    (SummaryDraft(body: "a\u{1B}[0m"), .body, .forbiddenCharacter),
    (SummaryDraft(body: "a" + String(repeating: "\u{316}\u{301}", count: 16)), .body, .forbiddenCharacter),
    (SummaryDraft(tldr: "One.\n\nTwo.", body: "x"), .tldr, .malformed),
    (SummaryDraft(tldr: String(repeating: "a", count: 501), body: "x"), .tldr, .tooLong),
    (SummaryDraft(title: String(repeating: "a", count: 301), body: "x"), .title, .tooLong),
    (SummaryDraft(title: "a\nb", body: "x"), .title, .forbiddenCharacter),
    (SummaryDraft(body: "x", language: "english language"), .language, .malformed),
  ]

  @Test("A summary that breaks a rule is refused, naming the field", arguments: badSummaries)
  func badSummary(draft: SummaryDraft, field: DomainError.Field, reason: DomainError.Reason) {
    let error = #expect(throws: DomainError.self) { try draft.validated() }
    #expect(error?.field == field && error?.reason == reason)
  }

  @Test("Replies, profiles and communities keep the same rules")
  func others() throws {
    #expect(try ReplyDraft(body: " Agreed.\n").validated().body == " Agreed.")
    #expect(throws: DomainError.self) { try ReplyDraft(body: "\n").validated() }
    #expect(throws: DomainError.self) { try ReplyDraft(body: String(repeating: "a", count: 20_481)).validated() }
    #expect(
      try ProfileDraft(displayName: " Ada ", biography: "").validated()
        == ProfileDraft(displayName: "Ada", biography: " ").validated())
    #expect(throws: DomainError.self) { try ProfileDraft(displayName: String(repeating: "a", count: 101)).validated() }
    #expect(try CommunityDraft(name: "ml_readers", title: "ML").validated().name.text == "ml_readers")
    let reserved = #expect(throws: DomainError.self) { try CommunityDraft(name: "doi_club", title: "DOI").validated() }
    #expect(reserved?.reason == .reserved)
  }
}
