import Domain
import Foundation
import JSON
import LocalPostgres
import Store
import TestSupport
import Testing

@testable import Archives
@testable import Outbox

@Suite struct PersonArchiveTests {
  private func path() -> String {
    FileManager.default.temporaryDirectory.appending(path: "archive-\(UUID().uuidString).zip").path
  }

  /// Ada at one server, with two summaries, one of them in two versions, a vote and a follow.
  private func pack(_ house: TestHouse, to path: String) async throws {
    let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
    let paper = try await house.paper()
    let other = try await house.publisher.addPaper(
      PaperDraft(title: "Other", authors: ["C. D"], year: 2020, identifiers: ["10.1000/other"]).validated(), source: "local")
    let post = try await house.publisher.publish(
      SummaryDraft(title: "T", tldr: "Short.", body: "First $x$.", language: "en", licence: .shareAlike), of: paper, by: ada)
    house.clock.advance(seconds: 3_600)
    _ = try await house.publisher.edit(
      summary: post.id, to: SummaryDraft(title: "T", tldr: "Short.", body: "Second $x$.", language: "en", licence: .attribution),
      by: ada)
    _ = try await house.publisher.publish(SummaryDraft(body: "Quiet.", visibility: .unlisted), of: other, by: ada)
    let liked = try await house.publisher.publish(SummaryDraft(body: "By Bob."), of: paper, by: bob)
    try await house.publisher.vote(.up, on: liked.id, by: ada)
    try await house.publisher.follow(bob, by: ada)
    try await house.instance.store.write { transaction in
      let list = try transaction.insertReadingList(try ReadingListDraft(title: "To read").validated(), of: ada.id)
      try transaction.addPaper(other.id, toList: list.id, note: "Soon.")
      try transaction.setBookmark(true, of: liked.id, by: ada.id)
    }
    #expect(try await PersonArchive(house.instance, of: ada).write(to: path) == 2)
  }

