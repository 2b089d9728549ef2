internal import Actors
internal import Domain
internal import Glibc
internal import Logging
internal import ServiceLifecycle
internal import Store
internal import Web

/// Makes the dump of openly licensed summaries once a day (`Documentation/data-out.md`).
struct NightlyDump: Service {
  let instance: Instance
  /// Where it lies.
  let folder: String
  /// The hour of the day, in UTC, from which on a new one is made.
  static let hour: Int64 = 3
  private static let day: Int64 = 86_400_000

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await makeIfDue()
        } catch is CancellationError {
        } catch {
          instance.logger.error("the dump failed", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: .seconds(300))
      }
    }
  }

  /// Makes a file where there is none, or none since the last time that hour came; whether it did.
  ///
  /// When the last one was made is kept beside it, so that every process with a folder of its own has a file of its own.
  @discardableResult
  func makeIfDue() async throws -> Bool {
    let now = instance.store.now()
    let path = "\(folder)/\(SummaryDump.fileName)"
    let mark = "\(folder)/made"
    let night = Self.night(of: now)
    if access(path, F_OK) == 0, let text = try? TextFile.read(mark, limit: 64), let made = Int64(text), made >= night {
      return false
    }
    try TextFile.makeFolder(folder)
    let count = try await SummaryDump(instance: instance).write(to: path)
    try Self.write("\(now.milliseconds)", to: mark)
    instance.logger.notice("made the dump", metadata: ["summaries": "\(count)"])
    return true
  }

  /// When that hour last came.
  private static func night(of now: Timestamp) -> Int64 {
    let shift = hour * 3_600_000
    return (now.milliseconds - shift) / day * day + shift
  }

  private static func write(_ text: String, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw Refusal("\(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    Console.write(text, to: descriptor)
  }
}
