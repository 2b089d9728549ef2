import Actors
import Domain
import Foundation
import SQL
import Store
import Testing

@testable import scholion

@Suite struct ReadinessTests {
  private static func store(_ body: (Store) async throws -> Void) async throws {
    let folder = try ScratchFolder()
    let database = try Database(opening: .sqlite(path: "\(folder.path)/test.db"))
    try await Store.migrate(database)
    let now = { @Sendable in Timestamp(milliseconds: 1_795_168_800_000) }
    try await body(Store(database: database, ids: RowIDSource(clock: { now().milliseconds }), now: now))
    await database.close()
    withExtendedLifetime(folder) {}
  }

  @Test func `A worker that does not move is named, and one that does is not`() async throws {
    try await Self.store { store in
      let pulse = Pulse()
      let readiness = Readiness(store: store, pulse: pulse) { DiskSpace(free: 1 << 40, total: 1 << 41) }
      #expect(await readiness.complaint() == nil)
      pulse.beat(.courier)
      pulse.beat(.inbox, at: .now - .seconds(75))
      let complaint = try #require(await readiness.complaint())
      #expect(complaint.hasPrefix("the inbox has not moved for ") && complaint.hasSuffix(" s"))
      pulse.beat(.inbox)
      #expect(await readiness.complaint() == nil)
    }
  }

  @Test(
    arguments: [
      (100 << 20, 1 << 40, true), (300 << 20, 1 << 40, false), (10 << 20, 64 << 20, false), (3 << 20, 64 << 20, true),
    ] as [(UInt64, UInt64, Bool)])
  func `A disk is nearly full with little left both as a share and in bytes`(free: UInt64, total: UInt64, isFull: Bool)
    async throws
  {
    try await Self.store { store in
      let readiness = Readiness(store: store) { DiskSpace(free: free, total: total) }
      #expect(await readiness.complaint() == (isFull ? "the disk is nearly full" : nil))
    }
  }

  @Test func `A database that may not grow is told as a full disk`() async throws {
    let folder = try ScratchFolder()
    var options = DatabaseOptions()
    let database = try Database(opening: .sqlite(path: "\(folder.path)/test.db"))
    try await Store.migrate(database)
    await database.close()
    options.sizeLimit = 4_096
    let small = try Database(opening: .sqlite(path: "\(folder.path)/test.db"), options: options)
    let now = { @Sendable in Timestamp(milliseconds: 1_795_168_800_000) }
    let store = Store(database: small, ids: RowIDSource(clock: { now().milliseconds }), now: now)
    // Fills what is left of the pages that are there, first with much, then with little.
    for size in [3_000, 300, 0] {
      await #expect(throws: SQLError.self) {
        for number in 0..<10_000 {
          try await store.write { try $0.setSetting("\(size) \(number)", String(repeating: "x", count: size)) }
        }
      }
    }
    #expect(await Readiness(store: store, freshness: .zero, space: { nil }).complaint() == "the disk is full")
    await small.close()
    withExtendedLifetime(folder) {}
  }
}
