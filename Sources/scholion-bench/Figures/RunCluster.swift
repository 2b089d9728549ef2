internal import Foundation
internal import LocalPostgres
internal import SQL

/// A PostgreSQL of the run's own, as it is run in earnest, with the server's database in it.
struct RunCluster: Sendable {
  private let cluster: TemporaryCluster
  private let name: String

  init() throws {
    cluster = try TemporaryCluster(.full)
    name = try cluster.makeDatabase()
  }

  var url: String { cluster.url(of: name) }

  /// The URL of another, empty database.
  func another() throws -> String { cluster.url(of: try cluster.makeDatabase()) }

  /// Bytes of the database on the disk.
  func bytes() throws -> Int {
    Int(try cluster.run("SELECT pg_database_size(current_database())", in: name).trimmingCharacters(in: .whitespacesAndNewlines))
      ?? 0
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
}
