import Foundation
import Testing

@testable import scholion_bench

/// The judge and the server as they were built with these tests.
private enum Programs {
  static let bench = path("scholion-bench")
  static let server = path("scholion")

  private static func path(_ name: String) -> String? {
    guard let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
    let candidates = [tests] + CommandLine.arguments
    return candidates.map { URL(filePath: $0).deletingLastPathComponent().appending(path: name).path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

@Test(
  "a server that is killed three times under load loses nothing it acknowledged and does nothing twice", .timeLimit(.minutes(10)))
func killing() async throws {
  let bench = try #require(Programs.bench)
  let server = try #require(Programs.server)
  let output = FileManager.default.temporaryDirectory.appending(path: "scholion-kill-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: output) }
  // How fast it is again ready is judged by the benchmark, not here.
  let status = try await WorkerThread.run("kill") {
    try ChildProcess(
      bench,
      ["kill", "--rounds", "3", "--seed", "20261123", "--ready-within", "60", "--shown", "12", "--server", server],
      environment: ProcessInfo.processInfo.environment, output: output.path, errors: output.path
    ).wait()
  }
  let told = try String(contentsOf: output, encoding: .utf8)
  #expect(status == 0, "\(told)")
  #expect(told.contains("rounds            3, seed 20261123"), "\(told)")
  #expect(told.contains("lost              0\n"), "\(told)")
}

@Test(
  "three servers on one PostgreSQL database share inbox and deliveries, also while one is killed again and again",
  .timeLimit(.minutes(10)))
func sharing() async throws {
  let bench = try #require(Programs.bench)
  let server = try #require(Programs.server)
  let output = FileManager.default.temporaryDirectory.appending(path: "scholion-share-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: output) }
  let status = try await WorkerThread.run("share") {
    try ChildProcess(
      bench,
      [
        "share", "--kills", "3", "--activities", "150", "--actors", "8", "--summaries", "3", "--seed", "20261123", "--server",
        server,
      ],
      environment: ProcessInfo.processInfo.environment, output: output.path, errors: output.path
    ).wait()
  }
  let told = try String(contentsOf: output, encoding: .utf8)
  #expect(status == 0, "\(told)")
  #expect(told.contains("lost              0\n") && told.contains("deliveries        24 of 24"), "\(told)")
}
