import Domain
import Foundation
import TestSupport
import Testing
import Web

@testable import scholion

@Suite struct NightlyDumpTests {
  @Test func `The dump is made at the first start and once each night, in one piece`() async throws {
    try await TestHouse.use { house in
      let folder = try ScratchFolder()
      let dump = NightlyDump(instance: house.instance, folder: "\(folder.path)/dumps")
      // It is ten in the morning.
      #expect(try await dump.makeIfDue())
      #expect(try await !dump.makeIfDue())
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/dumps").sorted() == ["made", SummaryDump.fileName])
      house.clock.advance(seconds: 16 * 3_600)
      #expect(try await !dump.makeIfDue())
      house.clock.advance(seconds: 3_601)
      #expect(try await dump.makeIfDue())
      try FileManager.default.removeItem(atPath: "\(folder.path)/dumps/\(SummaryDump.fileName)")
      #expect(try await dump.makeIfDue(), "what was lost is made again")
    }
  }
}
