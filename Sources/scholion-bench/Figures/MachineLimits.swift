internal import Foundation
internal import SQL
internal import Signatures

/// What this machine can do at best, found in the same run as the figures that are set against it.
struct MachineLimits: Sendable {
  /// RSA-2048 with SHA-256, per core and second.
  let verifies: Double
  let signs: Double
  /// Rows made durable per second: one a commit, and twenty a commit.
  let singleRows: Double
  let groupedRows: Double
  let cores: Int

  /// Measures for about five seconds.
  ///
  /// - folder: on the disk that the server's database will be on
  /// - row: bytes of one row's body
  static func measured(key: PrivateKey, folder: URL, row: [UInt8]) async throws -> MachineLimits {
    let (verifies, signs) = try await WorkerThread.run("limits") {
      let signature = try key.sign(row)
      let verifies = try perSecond { guard key.publicKey.verify(signature, over: row) else { throw MeasuringError("RSA") } }
      return (verifies, try perSecond { _ = try key.sign(row) })
    }
    let path = folder.appending(path: "limits.db").path
    let database = try Database(opening: .sqlite(path: path))
    try await database.write {
      try $0.execute(
        """
        CREATE TABLE item (id INTEGER PRIMARY KEY, key TEXT NOT NULL, channel TEXT NOT NULL, actor TEXT NOT NULL,
          type TEXT NOT NULL, body BLOB NOT NULL, state TEXT NOT NULL, received_at BIGINT NOT NULL, UNIQUE (key, channel))
        """)
      try $0.execute("CREATE INDEX item_waiting ON item (id) WHERE state = 'waiting'")
    }
    let single = try await rows(database, in: 1, from: 0, body: row)
    let grouped = try await rows(database, in: 20, from: 1 << 30, body: row)
    await database.close()
    return MachineLimits(
      verifies: verifies, signs: signs, singleRows: single, groupedRows: grouped,
      cores: ProcessInfo.processInfo.activeProcessorCount)
  }

  /// How often work is done per second of the thread's processor time.
  private static func perSecond(_ work: () throws -> Void) throws -> Double {
    let start = Clock.threadCPU
    var count = 0.0
    while Clock.threadCPU - start < 1_000_000_000 {
      for _ in 0..<20 { try work() }
      count += 20
    }
    return count / (Clock.threadCPU - start).seconds
  }

  private static func rows(_ database: Database, in group: Int, from first: Int, body: [UInt8]) async throws -> Double {
    let start = Clock.now
    var next = first
    while Clock.now - start < 1_500_000_000 {
      let batch = next..<(next + group)
      try await database.write { connection in
        for id in batch {
          try connection.execute(
            "INSERT INTO item VALUES ($1, $2, 'direct', 'http://m1.localhost:40000/users/peer1', 'Create', $3, 'waiting', $4)",
            [id, "http://m1.localhost:40000/users/peer1/statuses/\(id)/activity", body, Int64(id)])
        }
      }
      next += group
    }
    return Double(next - first) / (Clock.now - start).seconds
  }
}