  @Test(arguments: Engine.allCases)
  func `What is taken away at one server is brought to another, once, with dates, versions, licences and links`(
    on engine: Engine
  ) async throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await TestHouse.use("https://old.example", on: engine) { try await pack($0, to: path) }
    try await TestHouse.use("https://new.example", on: engine) { house in
      house.clock.advance(seconds: 7_200)
      let ada = try await house.person("ada_new")
      let first = try await ArchiveIntake(house.publisher, for: ada).run(path)
      #expect(first.added == 2 && first.known == 0 && first.votes == 0, "\(first.report)")
      // Whom she follows is at the other server, which does not answer here.
      #expect(first.refused == 1 && first.follows == 0)
      let identifier = try PaperIdentifier(parsing: "arxiv:1706.03762")
      let sent = try await house.activities().filter { $0.type == "Create" || $0.type == "Announce" }
      #expect(sent.isEmpty, "old texts are sent to nobody")
      try await house.instance.store.read { transaction in
        let paper = try #require(try transaction.paper(identifier))
        let post = try #require(try transaction.summary(of: paper.id, by: ada.id))
        #expect(post.publishedAt.iso8601 == "2026-11-20T10:00:00Z" && post.updatedAt?.iso8601 == "2026-11-20T11:00:00Z")
        #expect(post.source == "Second $x$." && post.title == "T" && post.licence == .attribution)
        #expect(
          post.importedFrom?.hasPrefix("https://old.example/@ada/") == true && post.uri.text.hasPrefix("https://new.example/s/"))
        let revisions = try transaction.revisions(of: post.id)
        #expect(
          revisions.map(\.source) == ["Second $x$.", "First $x$."] && revisions.map(\.licence) == [.attribution, .shareAlike])
        #expect(revisions.last?.createdAt == post.publishedAt)
        #expect(try transaction.aliases(of: ada.id) == ["https://old.example/users/ada"])
        let quiet = try #require(try transaction.paper(try PaperIdentifier(parsing: "10.1000/other")))
        #expect(try transaction.summary(of: quiet.id, by: ada.id)?.visibility == .unlisted)
        let list = try #require(try transaction.readingLists(of: ada.id, seenBy: ada.id, limit: 5).first)
        #expect(list.title == "To read" && !list.isListed && first.listed == 1)
        #expect(try transaction.papers(onList: list.id, limit: 5).map(\.note) == ["Soon."])
      }
      let document = try await house.instance.document(of: ada)
      #expect(document.alsoKnownAs.map(\.text) == ["https://old.example/users/ada"])
      let again = try await ArchiveIntake(house.publisher, for: ada).run(path)
      #expect(again.added == 0 && again.known == 2 && again.listed == 0 && again.bookmarks == 0)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Votes, follows and bookmarks come back where their targets are`(on engine: Engine) async throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await TestHouse.use(on: engine) { house in
      try await pack(house, to: path)
      let eve = try await house.person("eve")
      let found = try await ArchiveIntake(house.publisher, for: eve).run(path)
      #expect(found.added == 2 && found.votes == 1 && found.follows == 1 && found.refused == 0, "\(found.report)")
      #expect(found.bookmarks == 1)
      let marked = try await house.instance.store.read { try $0.bookmarks(of: eve.id, limit: 5).map(\.post.post.source) }
      #expect(marked == ["By Bob."])
      let again = try await ArchiveIntake(house.publisher, for: eve).run(path)
      #expect(again.votes == 0 && again.follows == 0 && again.bookmarks == 0)
    }
  }

  @Test func `Bookmarks keep their order, and what one may not see or is no summary is not marked`() async throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await TestHouse.use { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      var uris: [String] = []
      for (number, visibility) in [(1, Visibility.public), (2, .public), (3, .followers)] {
        let paper = try await house.publisher.addPaper(
          PaperDraft(title: "P", authors: ["A. B"], identifiers: ["10.1000/\(number)"]).validated(), source: "local")
        let post = try await house.publisher.publish(
          SummaryDraft(body: "Number \(number).", visibility: visibility), of: paper, by: bob)
        uris.append(post.uri.text)
      }
      let writer = try ArchiveWriter(path: path, format: .zip, modified: 0)
      try writer.add("bookmarks.json", JSONValue.array(uris.map { .string($0) } + [7, "no address"]).serialized())
      try writer.add("scholion.json", Array(#"{"version":1,"actor":"https://old.example/users/ada"}"#.utf8))
      try writer.finish()
      #expect(try await ArchiveIntake(house.publisher, for: ada).run(path).bookmarks == 2)
      let marked = try await house.instance.store.read { try $0.bookmarks(of: ada.id, limit: 5).map(\.post.post.source) }
      #expect(marked == ["Number 1.", "Number 2."])
    }
  }

  @Test func `Nothing of another person and no secret is in the file`() async throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await TestHouse.use { house in
      try await pack(house, to: path)
      var names: [String] = []
      var text = ""
      let reader = try ArchiveReader(path: path)
      while let (name, bytes) = try reader.next({ _ in true }) {
        names.append(name)
        text += String(decoding: bytes, as: UTF8.self)
      }
      let lists = ["outbox.json", "likes.json", "votes.json", "follows.json", "bookmarks.json"]
      for name in ["README.txt", "actor.json", "scholion.json"] + lists { #expect(names.contains(name)) }
      #expect(names.filter { $0.hasPrefix("summaries/") }.count == 5 && text.contains("ada@mail.example"))
      for word in ["bob@mail.example", "PRIVATE KEY", "passwordHash", "v1."] { #expect(!text.contains(word), "\(word)") }
    }
  }

  @Test func `A hostile archive ends in an error or in complaints`() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      func run(_ files: [(String, String)]) async throws -> ArchiveIntake.Outcome {
        let path = path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let writer = try ArchiveWriter(path: path, format: .zip, modified: 0)
        for (name, text) in files { try writer.add(name, Array(text.utf8)) }
        try writer.finish()
        return try await ArchiveIntake(house.publisher, for: ada).run(path)
      }
      let index = ("scholion.json", #"{"version":1,"actor":"https://old.example/users/ada"}"#)
      await #expect(throws: PublishError.self) { try await run([("summaries/1.json", "{}")]) }
      await #expect(throws: PublishError.self) { try await run([("scholion.json", #"{"version":99}"#)]) }
      func summary(_ change: String) -> [(String, String)] {
        [
          index,
          (
            "summaries/1.json",
            #"""
            {"url":"https://old.example/@ada/1","visibility":"public","published":"2020-01-01T00:00:00Z",
            "paper":{"title":"T","authors":["A"],"identifiers":["10.1000/h"]},\#(change)"revisions":[{"number":1,"tldr":"t","created":"2020-01-01T00:00:00Z"}]}
            """#
          ),
        ]
      }
      for (files, added) in [
        (summary("") + [("summaries/1/1.md", "Text.")], 1), (summary(""), 0),
        (summary("") + [("summaries/2/1.md", "Another's."), ("summaries/1/../1.md", "x"), ("/summaries/1/1.md", "x")], 0),
        (summary(#""visibility":"direct","#) + [("summaries/1/1.md", "Text.")], 0),
        ([index, ("summaries/1.json", "not json")], 0),
        (summary(#""url":"javascript:alert(1)","#) + [("summaries/1/1.md", "Text.")], 0),
        ([index, ("lists/1.json", #"{"title":"L","papers":[{"title":"No identifier","authors":["A"]}]}"#)], 0),
        ([index, ("lists/1.json", #"{"papers":7}"#), ("lists/x.json", "{}")], 0),
        (summary("") + [("summaries/1/1.md", String(repeating: "a", count: 50_000))], 0),
      ] {
        let found = try await run(files)
        #expect(found.added == added, "\(found.report)")
        #expect(found.added + found.refused + found.known >= 1)
      }
      // A text that claims to be from the future, or from before there were computers, stands at no such time.
      var future = summary("")
      future[1].1 = future[1].1.replacing("2020-01-01", with: "2999-01-01").replacing("10.1000/h", with: "10.1000/f")
      _ = try await run(future + [("summaries/1/1.md", "Text.")])
      let paper = try #require(try await house.instance.store.read { try $0.paper(try PaperIdentifier(parsing: "10.1000/f")) })
      let post = try #require(try await house.instance.store.read { try $0.summary(of: paper.id, by: ada.id) })
      #expect(post.publishedAt <= house.clock.now)
    }
  }
}
