import Foundation
import Logging
import SQL

@testable import scholion

/// A folder that goes with the test.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "scholion-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
    return "\(path)/\(name)"
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

  /// Settings of an instance that lies in this folder.
  var settings: Settings {
    var settings = Settings()
    settings.listen = ListenAddress(host: "127.0.0.1", port: 0)
    settings.data = "\(path)/data"
    settings.database = .sqlite(path: "\(path)/data/scholion.db")
    settings.keys = "\(path)/keys"
    settings.log = .critical
    return settings
  }
}

/// A logger that says nothing short of a catastrophe.
let silence: Logger = {
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  return logger
}()

/// The message of the refusal that a body throws, nil when it throws none.
func refusal(_ body: () async throws -> Void) async -> String? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? Refusal)?.message ?? "not a refusal: \(error)"
  }
}

/// Where the repository is.
let repository: String = {
  let file: StaticString = #filePath
  return URL(filePath: "\(file)").deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
}()
