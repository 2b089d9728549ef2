internal import Foundation
internal import LocalPostgres
internal import Synchronization

/// The PostgreSQL that a site's servers run on, started for them and gone with this process, and the database in use.
final class ServerCluster: Sendable {
  private let cluster: TemporaryCluster
  private let name: Mutex<String>

  /// Throws a sentence when there is no PostgreSQL.
  init() throws {
    cluster = try TemporaryCluster(.full)
    name = Mutex(try cluster.makeDatabase())
  }

  /// The database in use.
  var database: String { name.withLock { $0 } }

  /// Its URL.
  var url: String { cluster.url(of: database) }

  /// Uses a new database from now on, empty or a copy; the last one is removed unless it is what is copied.
  func begin(from template: String? = nil) throws {
    let last = database
    let next = try template.map { try cluster.makeDatabase(from: $0) } ?? cluster.makeDatabase()
    name.withLock { $0 = next }
    if last != template { try cluster.removeDatabase(last) }
  }

  /// The URL of another, empty database.
  func another() throws -> String { cluster.url(of: try cluster.makeDatabase()) }

  /// Bytes of the database in use on the disk.
  func bytes() throws -> Int {
    let answer = try cluster.run("SELECT pg_database_size(current_database())", in: database)
    return Int(answer.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
  }

  /// Processor time of all its processes that run now, in seconds.
  var cpu: Double {
    let file = "\(cluster.folder)/data/postmaster.pid"
    guard let text = try? String(contentsOfFile: file, encoding: .utf8),
      let id = text.split(separator: "\n").first.flatMap({ Int32($0) })
    else { return 0 }
    let main = ProcessFigures(id: id)
    return main.children(named: "postgres").map(\.cpu).reduce(main.cpu, +)
  }

  /// Stops the server at once.
  func stop() throws { try cluster.stop() }

  /// Starts it again.
  func start() throws { try cluster.start() }
}
