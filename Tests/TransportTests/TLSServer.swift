import Foundation
import Synchronization

/// `openssl s_server` on a port of its own, with a certificate it signed itself for `name.test` and `localhost`.
final class TLSServer: Sendable {
  struct Unusable: Error {}

  static let tool = "/usr/bin/openssl"
  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: tool) }

  let port: Int
  /// The certificate, which is its own authority.
  let certificate: String
  private let folder: URL
  private let process: Mutex<Process>

  /// `file` is a whole answer, served for `/file`; without one there is a status page.
  init(isExpired: Bool = false, file: String? = nil, _ arguments: [String] = []) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "scholion-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    certificate = folder.appending(path: "cert.pem").path
    try Self.sign(in: folder, isExpired: isExpired)
    if let file { try Data(file.utf8).write(to: folder.appending(path: "file")) }
    let process = Process()
    process.executableURL = URL(filePath: Self.tool)
    process.currentDirectoryURL = folder
    process.arguments =
      ["s_server", "-accept", "127.0.0.1:0", "-cert", "cert.pem", "-key", "key.pem", file == nil ? "-www" : "-HTTP"]
      + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // It says «ACCEPT 127.0.0.1:PORT» and goes on saying things, so it is read until then and left alone.
    var said = ""
    var found: Int?
    while found == nil {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw Unusable() }
      said += String(decoding: more, as: UTF8.self)
      found = said.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .first { $0.hasPrefix("ACCEPT ") }
        .flatMap { $0.split(separator: ":").last }.flatMap { Int($0) }
    }
    port = found ?? 0
    self.process = Mutex(process)
  }

  func stop() {
    process.withLock {
      // Not SIGTERM: started from a worker thread, the child inherits it blocked.
      kill($0.processIdentifier, SIGKILL)
      $0.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: folder)
  }

  private static func sign(in folder: URL, isExpired: Bool) throws {
    let configuration = """
      [req]
      distinguished_name = name
      prompt = no
      [name]
      CN = name.test
      [ca]
      default_ca = own
      [own]
      database = index.txt
      new_certs_dir = .
      default_md = sha256
      policy = policy
      rand_serial = yes
      x509_extensions = names
      [policy]
      commonName = supplied
      [names]
      subjectAltName = DNS:name.test, DNS:localhost
      basicConstraints = CA:TRUE
      """
    try Data(configuration.utf8).write(to: folder.appending(path: "own.cnf"))
    try Data().write(to: folder.appending(path: "index.txt"))
    try run(
      folder,
      ["req", "-new", "-config", "own.cnf", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        + ["-keyout", "key.pem", "-out", "request.pem"])
    try run(
      folder,
      ["ca", "-batch", "-selfsign", "-config", "own.cnf", "-in", "request.pem", "-keyfile", "key.pem", "-notext"]
        + ["-out", "cert.pem", "-startdate", "20200101000000Z"]
        + ["-enddate", isExpired ? "20200102000000Z" : "20980101000000Z"])
  }

  private static func run(_ folder: URL, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: tool)
    process.currentDirectoryURL = folder
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Unusable() }
  }
}
