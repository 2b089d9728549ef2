import Domain
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct HistoryTests {
  @Test func `Lines that stayed, went and came are told apart, and words within a changed line`() {
    let difference = TextDifference(from: "one\ntwo words here\nthree\nfour", to: "one\ntwo other words here\nfour\nfive")
    #expect(
      difference.lines.map(\.pieces) == [
        [.same("one")], [.same("two "), .new("other "), .same("words here")], [.gone("three")], [.same("four")], [.new("five")],
      ])
    #expect(TextDifference(from: "", to: "a").lines.map(\.pieces) == [[.new("a")]])
    #expect(TextDifference(from: "e\u{301}", to: "é").lines.allSatisfy { !$0.isSame }, "bytes are compared, not looks")
  }

  @Test func `Long stretches that stayed are left out`() {
    let former = (1...40).map { "line \($0)" }.joined(separator: "\n")
    let shown = TextDifference(from: former, to: former.replacing("line 20\n", with: "line twenty\n")).shortened()
    #expect(shown.count == 7 && shown.first == .some(nil) && shown.last == .some(nil))
    #expect(shown.compactMap { $0 }.first?.pieces == [.same("line 18")])
  }

  @Test func `Texts that are too long to compare stand one after the other`() {
    let long = String(repeating: "x\n", count: TextDifference.most + 1)
    let difference = TextDifference(from: long, to: long + "y")
    #expect(!difference.lines.isEmpty && difference.lines.contains { !$0.isSame })
  }

  @Test func `A summary that was edited shows what changed, to those who may see it`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let paper = try await web.house.paper()
      let post = try await web.house.publisher.publish(
        SummaryDraft(body: "The first <b>text</b> stays.\n\nEnd."), of: paper, by: ada)
      #expect(!(try await web.visitor().get("/@ada/\(post.id)").holds("/history")))
      _ = try await web.house.publisher.edit(
        summary: post.id, to: SummaryDraft(body: "The second <b>text</b> stays.\n\nEnd."), by: ada)
      let page = try await web.visitor().get("/@ada/\(post.id)")
      #expect(page.holds("<a href=\"/@ada/\(post.id)/history\">earlier versions</a>"))
      let history = try await web.visitor().get("/@ada/\(post.id)/history")
      #expect(history.holds("<del>first </del><ins>second </ins>&lt;b&gt;text&lt;/b&gt; stays."), "\(history.html)")
      #expect(history.holds("Version 1") && history.holds("Version 2"))
      #expect(try await web.visitor().get("/@eve/\(post.id)/history").status == 404)
      try await web.house.publisher.delete(post: post.id, by: ada)
      #expect(try await web.visitor().get("/@ada/\(post.id)/history").status == 404)
    }
  }

  @Test func `What was typed can be read as plain text by whoever may read the summary`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let text = "Some <script>alert(1)</script> and $x < 1$."
      let post = try await web.house.publisher.publish(SummaryDraft(body: text), of: web.house.paper(), by: ada)
      #expect(try await web.visitor().get("/@ada/\(post.id)").holds("href=\"/@ada/\(post.id)/source.md\""))
      let source = try await web.visitor().get("/@ada/\(post.id)/source.md")
      #expect(source.status == 200 && source.html == text + "\n")
      #expect(source.first("content-type") == "text/plain; charset=utf-8")
      #expect(try await web.visitor().get("/@eve/\(post.id)/source.md").status == 404)
      try await web.house.publisher.delete(post: post.id, by: ada)
      #expect(try await web.visitor().get("/@ada/\(post.id)/source.md").status == 404)
    }
  }
}
