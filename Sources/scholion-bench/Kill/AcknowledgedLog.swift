internal import Foundation
internal import Glibc

/// The judge's own record of what the server has acknowledged: a line an id, on the disk before it counts.
struct AcknowledgedLog: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Makes the file; throws ``MeasuringError``.
  init(at file: URL) throws(MeasuringError) {
    path = file.path
    descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw MeasuringError("\(path) cannot be written") }
  }

  /// Writes the ids and waits for the disk; throws ``MeasuringError``.
  func append(_ ids: [String]) throws(MeasuringError) {
    var bytes = Array((ids.joined(separator: "\n") + "\n").utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw MeasuringError("\(path) cannot be written") }
      bytes = bytes.dropFirst(count)
    }
    guard fdatasync(descriptor) == 0 else { throw MeasuringError("\(path) cannot be made durable") }
  }

  /// Every id in the file, each once.
  func ids() throws -> Set<String> {
    Set(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init))
  }

  func close() { Glibc.close(descriptor) }
}
