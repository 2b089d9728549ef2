import Archives
import Domain
import Foundation
import Images
import LocalPostgres
import Outbox
import Store
import TestSupport
import Testing

@testable import Web

/// People's archives with pictures, through the real libvips.
@Suite struct PictureArchiveTests {
  /// A folder for the pictures of two servers and a file between them.
  private func use(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "scholion-archive-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  private func room(_ folder: String) -> MediaRoom {
    MediaRoom(workshop: ImageWorkshop(folder: "\(folder)/reading"), shelf: MediaShelf(folder: "\(folder)/media"))
  }

  private func text(of identifier: String, by person: ActorRow, in house: TestHouse) async throws -> [String] {
    let identifier = try PaperIdentifier(parsing: identifier)
    return try await house.store.read { transaction in
      guard let paper = try transaction.paper(identifier), let post = try transaction.summary(of: paper.id, by: person.id) else {
        return []
      }
      return try transaction.revisions(of: post.id).map(\.source)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Pictures go along with the texts that show them, and come back to where they were made unchanged`(
    on engine: Engine
  ) async throws {
    try await use { folder in
      let path = "\(folder)/ada.zip"
      let old = room("\(folder)/old")
      let former = try await pack(to: path, with: old, on: engine)
      try await TestHouse.use("https://new.example", on: engine) { house in
        let new = room("\(folder)/new")
        let ada = try await house.person("ada_new")
        let first = try await ArchiveIntake(house.publisher, for: ada, pictures: new).run(path)
        #expect(first.added == 1 && first.pictures == 1 && first.refused == 0, "\(first.report)")
        let texts = try await text(of: "arxiv:1706.03762", by: ada, in: house)
        let name = try #require(texts.first.flatMap { MediaName.all(in: $0).first })
        #expect(texts == ["Edited: ![A point](\(name.address))", "It is ![A point](\(name.address)) red."])
        let row = try #require(try await house.store.read { try $0.media(name, of: ada.id) })
        #expect(row.alt == "A red point" && row.width == 1 && row.height == 1)
        #expect(new.bytes(of: name)?.count == row.size)
        let again = try await ArchiveIntake(house.publisher, for: ada, pictures: new).run(path)
        #expect(again.added == 0 && again.known == 1 && again.pictures == 0 && again.refused == 0, "\(again.report)")
        #expect(try await house.store.read { try $0.mediaSize(of: ada.id) } == row.size)

        // At the server it came from, and once more through the archive of this one.
        let back = "\(folder)/back.zip"
        try await PersonArchive(house.instance, of: ada, pictures: new).write(to: back)
        #expect(try files(in: back).contains("media/\(name.text)"))
      }
      #expect(try files(in: path).filter { $0.hasPrefix("media/") } == ["media/1.json", "media/\(former.text)"])
    }
  }

  /// Ada's archive with a picture that she shows, one that she does not, and one of Bob's.
  private func pack(to path: String, with room: MediaRoom, on engine: Engine) async throws -> MediaName {
    var shown: MediaName?
    try await TestHouse.use("https://old.example", on: engine) { house in
      let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
      let paper = try await house.paper()
      let own = try #require(try await room.add(PictureTests.png, alt: "A red point", of: ada.id, in: house.store)?.name)
      let theirs = try await room.add(Self.gif, alt: "Bob's", of: bob.id, in: house.store)
      #expect(theirs?.name != own)
      let post = try await house.publisher.publish(
        SummaryDraft(body: "It is ![A point](\(own.address)) red."), of: paper, by: ada)
      house.clock.advance(seconds: 60)
      _ = try await house.publisher.edit(
        summary: post.id, to: SummaryDraft(body: "Edited: ![A point](https://old.example\(own.address))"), by: ada)
      #expect(try await PersonArchive(house.instance, of: ada, pictures: room).write(to: path) == 1)
      let row = try #require(try await house.store.read { try $0.media(own, of: ada.id) })
      let returned = try await ArchiveIntake(house.publisher, for: ada, pictures: room).run(path)
      #expect(returned.known == 1 && returned.pictures == 0 && returned.refused == 0, "\(returned.report)")
      #expect(try await house.store.read { try $0.mediaSize(of: ada.id) } == row.size, "it is not made a second time")
      shown = own
    }
    return try #require(shown)
  }

  @Test func `A picture that is refused is told of, and takes nothing along; its text links to where it was`() async throws {
    try await use { folder in
      try await TestHouse.use("https://new.example") { house in
        let ada = try await house.person("ada")
        let room = room(folder)
        let path = "\(folder)/a.zip"
        let names = try ["a", "b", "c", "d"].map {
          try #require(MediaName(digest: String(repeating: $0, count: 64), ending: "webp"))
        }
        let writer = try ArchiveWriter(path: path, format: .zip, modified: 0)
        try writer.add("scholion.json", Array(#"{"version":1,"actor":"https://old.example/users/ada"}"#.utf8))
        try writer.add("media/1.json", Array(#"[{"name":"\#(names[0].text)","alt":"A\u0007\n point"},{"name":7},8]"#.utf8))
        for (name, bytes) in [
          (names[0], PictureTests.png), (names[1], Array("<svg/>".utf8)), (names[2], Array(PictureTests.png.prefix(40))),
          (names[3], [UInt8](repeating: 0, count: 11 << 20)),
        ] {
          try writer.add("media/\(name.text)", bytes)
        }
        let index = #"""
          {"url":"https://old.example/@ada/1","visibility":"public","published":"2020-01-01T00:00:00Z",
          "paper":{"title":"T","authors":["A"],"identifiers":["10.1000/h"]},
          "revisions":[{"number":1,"tldr":"t","created":"2020-01-01T00:00:00Z"}]}
          """#
        try writer.add("summaries/1.json", Array(index.utf8))
        let shown = names.map { "![x](\($0.address))" }.joined(separator: " ")
        try writer.add("summaries/1/1.md", Array(shown.utf8))
        try writer.finish()
        let found = try await ArchiveIntake(house.publisher, for: ada, pictures: room).run(path)
        #expect(found.added == 1 && found.pictures == 1 && found.refused == 3, "\(found.report)")
        for words in ["Only PNG", "could not be read", "at most 10 MiB"] { #expect(found.report.contains(words)) }
        let source = try #require(try await text(of: "10.1000/h", by: ada, in: house).first)
        let kept = try #require(MediaName.all(in: source).first)
        #expect(kept != names[0] && room.bytes(of: kept) != nil)
        #expect(try await house.store.read { try $0.media(kept, of: ada.id)?.alt } == "A point")
        let links = names.dropFirst().map { "![x](https://old.example\($0.address))" }.joined(separator: " ")
        #expect(source == "![x](\(kept.address)) \(links)")
      }
    }
  }

  @Test func `Pictures of an archive are taken until the person's are full`() async throws {
    try await use { folder in
      let path = "\(folder)/ada.zip"
      _ = try await pack(to: path, with: room("\(folder)/old"), on: .sqlite)
      try await TestHouse.use("https://new.example") { house in
        let ada = try await house.person("ada")
        let name = try #require(MediaName(digest: String(repeating: "e", count: 64), ending: "webp"))
        let large = MediaRow(
          id: house.store.ids.next(), actorID: ada.id, name: name, size: MediaRoom.quota, width: 1, height: 1, alt: "")
        #expect(try await house.store.write { try $0.insertMedia(large, quota: MediaRoom.quota) })
        let found = try await ArchiveIntake(house.publisher, for: ada, pictures: room("\(folder)/new")).run(path)
        #expect(found.added == 1 && found.pictures == 0 && found.refused == 1 && found.report.contains("200 MiB"))
      }
    }
  }

  private func files(in path: String) throws -> [String] {
    var names: [String] = []
    let reader = try ArchiveReader(path: path)
    while let (name, _) = try reader.next({ _ in true }) { names.append(name) }
    return names
  }

  /// A white point.
  private static let gif: [UInt8] = [
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2,
    0x44, 1, 0, 0x3B,
  ]
}
