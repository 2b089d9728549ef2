internal import Glibc

/// Says that a server runs on a database: held by `serve` for its life, asked for by what may not happen meanwhile.
///
/// The kernel lets go of it when the process ends, however it ends.
final class ServeLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of a database file.
  ///
  /// Throws ``Refusal`` when another process has it.
  init(database path: String) throws {
    let file = path + ".lock"
    descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Refusal("\(file): \(String(cString: strerror(errno)))") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Refusal("another server is running on \(path)")
    }
  }

  deinit { close(descriptor) }
}
