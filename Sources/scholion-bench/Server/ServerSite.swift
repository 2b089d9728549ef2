internal import Foundation
internal import JSON
internal import SQL

/// One installation of the server under test: its program, its folder and its address.
struct ServerSite: Sendable {
  let binary: String
  let folder: URL
  /// The port of the origin.
  let port: Int
  /// The port that this process of several listens on, and that is asked.
  var listening: Int
  /// The URL of a PostgreSQL database that others started.
  var databaseURL: String?
  /// A PostgreSQL of its own.
  let cluster: ServerCluster?
  /// The folder with which an empty database is filled.
  var seed: String?
  /// A file with the authorities that outgoing TLS trusts; nil for the system's.
  var authorities: URL?
  /// The faults that the server's process is subject to.
  var faults: FaultControl?
  /// Whether commands beside the server are subject to them, too.
  var faultsCommands = false

  /// A new folder and a port that is free now; throws ``MeasuringError`` when the program is not there.
  ///
  /// - Parameters:
  ///   - parent: nil means the system's folder for temporary files
  ///   - postgres: whether a PostgreSQL is started for it; else the database is a file in the folder
  init(binary: String, parent: String?, postgres: Bool = false) throws {
    self.binary = URL(filePath: binary).standardizedFileURL.path
    guard FileManager.default.isExecutableFile(atPath: self.binary) else {
      throw MeasuringError("\(binary) is not there: build it first, or name it with --server")
    }
    let parent = parent.map { URL(filePath: $0).standardizedFileURL.absoluteURL } ?? FileManager.default.temporaryDirectory
    folder = parent.appending(
      path: "scholion-bench-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0...UInt32.max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    cluster = postgres ? try ServerCluster() : nil
    port = try Loopback.freePort()
    listening = port
    // Programs started from here find no scholion.yaml.
    guard FileManager.default.changeCurrentDirectoryPath(folder.path) else {
      throw MeasuringError("\(folder.path) cannot be entered")
    }
  }

  var authority: String { "localhost:\(port)" }
  var origin: String { "http://\(authority)" }
  var data: URL { folder.appending(path: "data") }
  var database: String { data.appending(path: "scholion.db").path }
  /// The database as the servers are told of it.
  private var databaseWord: String { databaseURL ?? cluster?.url ?? "sqlite:\(database)" }
  /// The database, to be looked into.
  var location: DatabaseLocation {
    get throws {
      guard let url = databaseURL ?? cluster?.url else { return .sqlite(path: database) }
      return .postgres(try PostgresAddress(parsing: url))
    }
  }
  /// What the server prints.
  var log: URL { folder.appending(path: "server.log") }

  /// Bytes of the database on the disk, its log included.
  var databaseBytes: Int {
    ["", "-wal"].reduce(0) { sum, suffix in
      let size = try? FileManager.default.attributesOfItem(atPath: database + suffix)[.size] as? Int
      return sum + (size ?? 0)
    }
  }

  /// Removes the folder with all that is in it.
  func remove() { try? FileManager.default.removeItem(at: folder) }

  private var environment: [String: String] {
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SCHOLION_") || $0.key == "SCHOLION_KATEX" }
    environment["SCHOLION_ORIGIN"] = origin
    environment["SCHOLION_LISTEN"] = "127.0.0.1:\(listening)"
    environment["SCHOLION_DATA"] = data.path
    environment["SCHOLION_KEYS"] = folder.appending(path: "keys").path
    environment["SCHOLION_DATABASE"] = databaseWord
    environment["SCHOLION_SEED"] = seed
    environment["SCHOLION_CA_FILE"] = authorities?.path
    environment["SCHOLION_ALLOW_PRIVATE_PEERS"] = "true"
    environment["SCHOLION_RATE_LIMITS"] = "off"
    environment["SCHOLION_LOG"] = "warning"
    return environment
  }

  private func child(
    _ arguments: [String], output: String, errors: String, isFaulty: Bool
  ) throws(MeasuringError) -> ChildProcess {
    var environment = environment
    if isFaulty, let faults { environment.merge(faults.environment(for: binary, under: data.path)) { $1 } }
    return try ChildProcess(binary, arguments, environment: environment, output: output, errors: errors)
  }

  /// Starts `scholion serve`; it is not ready yet.
  ///
  /// - Parameter output: where both of its outputs go, if not to the log
  func serve(to output: String? = nil) throws(MeasuringError) -> RunningServer {
    let start = Clock.now
    let output = output ?? log.path
    return RunningServer(
      site: self, process: try child(["serve"], output: output, errors: output, isFaulty: true), startedAt: start)
  }

  /// Starts another command of the program and does not wait; what it prints goes to the file.
  func begin(_ arguments: [String], to output: String) throws(MeasuringError) -> ChildProcess {
    try child(arguments, output: output, errors: output, isFaulty: faultsCommands)
  }

  /// Runs another command of the program and gives what it printed, without the last line break.
  ///
  /// Throws ``MeasuringError`` with its complaint when it does not end with 0.
  @discardableResult
  func command(_ arguments: String...) throws -> String { try command(arguments) }

  /// Runs another command of the program, whose words are in a list.
  @discardableResult
  func command(_ arguments: [String]) throws -> String {
    // Into files: two pipes read one after the other could fill up.
    let stem = folder.appending(path: "command-\(UInt64.random(in: 0...UInt64.max))")
    let (out, complaints) = (stem.appendingPathExtension("out"), stem.appendingPathExtension("err"))
    defer { for file in [out, complaints] { try? FileManager.default.removeItem(at: file) } }
    let status = try child(arguments, output: out.path, errors: complaints.path, isFaulty: faultsCommands).wait()
    let printed = try String(contentsOf: out, encoding: .utf8).trimmingCharacters(in: .newlines)
    guard status == 0 else {
      let complaint = try String(contentsOf: complaints, encoding: .utf8).trimmingCharacters(in: .newlines)
      throw MeasuringError("scholion \(arguments.prefix(3).joined(separator: " ")): \(complaint.isEmpty ? printed : complaint)")
    }
    return printed
  }

  /// Asks the server for a document of the wire; nil when it answers with anything but 200 and JSON.
  func document(_ target: String) -> JSONValue? {
    guard let answer = get(target, accept: "application/activity+json"), answer.status == 200 else { return nil }
    return try? JSONValue(parsing: answer.body)
  }

  /// One GET over a connection of its own; nil without an answer within the time, in milliseconds.
  func get(_ target: String, accept: String = "*/*", within patience: Int32 = 10_000) -> WireMessage? {
    Exchange(port: listening).send(
      "GET \(target) HTTP/1.1\r\nHost: \(authority)\r\nAccept: \(accept)\r\nConnection: close\r\n\r\n", within: patience)
  }
}
