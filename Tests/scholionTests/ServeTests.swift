import Foundation
import Glibc
import Testing
import Transport

@testable import scholion

@Suite struct ServeTests {
  /// Lines of a running server's output, up to and with the one that begins so.
  private func lines(of output: Pipe, until prefix: String) -> [String] {
    var bytes: [UInt8] = []
    while true {
      let piece = output.fileHandleForReading.availableData
      bytes += piece
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { String($0) }
      if piece.isEmpty || lines.contains(where: { $0.hasPrefix(prefix) }) { return lines }
    }
  }

  @Test func `It tells origin, database, key and address, and on SIGTERM stops in order with exit 0`() async throws {
    let program = Program(folder: try ScratchFolder())
    let process = program.process(["serve"])
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let lines = lines(of: output, until: "listening ")
    #expect(lines.map { $0.split(separator: " ").first ?? "" } == ["origin", "database", "key", "listening"])
    let address = try #require(lines.last?.split(separator: " ").last)
    #expect(lines.first == "origin \(address)")
    let client = HTTPClient(policy: TransportPolicy(allowPrivatePeers: true))
    let ready = try WebURL(parsing: "\(address)/readyz")
    #expect(try await client.send(.document(ready)).status == 200)
    let second = try program.run("serve")
    #expect(second.status == 1 && second.complaint.contains("another server is running"))
    process.terminate()
    // That it turns unready first is seen from inside (HouseTests); from outside a busy machine may miss that second.
    for _ in 0..<20_000 where (try? await client.send(.document(ready)).status) != 200 { break }
    for _ in 0..<300 where process.isRunning { try await Task.sleep(for: .milliseconds(100)) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    await client.shutdown()
  }
}
