import Synchronization

@testable import scholion

/// What came of the cases: each row is played once in a process, whoever asks first, on a stage of its own.
actor CorpusRun {
  static let shared = CorpusRun()

  /// One case and what came of it.
  struct Played: Sendable {
    let line: HostileCase
    let verdict: String
    let faults: [String]

    /// Nil when all is as it should be.
    var complaint: String? {
      if verdict != line.verdict { return "\(line.row) \(line.part): \(verdict), and not \(line.verdict)" }
      return faults.isEmpty ? nil : "\(line.row) \(line.part): \(faults.prefix(3))"
    }
  }

  private var done: [String: [Played]] = [:]
  private var underWay: Set<String> = []
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Every case of a row with its outcome.
  func row(_ row: HostileRow) async throws -> [Played] {
    while underWay.contains(row.id) { await withCheckedContinuation { waiting.append($0) } }
    if let played = done[row.id] { return played }
    underWay.insert(row.id)
    defer {
      underWay.remove(row.id)
      for continuation in waiting { continuation.resume() }
      waiting = []
    }
    let played = try await Self.play(row)
    done[row.id] = played
    return played
  }

  private final class Box: Sendable {
    let played = Mutex<[Played]>([])
  }

  private static func play(_ row: HostileRow) async throws -> [Played] {
    var deadlines = RequestDeadlines()
    if row.id == "C05" {
      deadlines.idle = .milliseconds(400)
      deadlines.reading = .milliseconds(400)
    }
    let box = Box()
    try await HostileScene.use(limits: row.id == "F07", deadlines: deadlines) { scene in
      let runner = try await CaseRunner(scene: scene, cast: try await Cast.enter(scene))
      for line in row.cases {
        let outcome = try await runner.play(line)
        box.played.withLock { $0.append(Played(line: line, verdict: outcome.verdict, faults: outcome.faults)) }
      }
    }
    return box.played.withLock { $0 }
  }
}
