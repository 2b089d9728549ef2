import Foundation
import Testing

@testable import scholion_bench

/// The judges and the server as they were built with these tests.
enum Programs {
  static let bench = path("scholion-bench")
  static let server = path("scholion")

  private static func path(_ name: String) -> String? {
    guard let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
    let candidates = [tests] + CommandLine.arguments
    return candidates.map { URL(filePath: $0).deletingLastPathComponent().appending(path: name).path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs the program of the judges against the server; its status and all it told.
  static func judge(_ arguments: [String]) async throws -> (status: Int32, told: String) {
    let bench = try #require(bench)
    let server = try #require(server)
    let output = FileManager.default.temporaryDirectory.appending(path: "scholion-judge-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: output) }
    let status = try await WorkerThread.run("judge") {
      try ChildProcess(
        bench, arguments + ["--server", server], environment: ProcessInfo.processInfo.environment, output: output.path,
        errors: output.path
      ).wait()
    }
    return (status, try String(contentsOf: output, encoding: .utf8))
  }
}

/// Small counts on the debug build; how fast it is again ready is judged by `make soak`, not here.
private let small = [
  "kill", "--seed", "20261123", "--rate", "60", "--open", "12", "--actors", "6", "--readers", "3", "--shortest", "0.2",
  "--longest", "0.7", "--ready-within", "60", "--shown", "3",
]

@Test(
  "a server that is killed, stopped or loses its power under load loses nothing it acknowledged and does nothing twice",
  .timeLimit(.minutes(5)), arguments: [("kill", 3), ("stop", 2), ("power", 3)])
func ending(blow: String, rounds: Int) async throws {
  let (status, told) = try await Programs.judge(small + ["--by", blow, "--rounds", "\(rounds)"])
  #expect(status == 0, "\(told)")
  #expect(told.contains("rounds            \(rounds) by \(blow), seed 20261123"), "\(told)")
  #expect(told.contains("lost              0\n"), "\(told)")
}

@Test("a disk that forgets what was synced is found out", .timeLimit(.minutes(5)))
func lyingDisk() async throws {
  let (status, told) = try await Programs.judge(small + ["--by", "power", "--rounds", "1", "--lying"])
  #expect(status == 1, "\(told)")
  #expect(told.contains(" acknowledged lost"), "\(told)")
}

@Test("whichever call fails, nothing acknowledged is lost; a full disk takes nothing, shows everything, and passes")
func failingCalls() async throws {
  let (status, told) = try await Programs.judge(["faults", "--from", "3", "--calls", "400", "--step", "57", "--full", "0.5"])
  #expect(status == 0, "\(told)")
  #expect(told.contains("lost              0\n") && told.contains("full disk         "), "\(told)")
}

@Test("whatever fails in the talk with PostgreSQL, and while it is away, nothing acknowledged is lost")
func failingTalk() async throws {
  let (status, told) = try await Programs.judge(
    ["faults", "--postgres", "--from", "3", "--calls", "90", "--step", "17", "--full", "0.5"])
  #expect(status == 0, "\(told)")
  #expect(told.contains("lost              0\n") && told.contains("database away     "), "\(told)")
}

@Test("migrations of PostgreSQL that die at any call are finished by the next start")
func dyingPostgresMigrations() async throws {
  let (status, told) = try await Programs.judge(["migrations", "--postgres", "--from", "2", "--step", "31"])
  #expect(status == 0, "\(told)")
}

@Test("migrations that die at any call, or lose their power there, are finished by the next start; a copy is there before")
func dyingMigrations() async throws {
  let (status, told) = try await Programs.judge(["migrations", "--from", "2", "--step", "23"])
  #expect(status == 0, "\(told)")
  #expect(told.contains("upgrade           killed at "), "\(told)")
}

@Test(
  "three servers on one PostgreSQL database share inbox and deliveries, also while one is killed again and again",
  .timeLimit(.minutes(10)))
func sharing() async throws {
  let (status, told) = try await Programs.judge(
    ["share", "--kills", "3", "--activities", "150", "--actors", "8", "--summaries", "3", "--seed", "20261123"])
  #expect(status == 0, "\(told)")
  #expect(told.contains("lost              0\n") && told.contains("deliveries        24 of 24"), "\(told)")
}
