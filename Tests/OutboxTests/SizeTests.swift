import ActivityStreams
import Actors
import Domain
import JSON
import Markup
import Store
import TestSupport
import Testing

@testable import Outbox

@Suite("What travels stays small")
struct SizeTests {
  static let limit = 65_536

  @Test(
    "A short text goes out with contentMap, a longer one without, one of many formulas as TeX, the longest as its first section or a link"
  )
  func tiers() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      var forms: [ArticleSize] = []
      for (length, formulas) in [(2, 0), (700, 0), (0, 150), (1_600, 10), (0, 900)] {
        let html = Self.html(paragraphs: length, formulas: formulas)
        let row = try await house.post(by: ada, of: paper, html: html, source: "Short.")
        let activity = try house.publisher.compose(
          .create, row, by: ada, keys: try await house.instance.keys.keys(of: ada), paper: paper,
          body: PostBody(people: [], hashtags: []))
        #expect(activity.body.count <= 60 * 1_024)
        let object = try #require(try JSONValue(parsing: activity.body)["object"])
        let form = try #require(
          ArticleSize.allCases.first { size in
            let whole = try? house.instance.article(row, by: ada, of: paper, mentioning: [], hashtags: [], size: size)
            return whole.map { $0.encoded(withContext: false) } == object
          })
        forms.append(form)
        #expect((object["contentMap"] != nil) == (form == .whole))
        #expect(object["source"]?["content"]?.string == "Short.")
        #expect(object["content"]?.string?.contains("Attention Is All You Need") == true)
        try await house.publisher.delete(post: row.id, by: ada)
      }
      #expect(forms == [.whole, .once, .compact, .opening, .abridged])
    }
  }

  @Test("The first section ends before the second heading, and headings inside other elements end nothing")
  func firstSection() {
    #expect(FirstSection.html(of: "<p>A</p><h2>B</h2><p>C</p>") == "<p>A</p>")
    #expect(FirstSection.html(of: "<h2>A</h2><p>B<br>C</p><hr><h3>D</h3>") == "<h2>A</h2><p>B<br>C</p><hr>")
    #expect(FirstSection.html(of: "<blockquote><h2>A</h2></blockquote><p>B</p>") == nil)
    #expect(
      FirstSection.html(of: "<p>A</p><blockquote><p>x</p><h2>A</h2></blockquote><h2>B</h2>")?.hasSuffix("</blockquote>") == true)
    #expect(FirstSection.html(of: "<p>no end") == nil)
    #expect(FirstSection.html(of: "") == nil)
  }

  @Test("40 KiB of source with 300 formulas stay under 64 KiB on every wire, and the id serves all of it")
  func largestSummary() async throws {
    let math = MathRenderer(program: MathProgram.path, katex: MathProgram.katex)
    try #require(math.isAvailable)
    try await TestHouse.use(math: math) { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      try await house.follow(house.room(of: paper), by: house.remote("mia", at: "https://misskey.example"))
      var source = ""
      for number in 0..<300 { source += "Term \(number) is $\\frac{\\alpha_{\(number)}}{\\sqrt{n}} \\cdot x^{\(number)}$.\n\n" }
      source += String(repeating: "word ", count: (SummaryDraft.maximumBody - source.utf8.count) / 5)
      let post = try await house.publisher.publish(SummaryDraft(body: source), of: paper, by: ada)
      #expect(post.source?.utf8.count ?? 0 > 40_900)
      for activity in try await house.activities() { #expect(activity.body.count < Self.limit, "\(activity.type)") }
      let sent = try await house.last("Create")
      let around = try await house.activities().filter { $0.document["object"] == sent.document }.map {
        $0.body.count - sent.body.count
      }
      #expect(around.count == 1 && around.allSatisfy { $0 < 4_096 }, "what a room puts around 60 KiB stays under 64 KiB")
      let create = sent.document
      #expect(create["object"]?["source"]?["content"]?.string == post.source)
      let whole = try await house.store.read { try house.instance.object(post, in: $0) }
      #expect(whole?.content?.components(of: "<annotation") == 300)
      #expect(whole?.contentMap.first?.text == whole?.content && whole?.source?.content == post.source)
    }
    await math.shutdown()
  }

  @Test("A source of nothing but characters that JSON doubles still travels, if need be without itself")
  func escapes() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let body = String(repeating: "\\\"", count: SummaryDraft.maximumBody / 2)
      let post = try await house.publisher.publish(SummaryDraft(tldr: "Slashes.", body: body), of: house.paper(), by: ada)
      let create = try await house.last("Create")
      #expect(create.body.count < Self.limit && create.document["object"]?["source"] == nil)
      let whole = try await house.store.read { try house.instance.object(post, in: $0) }
      #expect(whole?.source?.content == body)
    }
  }

  @Test("A long comment travels too, with its beginning and a link")
  func longComment() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let post = try await house.publisher.publish(SummaryDraft(body: "Text."), of: house.paper(), by: ada)
      let body = "Begin. " + String(repeating: "`a<b` ", count: ReplyDraft.maximumBody / 6 - 2)
      let reply = try await house.publisher.reply(ReplyDraft(body: body), to: post.id, by: ada)
      let create = try await house.last("Create")
      #expect(create.body.count < Self.limit)
      let content = try #require(create.document["object"]?["content"]?.string)
      #expect(content.hasPrefix("<p>Begin. ") && content.hasSuffix("<a href=\"\(reply.url)\">\(reply.url)</a></p>"))
    }
  }

  static func html(paragraphs: Int, formulas: Int) -> String {
    let row = String(repeating: "<mrow><mi>x</mi><mo>+</mo></mrow>", count: 12)
    let formula =
      "<math><semantics><mrow>\(row)</mrow><annotation encoding=\"application/x-tex\">x+</annotation></semantics></math>"
    return "<p>Begin</p>" + String(repeating: "<p>\(formula)</p>", count: formulas)
      + String(repeating: "<p>A paragraph of some forty-two characters.</p>", count: paragraphs / 2) + "<h2>Second</h2>"
      + String(repeating: "<p>A paragraph of some forty-two characters.</p>", count: paragraphs / 2)
  }
}

extension TestHouse {
  /// A summary of ours with that HTML, nothing sent.
  func post(by author: ActorRow, of paper: PaperRow, html: String, source: String) async throws -> PostRow {
    let id = store.ids.next()
    var draft = PostDraft(
      uri: try ResourceID(parsing: instance.addresses.summary(id)), actorID: author.id, isLocal: true, kind: .summary, html: html,
      url: instance.addresses.page(of: id, by: author.name), visibility: .public, publishedAt: clock.now)
    draft.paperID = paper.id
    draft.tldr = "Short."
    draft.source = source
    draft.contextURI = instance.addresses.context(id)
    let finished = draft
    let row = try await store.write { transaction in
      try transaction.insertPost(finished, id: id)
      return try transaction.post(id)
    }
    return try #require(row)
  }
}

extension String {
  /// How often a text occurs in this one.
  func components(of part: String) -> Int {
    var count = 0
    var rest = utf8[...]
    while let start = rest.firstIndex(of: part.utf8.first ?? 0) {
      rest = rest[start...]
      if rest.starts(with: part.utf8) { count += 1 }
      rest = rest.dropFirst()
    }
    return count
  }
}
