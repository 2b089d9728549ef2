import Archives
import Domain
import Foundation
import JSON
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct DumpTests {
  @Test func `The dump has the openly licensed public summaries of people here and nothing else`() async throws {
    try await WebHouse.use { web in
      let (ada, eve) = (try await web.house.person("ada"), try await web.house.person("eve"))
      let attention = try await web.house.paper()
      func publish(
        _ body: String, _ licence: Licence?, _ visibility: Visibility = .public, by author: ActorRow, _ paper: PaperRow
      )
        async throws
      {
        let draft = SummaryDraft(tldr: "Short.", body: body, visibility: visibility, language: "en", licence: licence)
        _ = try await web.house.publisher.publish(draft, of: paper, by: author)
      }
      try await publish("Open $x$.", .shareAlike, by: ada, attention)
      try await publish("Closed.", .allRights, by: eve, attention)
      try await publish("Silent.", nil, by: eve, try await web.paper("10.1000/2"))
      try await publish("Quiet.", .publicDomain, .unlisted, by: eve, try await web.paper("10.1000/3"))
      let gone = try await web.house.person("gone")
      try await publish("Suspended.", .publicDomain, by: gone, attention)
      try await web.store.write { try $0.setState(of: gone.id, .suspended) }
      let path = FileManager.default.temporaryDirectory.appending(path: "dump-\(UUID().uuidString).gz").path
      defer { try? FileManager.default.removeItem(atPath: path) }
      #expect(try await SummaryDump(instance: web.house.instance).write(to: path) == 1)
      let process = Process()
      process.executableURL = URL(filePath: "/bin/gzip")
      process.arguments = ["-dc", path]
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let bytes = Array(try output.fileHandleForReading.readToEnd() ?? Data())
      process.waitUntilExit()
      let lines = bytes.split(separator: 0x0A)
      let line = try JSONValue(parsing: Array(try #require(lines.first)), limits: .own)
      #expect(lines.count == 1 && line["markdown"]?.string == "Open $x$." && line["tldr"]?.string == "Short.")
      #expect(line["licence"]?["url"]?.string == "https://creativecommons.org/licenses/by-sa/4.0/")
      #expect(line["author"]?["handle"]?.string?.hasPrefix("@ada@") == true)
      #expect(line["paper"]?["identifiers"]?.array?.contains(.string("arxiv:1706.03762")) == true)
      #expect(line["published"]?.string != nil && line["html"]?.string?.contains("Open") == true)
    }
  }

  @Test func `Without a file the page says so, and the file is not found`() async throws {
    try await WebHouse.use { web async throws in
      #expect(try await web.visitor().get("/dumps").holds("The first file will be here soon."))
      #expect(try await web.visitor().get("/dumps/summaries.jsonl.gz").status == 404)
    }
  }
}
