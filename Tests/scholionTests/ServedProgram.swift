import Foundation
import Glibc
import Testing
import Transport

@testable import scholion

/// The built server as a process, with what it writes to standard error in a file.
final class ServedProgram: Sendable {
  let base: String
  let logPath: String
  private let running: RunningProcess
  private let client = HTTPClient(policy: TransportPolicy(allowPrivatePeers: true))

  /// Starts it in the folder of a program and waits until it listens.
  ///
  /// - Parameter filesOfAtMost: kilobytes that a file of its may grow to
  static func start(_ program: Program, log level: String, filesOfAtMost limit: Int? = nil) async throws -> ServedProgram {
    try await offPool { try ServedProgram(program, log: level, filesOfAtMost: limit) }
  }

  private init(_ program: Program, log level: String, filesOfAtMost limit: Int?) throws {
    let process = program.process(["serve"])
    process.environment?["SCHOLION_LOG"] = level
    if let limit {
      // What goes past the limit fails in write(2), as on a disk that is full, instead of ending the process.
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = ["-c", "trap '' XFSZ; ulimit -f \(limit); exec \"$0\" serve", Program.path]
    }
    logPath = "\(program.folder.path)/log-\(UUID().uuidString)"
    _ = FileManager.default.createFile(atPath: logPath, contents: nil)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle(forWritingAtPath: logPath)
    try process.run()
    running = RunningProcess(process)
    var bytes: [UInt8] = []
    var found: String?
    while found == nil {
      let piece = output.fileHandleForReading.availableData
      if piece.isEmpty { break }
      bytes += piece
      found = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("listening ") }.map {
        String($0)
      }
    }
    guard let found else {
      process.waitUntilExit()
      throw Refusal("the server did not start: \((try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "")")
    }
    base = String(found.dropFirst("listening ".count))
  }

  /// One request, with the origin as `Host`.
  func ask(_ method: String, _ path: String, _ fields: [(String, String)] = [], body: [UInt8]? = nil) async throws
    -> IncomingResponse
  {
    try await client.send(
      OutgoingRequest(
        method: method, url: try WebURL(parsing: base + path), fields: fields, body: body, limit: 1 << 20, deadline: .seconds(20))
    )
  }

  /// Every figure by name with labels, as they are now.
  func figures() async throws -> [String: Double] {
    let text = String(decoding: try await ask("GET", "/metrics").body, as: UTF8.self)
    return text.split(separator: "\n").reduce(into: [:]) { figures, line in
      guard !line.hasPrefix("#"), let space = line.lastIndex(of: " ") else { return }
      figures[String(line[..<space])] = Double(line[line.index(after: space)...])
    }
  }

  /// Asks for the figures until they are as wanted, but not for ever; the last ones seen.
  func figures(until holds: ([String: Double]) -> Bool) async throws -> [String: Double] {
    for _ in 0..<200 {
      let now = try await figures()
      if holds(now) { return now }
      try await Task.sleep(for: .milliseconds(100))
    }
    return try await figures()
  }

  var log: String { get throws { try String(contentsOfFile: logPath, encoding: .utf8) } }

  /// Lets it hold at most so many files and sockets open (prlimit(1)).
  func limitFiles(to count: Int) async throws {
    try await offPool { [running] in
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/prlimit")
      process.arguments = ["--pid", "\(running.id)", "--nofile=\(count):"]
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { throw Refusal("prlimit failed") }
    }
  }

  /// Ends it and waits.
  func stop() async {
    try? await offPool { [running] in running.stop() }
    await client.shutdown()
  }

  /// Runs the body and ends the server whatever comes of it.
  static func use(
    _ program: Program, log level: String = "error", filesOfAtMost limit: Int? = nil, _ body: (ServedProgram) async throws -> Void
  ) async throws {
    let server = try await start(program, log: level, filesOfAtMost: limit)
    do {
      try await body(server)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }
}

/// A process that one thread at a time asks.
final class RunningProcess: @unchecked Sendable {  // proof: only start and stop touch it, one after the other
  private let process: Process

  init(_ process: Process) {
    self.process = process
    id = process.processIdentifier
  }

  let id: Int32

  func stop() {
    process.terminate()
    for _ in 0..<150 where process.isRunning { usleep(100_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }
}
