internal import Foundation
internal import Synchronization

/// A mail server of another make that takes what it is sent, and tells how it read it (`Tests/MailServer/server.py`).
package final class MailServer: Sendable {
  /// Which doors it opens.
  package enum Mode: String, Sendable {
    case plain, tls, smtps
    case signIn = "sign-in"
  }

  /// A message as Python's parser of mail read it.
  package struct Message: Sendable, Decodable {
    package let sender: String
    package let recipients: [String]
    package let type: String
    /// Names and decoded values.
    package let header: [[String]]
    /// What the parser found wrong.
    package let defects: [String]
    /// Type, decoded content and transfer encoding of each part.
    package let parts: [[String]]
    package let fromName: String
    package let fromAddress: String
    /// Characters of the longest line as it came.
    package let longest: Int
    package let isSecure: Bool
    package let bareLineEnds: Int

    package func first(_ name: String) -> String? { header.first { $0.first == name }?.last }
    package func count(_ name: String) -> Int { header.count { $0.first == name } }
    package func part(_ type: String) -> String { parts.first { $0.first == type }?.dropFirst().first ?? "" }

    /// The first address of this site's in the text that has these words in its path.
    package func link(_ path: String) -> String? {
      part("text/plain").split(whereSeparator: \.isNewline).lazy
        .compactMap { line in line.firstRange(of: path).map { String(line[$0.lowerBound...]) } }.first
    }
  }

  private struct Start: Decodable {
    let port: Int
    let authority: String
  }

  package let port: Int
  /// A file with the authority of its certificate; empty without TLS.
  package let authority: String
  private let lines: AsyncStream<Data>

  package var url: String { "smtp://127.0.0.1:\(port)" }

  private init(port: Int, authority: String, lines: AsyncStream<Data>) {
    self.port = port
    self.authority = authority
    self.lines = lines
  }

  /// Starts one, gives it to the closure, and ends it whatever happens.
  package static func use(_ mode: Mode = .plain, _ body: (MailServer) async throws -> Void) async throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let python = root.appending(path: ".build-python/bin/python")
    guard FileManager.default.isExecutableFile(atPath: python.path) else {
      throw TestFault("\(python.path) is not there: run make opinion")
    }
    let process = Process()
    process.executableURL = python
    process.arguments = [root.appending(path: "Tests/MailServer/server.py").path, mode.rawValue]
    process.environment = ["PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    // It ends when nobody holds the other end.
    defer { try? input.fileHandleForWriting.close() }
    let (lines, line) = AsyncStream.makeStream(of: Data.self)
    let reader = output.fileHandleForReading
    Thread.detachNewThread {
      var rest = Data()
      while case let bytes = reader.availableData, !bytes.isEmpty {
        rest.append(bytes)
        while let end = rest.firstIndex(of: 0x0A) {
          line.yield(Data(rest[..<end]))
          rest = Data(rest[rest.index(after: end)...])
        }
      }
      line.finish()
    }
    guard let first = await lines.first(where: { _ in true }) else {
      throw TestFault("the mail server did not start: make opinion")
    }
    let start = try JSONDecoder().decode(Start.self, from: first)
    defer { if !start.authority.isEmpty { try? FileManager.default.removeItem(atPath: start.authority) } }
    try await body(MailServer(port: start.port, authority: start.authority, lines: lines))
  }

  /// The next message that it took; waits for it.
  package func next() async throws -> Message {
    guard let line = await lines.first(where: { _ in true }) else { throw TestFault("the mail server ended") }
    return try JSONDecoder().decode(Message.self, from: line)
  }
}
