import Foundation
import LocalPostgres
import SQL
import Testing

@testable import scholion

@Suite struct PostgresTests {
  @Test func `A server on PostgreSQL answers 503 while the database is away, and goes on when it is back`() async throws {
    try await TemporaryCluster.useDatabase { url in
      let cluster = try await TemporaryCluster.shared()
      let name = try #require(url.split(separator: "?").first?.split(separator: "/").last.map(String.init))
      let location = DatabaseLocation.postgres(try PostgresAddress(parsing: url))
      try await RunningHouse.with(try ScratchFolder(), change: { $0.database = location }) { house in
        #expect(try await house.ask("GET", "/").status == 200)
        #expect(try await house.ask("GET", "/readyz").status == 200)
        try cluster.run(
          """
          ALTER DATABASE \(name) ALLOW_CONNECTIONS false;
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'
          """)
        for path in ["/", "/users/ada", "/nodeinfo/2.1"] {
          let answer = try await house.ask("GET", path)
          #expect(answer.status == 503, "\(path)")
        }
        #expect(try await house.ask("GET", "/readyz").status == 503)
        #expect(try await house.ask("GET", "/livez").status == 200)
        try cluster.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
        #expect(try await house.ask("GET", "/").status == 200)
        // The workers were waiting meanwhile, and a busy machine lets them wait longer.
        for _ in 0..<300 where try await house.ask("GET", "/readyz").status != 200 {
          try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try await house.ask("GET", "/readyz").status == 200)
      }
    }
  }

  @Test func `The commands run on PostgreSQL, and an instance is moved there and back`() async throws {
    try await TemporaryCluster.useDatabase { url in
      var program = Program(folder: try ScratchFolder())
      program.environment["SCHOLION_ORIGIN"] = "http://localhost:4001"
      #expect(
        try program.run("account", "create", "ada", "--email", "a@b.example", "--password", "a long enough one").status == 0)
      let moved = try program.run("db", "copy", "-", url)
      #expect(moved.status == 0 && moved.output.contains("compared one by one"), "\(moved.complaint)")
      let file = "sqlite:\(program.folder.path)/back.db"
      program.environment["SCHOLION_DATABASE"] = url
      let listed = try program.run("account", "list")
      #expect(listed.output.contains("ada"), "\(listed.complaint)")
      let checked = try program.run("db", "check")
      #expect(checked.status == 0 && checked.output.hasPrefix("ok"), "\(checked.complaint)")
      for arguments in [["backup", "x.db"], ["restore", "x.db"]] {
        let refused = try program.run("db", arguments[0], arguments[1])
        #expect(refused.status == 1 && refused.complaints.count == 1 && refused.complaint.contains("pg_"), "\(refused.complaint)")
      }
      #expect(
        try program.run("account", "create", "bela", "--email", "b@b.example", "--password", "a long enough one").status == 0)
      let again = try program.run("db", "copy", "-", "sqlite:\(program.folder.path)/data/scholion.db")
      #expect(again.status == 1 && again.complaint.contains("not empty"), "\(again.complaint)")
      #expect(try program.run("db", "copy", "-", file).status == 0)
      program.environment["SCHOLION_DATABASE"] = file
      let home = try program.run("account", "list")
      #expect(home.output.contains("ada") && home.output.contains("bela"), "\(home.complaint)")
    }
  }

  @Test func `A password is neither typed nor shown`() async throws {
    var program = Program(folder: try ScratchFolder())
    let url = "postgres://ada:s3cret@localhost:1/papers"
    for arguments in [["db", "check", "--database", url], ["db", "copy", "-", url]] {
      let process = try program.run(arguments[0], arguments[1], arguments[2], arguments[3])
      #expect(process.status == 1 && process.complaint.contains("PGPASSWORD") && !process.complaint.contains("s3cret"))
    }
    program.environment["SCHOLION_DATABASE"] = url
    let refused = try program.run("serve")
    #expect(refused.status == 1 && refused.complaints.count == 1)
    #expect(refused.complaint.contains("postgres://ada@localhost:1/papers") && !refused.complaint.contains("s3cret"))
  }
}
