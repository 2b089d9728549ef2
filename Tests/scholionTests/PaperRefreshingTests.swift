import Catalog
import Domain
import Foundation
import Outbox
import Store
import Synchronization
import TestSupport
import Testing
import Transport

@testable import scholion

/// Papers that were summarised, and a source whose word changes.
@Suite struct PaperRefreshingTests {
  /// What arXiv says of the paper when so many versions are there.
  private static func answer(version: Int) throws -> ReplayServer.Answer {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let recorded = try Data(contentsOf: folder.appending(path: "CatalogTests/Recorded/arxiv-1605.08386.xml"))
    let text = String(decoding: recorded, as: UTF8.self).replacingOccurrences(of: "1605.08386v1", with: "1605.08386v\(version)")
    return ReplayServer.Answer(type: "application/atom+xml", body: Array(text.utf8))
  }

  /// A house where ada summarised the paper; `said` is what arXiv says next.
  private static func use(
    _ body: (TestHouse, PaperRefreshing, PaperRow, ActorRow, SaidNext) async throws -> Void
  ) async throws {
    let said = SaidNext(try answer(version: 1))
    let server = try ReplayServer { _, _ in said.next() }
    var settings = SourceSettings(enabled: [.arxiv])
    settings.bases[.arxiv] = server.base
    settings.tries = 1
    let client = HTTPClient(policy: SourceSettings.policy(userAgent: "Scholion/1", allowPrivatePeers: true))
    try await TestHouse.use { house in
      let clock = SourceClock(now: { house.clock.now }, sleep: { _ in await Task.yield() })
      let sources = PaperSources(desk: SourceDesk(client: client, settings: settings, clock: clock))
      let ada = try await house.person("ada")
      let identifier = try PaperIdentifier(parsing: "arxiv:1605.08386")
      let found = await sources.lookUp(identifier)
      let record = try #require(found.records.first)
      let paper = try await house.publisher.addPaper(try record.statement(), isFirstHand: true)
      _ = try await house.publisher.publish(SummaryDraft(body: "It walks."), of: paper, by: ada)
      try await body(house, PaperRefreshing(publisher: house.publisher, sources: sources), paper, ada, said)
    }
    server.stop()
    await client.shutdown()
  }

  @Test func `A paper that was summarised is asked about after a month, its author hears of a new version, and that was it`()
    async throws
  {
    try await Self.use { house, service, paper, ada, said in
      said.say(try Self.answer(version: 2))
      #expect(try await !service.round(), "its record is of today")
      house.clock.advance(seconds: 31 * 86_400)
      #expect(try await service.round())
      #expect(said.count == 2)
      #expect(try await house.store.read { try $0.latestVersion(of: paper.id) } == 2)
      let told = try await house.store.read { try $0.notifications(of: ada.id, limit: 5) }
      #expect(told.map(\.kind) == [.paper])
      let time = try #require(told.first?.createdAt)
      let news = try await house.store.read { try $0.news(of: paper.id, toldAt: time) }
      #expect(news.map(\.deed) == ["has a new version (v2)"])
      #expect(try await !service.round())
      house.clock.advance(seconds: 29 * 86_400)
      #expect(try await !service.round())
      #expect(said.count == 2)
      house.clock.advance(seconds: 2 * 86_400)
      #expect(try await service.round())
      #expect(said.count == 3)
      #expect(try await house.store.read { try $0.notifications(of: ada.id, limit: 5).map(\.id) } == told.map(\.id))
    }
  }

  @Test func `Where the source fails, the paper comes again the next day`() async throws {
    try await Self.use { house, service, paper, ada, said in
      said.say(ReplayServer.Answer(status: 503))
      house.clock.advance(seconds: 31 * 86_400)
      #expect(try await service.round())
      #expect(try await !service.round())
      said.say(try Self.answer(version: 3))
      house.clock.advance(seconds: 86_401)
      #expect(try await service.round())
      #expect(said.count == 3)
      #expect(try await house.store.read { try $0.latestVersion(of: paper.id) } == 3)
      #expect(try await house.store.read { try $0.unreadNotifications(of: ada.id) } == 1)
      house.clock.advance(seconds: 86_401)
      #expect(try await !service.round())
    }
  }
}

/// What a source says until it is told otherwise.
final class SaidNext: Sendable {
  private let state: Mutex<(answer: ReplayServer.Answer, count: Int)>

  init(_ answer: ReplayServer.Answer) { state = Mutex((answer, 0)) }

  /// How often it was asked.
  var count: Int { state.withLock { $0.count } }

  func say(_ answer: ReplayServer.Answer) { state.withLock { $0.answer = answer } }

  func next() -> ReplayServer.Answer {
    state.withLock { state in
      state.count += 1
      return state.answer
    }
  }
}
