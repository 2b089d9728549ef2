import Domain
import JSON
import Logging
import Testing

@testable import scholion

@Suite struct LineLogTests {
  private func event(_ metadata: Logger.Metadata) -> String {
    let log = LineLog(label: "test", level: .info, isPlain: false) { Timestamp(milliseconds: 0) }
    let event = LogEvent(
      level: .info, message: "received", metadata: metadata, source: "", file: "", function: "", line: 0)
    return log.json(event, metadata.sorted { $0.key < $1.key })
  }

  @Test(
    arguments: [
      "a\nb", "a\r\n{\"level\":\"error\"}", "\u{1B}[2J\u{1B}[31mred", "\u{9B}31m", "\u{202E}txt.exe", "a\u{2028}b", "\u{200F}x",
      "\u{2066}isolate\u{2069}", "\u{0}", "\u{7F}", "\u{FEFF}",
    ])
  func `A stranger's text neither ends a line nor moves a cursor nor turns the writing`(text: String) throws {
    let line = event(["id": .string(text), "list": .array([.string(text)]), "deep": .dictionary(["x": .string(text)])])
    #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
    let bad: [ClosedRange<UInt32>] = [0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF...0xFEFF]
    #expect(line.unicodeScalars.allSatisfy { scalar in !bad.contains { $0.contains(scalar.value) } })
    #expect(!line.contains("\\u001b") && !line.contains("\\n"))
    _ = try JSONValue(parsing: Array(line.utf8), limits: .own)
  }

  @Test func `A value is cut, however it is written, and a plain one is left as it is`() throws {
    let long = event(["id": .string(String(repeating: "x", count: 100_000))])
    #expect(long.utf8.count < LineLog.longestValue + 200)
    let wide = event(["id": .string(String(repeating: "論", count: 100_000))])
    #expect(wide.utf8.count < LineLog.longestValue + 200)
    let many = event(["list": .array((0..<1_000).map { .string("\($0)") })])
    #expect(many.utf8.count < 400)
    #expect(LineLog.told("https://peer.example/activities/1") == "https://peer.example/activities/1")
    #expect(LineLog.told("ein Umlaut: ä") == "ein Umlaut: ä")
  }
}
