import Domain
import Foundation
import Images
import Outbox
import Store
import TestSupport
import Testing

@testable import scholion

@Suite struct JanitorTests {
  @Test func `Pictures that no text shows go after a day, with their files, and files that nothing knows`() async throws {
    let folder = try ScratchFolder()
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      let shelf = MediaShelf(folder: "\(folder.settings.data)/media")
      let names = try (0..<4).map { try #require(MediaName(digest: String(repeating: "\($0)", count: 64), ending: "webp")) }
      let (shown, unused, orphan, young) = (names[0], names[1], names[2], names[3])
      for name in names { try shelf.store(Array(name.text.utf8), as: name.text) }
      for name in [shown, unused] {
        let row = MediaRow(id: house.store.ids.next(), actorID: ada.id, name: name, size: 70, width: 1, height: 1, alt: "A point")
        #expect(try await house.store.write { try $0.insertMedia(row, quota: 1_000) })
      }
      let draft = SummaryDraft(body: "A picture.\n\n![A point](\(shown.address))")
      let post = try await house.publisher.publish(draft, of: paper, by: ada)
      let janitor = Janitor(instance: house.instance, remoteRetention: 90, shelf: shelf)
      func age(_ names: [MediaName]) throws {
        let time = Date(timeIntervalSince1970: Double(house.clock.now.milliseconds) / 1_000 - 90_000)
        for name in names {
          let path = "\(folder.settings.data)/media/\(name.text.prefix(2))/\(name.text)"
          try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
        }
      }
      func kept() -> [Bool] { names.map { shelf.file($0.text) != nil } }

      try age([orphan])
      try await janitor.sweep()
      #expect(kept() == [true, true, false, true], "only the file that nothing knows is a day old")
      house.clock.advance(seconds: 2 * 86_400)
      try age([shown, unused])
      try await janitor.sweep()
      #expect(kept()[0] && !kept()[1])
      #expect(try await house.store.read { try $0.media(unused) } == nil)

      try await house.publisher.delete(post: post.id, by: ada)
      house.clock.advance(seconds: 2 * 86_400)
      try age([shown])
      try await janitor.sweep()
      #expect(!kept()[0], "of a text that is gone")
      _ = young
    }
    withExtendedLifetime(folder) {}
  }

  @Test func `Looks at pages are forgotten after their time`() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let paper = try await house.paper()
      _ = try await house.publisher.publish(SummaryDraft(body: "It says something."), of: paper, by: ada)
      let now = house.clock.now
      try await house.store.write { try $0.addViews([(ViewedPage(.paper, paper.id, at: now), 5)]) }
      let janitor = Janitor(instance: house.instance, remoteRetention: 90)
      try await janitor.sweep()
      #expect(try await house.count("page_view") == 1)
      house.clock.advance(seconds: 402 * 86_400)
      try await janitor.sweep()
      #expect(try await house.count("page_view") == 0)
    }
  }
}
