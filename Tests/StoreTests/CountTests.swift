import Domain
import LocalPostgres
import Store
import Testing

/// A small generator whose numbers are the same on every machine (SplitMix64).
private struct Dice {
  var state: UInt64

  mutating func roll(_ sides: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(max(1, sides)))
  }

  mutating func pick<T>(_ values: [T]) -> T? { values.isEmpty ? nil : values[roll(values.count)] }
}

@Suite struct CountTests {
  @Test(arguments: [20_261_120, 7, 99], Engine.allCases)
  func `After any sequence of changes the stored counts are those of a recount`(seed: UInt64, on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let people = [
        try await scratch.person("ada"), try await scratch.person("bob"), try await scratch.stranger("zoe"),
        try await scratch.stranger("yan", at: "other.example"),
      ]
      let papers = [
        try await scratch.paper("arxiv:1706.00001", venue: "Alpha"), try await scratch.paper("arxiv:1706.00002", venue: "Alpha"),
        try await scratch.paper("arxiv:1706.00003", venue: "Beta"), try await scratch.paper("arxiv:1706.00004"),
      ]
      var dice = Dice(state: seed)
      for _ in 1...12 {
        let first = dice
        dice = try await scratch.write { transaction in
          var dice = first
          for _ in 1...40 { try Self.change(transaction, &dice, people, papers) }
          return dice
        }
        for question in Self.questions { #expect(try await scratch.integers(question) == [0], "seed \(seed): \(question)") }
      }
      try await checkThreads(scratch, seed)
      #expect(try await scratch.database.check() == [])
    }
  }

  private static func change(
    _ transaction: WriteTransaction, _ dice: inout Dice, _ people: [ActorRow], _ papers: [RowID]
  ) throws {
    guard let person = dice.pick(people) else { return }
    // Few names, so that replies come before what they answer, and ids of deleted posts come back.
    let uri = try ResourceID(parsing: "https://far.example/posts/\(dice.roll(30))")
    let known = try transaction.post(uri: uri)
    switch (dice.roll(8), known) {
    case (0...3, nil):
      let visibility = dice.pick(Visibility.allCases) ?? .public
      var draft = PostDraft(
        uri: uri, actorID: person.id, isLocal: person.isLocal, kind: .reply, html: "", url: "u", visibility: visibility,
        publishedAt: transaction.now)
      if dice.roll(3) > 0 {
        draft.inReplyTo = "https://far.example/posts/\(dice.roll(30))"
      } else if let paper = dice.pick(papers) {
        draft.kind = .summary
        draft.paperID = paper
      }
      do {
        try transaction.insertPost(draft, id: transaction.nextID())
      } catch StoreError.summaryExists {}
    case (0, let post?), (4, let post?):
      try transaction.erasePost(post.id)
    case (1, let post?), (5, let post?):
      try transaction.upsertVote(of: person.id, on: post.id, value: dice.roll(2) * 2 - 1, uri: "v\(dice.roll(99))")
    case (2, let post?):
      try transaction.deleteVote(of: person.id, on: post.id)
    case (3, let post?), (6, let post?):
      try transaction.insertShare(of: person.id, of: post.id, uri: "s\(dice.roll(99))")
    case (7, let post?):
      try transaction.deleteShare(of: person.id, of: post.id)
    default: break
    }
  }

  /// How many rows say something else than a recount.
  static let questions = [
    "SELECT count(*) FROM post p WHERE likes <> (SELECT count(*) FROM vote WHERE post_id = p.id AND value = 1)",
    "SELECT count(*) FROM post p WHERE dislikes <> (SELECT count(*) FROM vote WHERE post_id = p.id AND value = -1)",
    "SELECT count(*) FROM post p WHERE shares <> (SELECT count(*) FROM share WHERE post_id = p.id)",
    """
    SELECT count(*) FROM post p WHERE replies <> (
      SELECT count(*) FROM post r WHERE r.parent_id = p.id AND r.visibility IN ('public', 'unlisted'))
    """,
    "SELECT count(*) FROM venue v WHERE papers <> (SELECT count(*) FROM paper WHERE venue_key = v.key AND merged_into IS NULL)",
    """
    SELECT count(*) FROM venue v WHERE summaries <> (
      SELECT count(*) FROM paper p JOIN post s ON s.paper_id = p.id
      WHERE p.venue_key = v.key AND s.kind = 'summary' AND s.visibility = 'public')
    """,
  ]

  /// The first post of a thread is the one at the end of the way up; no way is a circle.
  private func checkThreads(_ scratch: Scratch, _ seed: UInt64) async throws {
    let rows = try await scratch.database.read { connection in
      try connection.query("SELECT id, parent_id, root_id FROM post -- test") {
        (id: try $0.integer(0), parent: try $0.optionalInteger(1), root: try $0.optionalInteger(2))
      }
    }
    let parents = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0.parent) })
    #expect(rows.contains { $0.root != nil })
    for row in rows {
      var top = row.id
      var steps = 0
      while let next = parents[top] ?? nil, steps <= rows.count { (top, steps) = (next, steps + 1) }
      #expect(steps <= rows.count && row.root == (top == row.id ? nil : top), "seed \(seed): post \(row.id)")
    }
  }
}
