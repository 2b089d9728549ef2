internal import CImages
internal import Glibc

/// One running program of libvips, behind the walls of `CImages`.
struct ImageChild {
  /// What the program says lies in this file of its folder.
  static let output = "said"

  private let process: pid_t

  /// Nothing of ours is in its environment; readers of formats that libvips' authors do not trust are off.
  private static let environment = [
    "VIPS_BLOCK_UNTRUSTED=1", "VIPS_CONCURRENCY=1", "VIPS_DISC_THRESHOLD=1g", "MALLOC_ARENA_MAX=2",
  ]

  /// Starts it in a folder that is its own; nil where no process could be made.
  init?(_ words: [String], in folder: String) {
    guard let program = words.first else { return nil }
    let said = open("\(folder)/\(Self.output)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard said >= 0 else { return nil }
    defer { close(said) }
    var limits = scholion_image_limits(
      seconds: UInt64(ImageLimits.processorSeconds), memory: UInt64(ImageLimits.memory), file: UInt64(ImageLimits.file))
    let environment = Self.environment + ["TMPDIR=\(folder)", "HOME=\(folder)"]
    process = Self.withStrings(words) { words in
      Self.withStrings(environment) { scholion_image_start(program, words, $0, folder, said, &limits) }
    }
    if process < 0 { return nil }
  }

  /// How it ended: 0 when it did its work.
  ///
  /// After the time it is killed with all that it started. The child is gone when this returns, also where the task was cancelled.
  func ends(within time: Duration) async -> Int32 {
    let end = ContinuousClock.now + time
    var status: Int32 = 0
    while true {
      let found = waitpid(process, &status, WNOHANG)
      if found == process { return status }
      if found < 0, errno != EINTR { return -1 }
      if ContinuousClock.now >= end || Task.isCancelled { kill(-process, SIGKILL) }
      try? await Task.sleep(for: .milliseconds(5))
    }
  }

  private static func withStrings<Value>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value) -> Value {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
