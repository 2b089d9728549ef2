// LocalPostgres: a PostgreSQL server in a temporary folder, on a Unix socket, for tests and measurements. It knows nothing of ours.

internal import Foundation
internal import Glibc
internal import Synchronization

/// A server of its own that ends with this process, however that ends.
///
/// Debian's programs are used, as user `postgres` when we are root (initdb refuses root, DESIGN 11.11). The databases' own locale is
/// Swedish, so that what does not say `COLLATE "C"` sorts otherwise.
package final class TemporaryCluster: Sendable {
  /// How the server treats the disk.
  package enum Durability: Sendable {
    /// Nothing is forced to disk: for tests.
    case none
    /// As a server is run in earnest: for measurements.
    case full
  }

  /// Where the socket and the data are.
  package let folder: String
  private let names = Mutex(0)
  /// Kept open: the wrapper stops the server when it is closed, which the kernel does when this process ends.
  private let leash: Int32
  private static let programs = "/usr/lib/postgresql/15/bin"

  /// Makes and starts a server; takes some seconds.
  ///
  /// Throws `ClusterError` with a sentence.
  package init(_ durability: Durability = .none) throws {
    guard access("\(Self.programs)/initdb", X_OK) == 0 else {
      throw ClusterError("PostgreSQL 15 is not in \(Self.programs): install the Debian package postgresql-15 (make setup)")
    }
    var template = Array("\(Self.place(durability))/scholion-pg-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw ClusterError("no folder can be made in \(Self.place(durability))") }
    folder = made
    leash = try Self.start(in: made, durability)
  }

  deinit { close(leash) }

  /// Where the folder is made: in memory when nothing has to last and there is room, since most of what a test's database costs is
  /// making and removing its thousand files.
  private static func place(_ durability: Durability) -> String {
    var room = statvfs()
    guard durability == .none, statvfs("/dev/shm", &room) == 0, access("/dev/shm", W_OK) == 0,
      UInt64(room.f_bavail) * UInt64(room.f_frsize) > 2 << 30
    else { return "/tmp" }
    return "/dev/shm"
  }

  /// The URL of a database.
  package func url(of name: String) -> String {
    "postgres://scholion@/\(name)?host=\(folder)"
  }

  /// Makes an empty database, or a copy of another that nobody uses, and gives its name.
  package func makeDatabase(from template: String = "template0") throws -> String {
    let number = names.withLock { number in
      number += 1
      return number
    }
    let name = "t\(number)"
    try run("CREATE DATABASE \(name) TEMPLATE \(template)")
    return name
  }

  /// Removes a database, whoever uses it.
  package func removeDatabase(_ name: String) throws { try run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }

  /// Runs a statement as the server's owner.
  @discardableResult
  package func run(_ statement: String, in database: String = "postgres") throws -> String {
    try Self.output(
      of: "\(Self.programs)/psql",
      ["-XAtq", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "scholion", "-d", database, "-c", statement])
  }

  /// Stops the server at once, as a power cut would, and starts it again when told to go on.
  package func restart(while pause: () async throws -> Void) async throws {
    try stop()
    do {
      try await pause()
    } catch {
      try start()
      throw error
    }
    try start()
  }

  /// Stops the server at once, as a power cut would.
  package func stop() throws { try signal("stop") }

  /// Starts it again.
  package func start() throws { try signal("start") }

  private func signal(_ word: String) throws {
    _ = Array((word + "\n").utf8).withUnsafeBytes { write(leash, $0.baseAddress, $0.count) }
    let end = Date(timeIntervalSinceNow: 60)
    let isWanted = { access("\(self.folder)/state.\(word)", F_OK) == 0 }
    while !isWanted() {
      guard Date() < end else { throw ClusterError("the server does not \(word)") }
      usleep(20_000)
    }
    unlink("\(folder)/state.\(word)")
  }

  /// Runs a shell that makes the data, runs the server, and ends with whoever holds the other end of its standard input.
  private static func start(in folder: String, _ durability: Durability) throws -> Int32 {
    let fast = "-c fsync=off -c full_page_writes=off -c autovacuum=off"
    let options =
      "-c listen_addresses= -c unix_socket_directories=\(folder) -c max_connections=400 -c shared_buffers=64MB -c jit=off "
      + (durability == .none ? fast : "-c shared_buffers=128MB")
    let script = """
      exec 2>> '\(folder)/log' 1>&2
      # Sockets of whoever starts this are not ours to keep open.
      for name in /proc/self/fd/*; do number=${name##*/}; if [ "$number" -gt 2 ]; then eval "exec $number>&-"; fi; done
      as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups --reset-env "$@"; else "$@"; fi; }
      if [ "$(id -u)" = 0 ]; then chown postgres '\(folder)'; fi
      cd '\(folder)' || exit 1
      up() { as \(programs)/pg_ctl -D '\(folder)/data' -l '\(folder)/server.log' -w -t 60 -o '\(options)' start; }
      down() { as \(programs)/pg_ctl -D '\(folder)/data' -m immediate -w stop; }
      as \(programs)/initdb -D '\(folder)/data' -U scholion -A trust -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=sv \
        --no-sync && up && : > '\(folder)/state.start'
      while read -r word; do
        case $word in
          stop) down; : > '\(folder)/state.stop' ;;
          start) up && : > '\(folder)/state.start' ;;
        esac
      done
      down
      cd / && rm -rf '\(folder)'
      """
    let (reading, writing) = try pipeOfOurs()
    defer { close(reading) }
    try spawn(["/bin/bash", "-c", script], standardInput: reading)
    let end = Date(timeIntervalSinceNow: 90)
    while access("\(folder)/state.start", F_OK) != 0 {
      guard Date() < end else {
        let log = (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? ""
        close(writing)
        throw ClusterError("the server does not start: \(log.suffix(2_000))")
      }
      usleep(20_000)
    }
    unlink("\(folder)/state.start")
    return writing
  }

  /// Starts a program in a session of its own, so that an interrupt from the terminal does not reach it.
  ///
  /// With posix_spawn and a clear signal mask: threads of a pool block most signals, and a child inherits that. Foundation's
  /// `Process` reads past the names of open files and can crash where there are many.
  @discardableResult
  private static func spawn(_ words: [String], standardInput: Int32? = nil, output: Int32? = nil) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // The last is POSIX_SPAWN_SETSID, which Swift does not import.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | 0x80))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    if let standardInput {
      posix_spawn_file_actions_adddup2(&actions, standardInput, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    for target in [Int32(1), 2] {
      if let output {
        posix_spawn_file_actions_adddup2(&actions, output, target)
      } else {
        posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_WRONLY, 0)
      }
    }
    let arguments = words.map { strdup($0) } + [nil]
    defer {
      for word in arguments { free(word) }
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    var process = pid_t()
    guard let program = words.first, posix_spawn(&process, program, &actions, &attributes, arguments, environ) == 0 else {
      throw ClusterError("\(words.first ?? "") cannot be run")
    }
    return process
  }

  private static func output(of program: String, _ arguments: [String]) throws -> String {
    let (reading, writing) = try pipeOfOurs()
    let process: pid_t
    do {
      process = try spawn([program] + arguments, output: writing)
    } catch {
      for end in [reading, writing] { close(end) }
      throw error
    }
    close(writing)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = read(reading, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
    }
    close(reading)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let text = String(decoding: bytes, as: UTF8.self)
    guard status == 0 else { throw ClusterError("\(arguments.last ?? ""): \(text)") }
    return text
  }

  /// The two ends of a pipe that no other child holds.
  private static func pipeOfOurs() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw ClusterError("no pipe can be made") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}

/// Why there is no server, in a sentence.
package struct ClusterError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

extension TemporaryCluster {
  /// The one server of this process's tests, started when first asked for.
  package static func shared() async throws -> TemporaryCluster { try await Shared.one.cluster() }

  private actor Shared {
    static let one = Shared()
    private var starting: Task<TemporaryCluster, any Error>?

    func cluster() async throws -> TemporaryCluster {
      if let starting { return try await starting.value }
      let task = Task.detached { try TemporaryCluster() }
      starting = task
      return try await task.value
    }
  }
}
