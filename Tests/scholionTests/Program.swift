import Foundation

@testable import scholion

/// The built program, run as a person runs it.
struct Program: Sendable {
  /// What a run left behind.
  struct Outcome: Sendable {
    let status: Int32
    let output: String
    let complaint: String

    /// The lines of standard error.
    var complaints: [Substring] { complaint.split(separator: "\n") }
  }

  let folder: ScratchFolder
  var environment: [String: String] = [:]

  /// Beside the program of the tests, where both are built.
  static let path = "\(TextFile.folder(of: MathPaths.executable ?? ""))/scholion"

  func process(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(filePath: Self.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = ["PATH": "/usr/bin:/bin", "SCHOLION_LISTEN": "127.0.0.1:0", "SCHOLION_LOG": "error"]
      .merging(environment) { _, last in last }
    return process
  }

  /// Runs to the end.
  func run(_ arguments: String..., input: String = "") throws -> Outcome { try run(list: arguments, input: input) }

  /// The same without holding up a thread of the pool.
  func result(_ arguments: String...) async throws -> Outcome {
    try await offPool { try run(list: arguments) }
  }

  /// The same with the arguments as a list.
  func run(list arguments: [String], input: String = "") throws -> Outcome { try ended(process(arguments), input: input) }

  /// Runs a process made by ``process(_:)`` to the end.
  func ended(_ process: Process, input: String = "") throws -> Outcome {
    let (output, complaint) = ("\(folder.path)/out-\(UUID().uuidString)", "\(folder.path)/err-\(UUID().uuidString)")
    for path in [output, complaint] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    let source = Pipe()
    process.standardInput = source
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: complaint)
    try process.run()
    try source.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try source.fileHandleForWriting.close()
    process.waitUntilExit()
    func text(_ path: String) throws -> String { String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self) }
    return Outcome(status: process.terminationStatus, output: try text(output), complaint: try text(complaint))
  }
}
