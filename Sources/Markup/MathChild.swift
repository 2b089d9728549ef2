internal import CMarkup
import Glibc

/// One running `scholion-math`; its protocol is told in that program's first file.
///
/// Used by one thread only.
final class MathChild {
  /// The process number.
  let process: Int32
  private let socket: Int32
  private let clock: clockid_t
  private var isEnded = false

  /// How long is waited between two looks at the child's clock and memory, in milliseconds.
  private static let slice: Int32 = 10
  /// Wall time is bounded at so many times the processor time: the machine may be busy, the child may be stopped.
  private static let patience = 10
  private static let startNanoseconds = 10_000_000_000

  /// Starts the program and waits until it has loaded KaTeX; throws `MathFailure.unavailable`.
  init(program: String, katex: String, isClosed: () -> Bool) throws(MathFailure) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw .unavailable
    }
    socket = ends[0]
    let started = Self.spawn(program, arguments: [program, katex, String(getpid())], end: ends[1])
    close(ends[1])
    guard let started else {
      close(ends[0])
      throw .unavailable
    }
    process = started
    var clock = clockid_t()
    self.clock = clock_getcpuclockid(started, &clock) == 0 ? clock : CLOCK_MONOTONIC
    do throws(MathFailure) {
      let limits = ChildLimits(wall: MonotonicClock.now + Self.startNanoseconds, processor: .max, resident: .max)
      guard try reply(limits, isClosed).first == UInt8(ascii: "R") else { throw .unavailable }
    } catch {
      end()
      throw .unavailable
    }
  }

  deinit { end() }

  /// Ends the process and takes it off the table.
  func end() {
    guard !isEnded else { return }
    isEnded = true
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    close(socket)
  }

  /// Processor time the child has used.
  var processorNanoseconds: Int { MonotonicClock.nanoseconds(of: clock) }

  /// Resident memory, second field of statm, in bytes.
  var residentBytes: Int {
    let file = open("/proc/\(process)/statm", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = read(file, &buffer, buffer.count)
    guard count > 0 else { return 0 }
    let fields = buffer.prefix(count).split(separator: 0x20)
    guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// The MathML of one formula as the child wrote it; throws `MathFailure`.
  ///
  /// After any other failure than `syntax` the conversation is out of step and the child has to be ended.
  func convert(
    _ formula: Formula, processorNanoseconds allowed: Int, residentLimit: Int, isClosed: () -> Bool
  ) throws(MathFailure) -> [UInt8] {
    let tex = Array(formula.tex.utf8)
    let limits = ChildLimits(
      wall: MonotonicClock.now + allowed * Self.patience, processor: processorNanoseconds + allowed, resident: residentLimit)
    try send(Self.prefix(tex.count + 1) + [formula.display ? 1 : 0] + tex, limits, isClosed)
    let answer = try reply(limits, isClosed)
    switch answer.first {
    case UInt8(ascii: "M"): return Array(answer.dropFirst())
    case UInt8(ascii: "E"): throw .syntax(Self.message(answer.dropFirst()))
    default: throw .output
    }
  }

  /// KaTeX's words without the marks it puts under the place.
  private static func message(_ bytes: ArraySlice<UInt8>) -> String {
    let words = String(decoding: bytes, as: UTF8.self).unicodeScalars.filter { $0.value != 0x332 && $0.value >= 0x20 }
    let text = String(String.UnicodeScalarView(words.prefix(200)))
    for opening in ["ParseError: KaTeX parse error: ", "ParseError: "] where text.utf8.starts(with: opening.utf8) {
      return String(text.unicodeScalars.dropFirst(opening.utf8.count))
    }
    return text
  }

  private struct ChildLimits {
    let wall: Int
    let processor: Int
    let resident: Int
  }

  private static func prefix(_ count: Int) -> [UInt8] {
    let value = UInt32(truncatingIfNeeded: count)
    return [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
  }

  private func send(_ bytes: [UInt8], _ limits: ChildLimits, _ isClosed: () -> Bool) throws(MathFailure) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count > 0 {
        sent += count
      } else if count < 0 && (errno == EAGAIN || errno == EINTR) {
        try wait(for: Int16(POLLOUT), limits, isClosed)
      } else {
        throw .crashed
      }
    }
  }

  private func reply(_ limits: ChildLimits, _ isClosed: () -> Bool) throws(MathFailure) -> [UInt8] {
    let head = try receive(4, limits, isClosed)
    let count = head.reduce(0) { $0 << 8 | Int($1) }
    guard (1...MarkupLimits.formulaOutputBytes + 1).contains(count) else { throw .output }
    return try receive(count, limits, isClosed)
  }

  private func receive(_ count: Int, _ limits: ChildLimits, _ isClosed: () -> Bool) throws(MathFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(count, 65_537))
    while bytes.count < count {
      let wanted = min(buffer.count, count - bytes.count)
      let got = buffer.withUnsafeMutableBytes { recv(socket, $0.baseAddress, wanted, Int32(MSG_DONTWAIT)) }
      if got > 0 {
        bytes.append(contentsOf: buffer[..<got])
      } else if got < 0 && (errno == EAGAIN || errno == EINTR) {
        try wait(for: Int16(POLLIN), limits, isClosed)
      } else {
        throw .crashed
      }
    }
    return bytes
  }

  /// Waits a slice at a time and looks at the child's clock and memory in between.
  private func wait(for events: Int16, _ limits: ChildLimits, _ isClosed: () -> Bool) throws(MathFailure) {
    while true {
      var entry = pollfd(fd: socket, events: events, revents: 0)
      if poll(&entry, 1, Self.slice) > 0 { return }
      if isClosed() { throw .busy }
      if processorNanoseconds > limits.processor || MonotonicClock.now > limits.wall { throw .time }
      if residentBytes > limits.resident { throw .memory }
    }
  }

  /// The child with one socket as its input and output, nothing else of ours, and signals as a new program has them.
  private static func spawn(_ program: String, arguments: [String], end: Int32) -> Int32? {
    var actions = posix_spawn_file_actions_t()
    guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, end, 0)
    posix_spawn_file_actions_adddup2(&actions, end, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    guard scholion_spawn_apart(&actions) == 0 else { return nil }
    var attributes = posix_spawnattr_t()
    guard posix_spawnattr_init(&attributes) == 0 else { return nil }
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    // JavaScriptCore reads its options when it is loaded.
    let environment = ["JSC_useJIT=0", "SWIFT_BACKTRACE=enable=no"]
    var process: Int32 = 0
    let code = withStrings(arguments) { arguments in
      withStrings(environment) { posix_spawn(&process, program, &actions, &attributes, arguments, $0) }
    }
    return code == 0 ? process : nil
  }

  private static func withStrings<Value>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value) -> Value {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
