internal import Glibc
internal import Synchronization

/// A program that this one started and is alone to wait for.
///
/// Made with posix_spawn and a clear signal mask: threads of a pool block most signals, and a child that inherits that would
/// never hear SIGTERM.
final class ChildProcess: Sendable {
  let id: Int32
  private let ended = Mutex<Int32?>(nil)

  /// Starts a program in the current folder; both its outputs go to the ends of these files.
  ///
  /// Throws ``MeasuringError`` when it cannot be started.
  init(
    _ path: String, _ arguments: [String], environment: [String: String], output: String, errors: String
  ) throws(MeasuringError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var id: pid_t = 0
    let code = posix_spawn(&id, path, &actions, &attributes, words, variables)
    guard code == 0 else { throw MeasuringError("\(path) cannot be started: \(String(cString: strerror(code)))") }
    self.id = id
  }

  /// Whether it has not ended yet.
  var isRunning: Bool { reap(WNOHANG) == nil }

  /// Sends it a signal, unless it has ended.
  func signal(_ number: Int32) {
    // Held while sending, so that the id cannot be another process's by then.
    ended.withLock { if $0 == nil { kill(id, number) } }
  }

  /// Waits for the end and gives the exit status, or 128 and the signal that ended it.
  @discardableResult
  func wait() -> Int32 {
    while true {
      if let status = reap(WNOHANG) { return status }
      usleep(1_000)
    }
  }

  private func reap(_ options: Int32) -> Int32? {
    ended.withLock { ended in
      if let ended { return ended }
      var status: Int32 = 0
      guard waitpid(id, &status, options) == id else { return nil }
      ended = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
      return ended
    }
  }
}
