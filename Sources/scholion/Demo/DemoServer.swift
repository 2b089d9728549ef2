internal import Foundation
internal import Glibc

/// One of the two servers: a process of this same program with a folder of its own.
final class DemoServer {
  let name: String
  let origin: String
  let environment: [String: String]
  private let process: Process

  private init(name: String, origin: String, environment: [String: String], process: Process) {
    self.name = name
    self.origin = origin
    self.environment = environment
    self.process = process
  }

  /// Starts a server and waits until it is ready.
  ///
  /// - Parameters:
  ///   - level: of its log
  ///   - errors: where the log goes; nil for where ours goes
  /// Throws ``Refusal`` when it ends instead.
  static func start(
    _ name: String, in folder: URL, program: String = "/proc/self/exe", level: String = "warning", errors: FileHandle? = nil
  ) async throws -> DemoServer {
    let home = folder.appending(path: name)
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    let port = try freePort()
    let origin = "http://\(name).localhost:\(port)"
    let settings: [SettingName: String] = [
      .origin: origin, .listen: "127.0.0.1:\(port)", .data: home.appending(path: "data").path,
      .keys: home.appending(path: "keys").path, .allowPrivatePeers: "true", .registration: "open", .log: level,
    ]
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix(SettingName.prefix) }
    for (setting, value) in settings { environment[setting.variable] = value }
    let process = Process()
    process.executableURL = URL(filePath: program).resolvingSymlinksInPath()
    process.arguments = ["serve"]
    process.environment = environment
    process.currentDirectoryURL = home
    process.standardOutput = FileHandle.nullDevice
    if let errors { process.standardError = errors }
    try process.run()
    let server = DemoServer(name: name, origin: origin, environment: environment, process: process)
    for _ in 0..<600 {
      if isListening(port) { return server }
      guard process.isRunning else { throw Refusal("\(name) ended with status \(process.terminationStatus)") }
      try await Task.sleep(for: .milliseconds(50))
    }
    server.stop()
    throw Refusal("\(name) is not ready after 30 seconds")
  }

  /// Ends the server and waits for it.
  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    for _ in 0..<150 where process.isRunning { usleep(100_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// A port of loopback that nobody holds now.
  private static func freePort() throws -> Int {
    let held = try HeldPort(ListenAddress(host: "127.0.0.1", port: 0))
    return held.port
  }

  private static func isListening(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
