import Domain
import Foundation
import LocalPostgres
import SQL
import Store
import Testing

/// Drives random operations through both engines and compares every answer, byte for byte.
///
/// `SCHOLION_DIFFERENTIAL` sets how many operations (2,000 unless told), `SCHOLION_DIFFERENTIAL_SEED` from which seed.
@Suite struct DifferentialTests {
  @Test(.timeLimit(.minutes(60)))
  func `Both engines give the same answers to random operations`() async throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["SCHOLION_DIFFERENTIAL"].flatMap { Int($0) } ?? 2_000
    let seed = environment["SCHOLION_DIFFERENTIAL_SEED"].flatMap { UInt64($0) } ?? 20_261_123
    print("differential: \(count) operations, seed \(seed)")
    try await Scratch.use(.sqlite) { one in
      try await Scratch.use(.postgres) { other in
        for scratch in [one, other] { try await RandomOperation.prepare(scratch) }
        var dice = Splitmix(state: seed)
        var people: [RowID] = []
        var kinds: [String: Int] = [:]
        for number in 1...count {
          let operation = RandomOperation(number: number, dice: &dice, people: people)
          let left = try await operation.run(in: one)
          let right = try await operation.run(in: other)
          guard left.text.utf8.elementsEqual(right.text.utf8) else {
            Issue.record(
              "operation \(number) of seed \(seed), \(operation.kind):\nSQLite:     \(left.text)\nPostgreSQL: \(right.text)")
            return
          }
          people += left.made
          kinds[left.outcome, default: 0] += 1
        }
        #expect(try await one.database.digest() == other.database.digest())
        #expect(try await one.database.check() + other.database.check() == [])
        print("differential: \(kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
      }
    }
  }
}

/// One operation, the same for both.
struct RandomOperation {
  let kind: Kind
  private let number: Int
  private let dice: Splitmix
  private let people: [RowID]

  enum Kind: CaseIterable {
    case person, stranger, paper, post, follow, vote, unvote, share, notify, item, leaseItems, settleItem, activity, lease,
      settleDelivery
    case peer, setting, home, lists, threads, words, search, find, sweep, erase, account, tombstones
  }

  init(number: Int, dice: inout Splitmix, people: [RowID]) {
    kind = Kind.allCases.randomElement(using: &dice) ?? .person
    self.number = number
    self.people = people
    self.dice = Splitmix(state: dice.next())
  }

  static func prepare(_ scratch: Scratch) async throws {
    try await scratch.database.writeAlone { sql in
      let (text, integer, real) = (sql.dialect.textType, sql.dialect.integerType, sql.dialect.doubleType)
      _ = try sql.execute(
        """
        CREATE TABLE probe (word \(text) PRIMARY KEY, number \(integer), share \(real), bytes \(sql.dialect.blobType))\(sql.dialect.tableSuffix) -- test
        """)
    }
  }

  /// What came of it, as text that tells any two answers apart; the error, where there was one, by its kind.
  func run(in scratch: Scratch) async throws -> (text: String, made: [RowID], outcome: String) {
    do {
      let answer = try await answer(in: scratch)
      return (answer.value, answer.made, "done")
    } catch let error as SQLError {
      return ("\(error.kind)", [], "\(error.kind)")
    } catch {
      return ("\(error)", [], "refused")
    }
  }

  // MARK: Values

  /// Words that look alike, sort oddly, or cannot be kept.
  private static let words = [
    "", "a", "A", "b", "\u{e9}", "e\u{301}", "\u{212B}", "\u{C5}", "A\u{30A}", "z", "Z", "\u{df}", "ss", "\u{FB01}", "fi",
    "\u{130}", "i",
    "\u{1F989}", "\u{FFFD}", "\u{10FFFF}", "\u{7f}", "\t", " a", "a ", "a\u{200D}b", "%", "_", "\\", "'", "\"", "$1", "a\0b",
    "\0", "null",
    "\u{4e2d}\u{6587}", "\u{0915}\u{094D}\u{0937}", "\u{202E}abc", "\r\n", "\n",
  ]

  private func word(_ dice: inout Splitmix) -> String {
    let head = Self.words.randomElement(using: &dice) ?? ""
    switch Int.random(in: 0..<12, using: &dice) {
    case 0: return head + (Self.words.randomElement(using: &dice) ?? "")
    // Longer than an entry of an index may be, and of no pattern that would make it short.
    case 1: return head + (0..<2_040).map { _ in String(UnicodeScalar(UInt8.random(in: 0x21...0x7e, using: &dice))) }.joined()
    default: return head
    }
  }

  private func integer(_ dice: inout Splitmix) -> Int64? {
    let odd: [Int64?] = [nil, 0, 1, -1, .max, .min, .max - 1, 1 << 53, (1 << 53) + 1, -(1 << 31), 1 << 31, 1 << 32]
    return Bool.random(using: &dice) ? odd.randomElement(using: &dice) ?? nil : Int64.random(in: -50...50, using: &dice)
  }

  private func double(_ dice: inout Splitmix) -> Double? {
    let odd: [Double?] = [
      nil, 0, -0.0, 0.1, -1e300, 1e-300, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ]
    return Bool.random(using: &dice) ? odd.randomElement(using: &dice) ?? nil : Double.random(in: -9...9, using: &dice)
  }

  private func person(_ dice: inout Splitmix) -> RowID { people.randomElement(using: &dice) ?? RowID(1) }

  // MARK: Operations

  private typealias Answer = (value: String, made: [RowID])

  private func answer(in scratch: Scratch) async throws -> Answer {
    var dice = dice
    let (number, word, other) = (number, word(&dice), self.word(&dice))
    let (one, two) = (person(&dice), person(&dice))
    let roll = Int.random(in: 0..<1_000, using: &dice)
    let target = DeliveryTarget(
      inbox: "https://h\(roll % 7).example/\(roll % 3)", isShared: roll % 2 == 0, host: "h\(roll % 7).example")
    switch kind {
    case .person:
      let draft = try Drafts.local("p\(number % 900)")
      let row = try await scratch.write { try $0.insertLocalActor(draft) }
      return ("\(row)", [row.id])
    case .stranger:
      var draft = try Drafts.remote("s\(roll % 200)", at: "h\(roll % 7).example", shared: roll % 2 == 0)
      (draft.displayName, draft.bioHTML) = (word, other)
      let row = try await scratch.write { [draft] in try $0.upsertRemoteActor(draft, keys: []) }
      return ("\(row as Any)", row.map { [$0.id] } ?? [])
    case .paper:
      let draft = try Drafts.paper(
        ["arxiv:1706.\(10_000 + roll % 300)"], venue: roll % 2 == 0 ? "V\(roll % 9)" : nil, year: 2_000 + roll % 9)
      let name = "arxiv_1706_\(10_000 + roll % 300)"
      let id = try await scratch.write {
        try $0.insertPaper(
          draft, room: Drafts.local(name, .paper), source: word, learnedFrom: roll % 5 == 0 ? target.host : nil)
      }
      return ("\(id)", [])
    case .post:
      let kinds: [PostKind] = [.summary, .reply, .note]
      let sights: [Visibility] = [.public, .unlisted, .followers, .direct]
      let (kind, sight) = (kinds[roll % 3], sights[roll % 4])
      let id = scratch.store.ids.next()
      return (
        try await scratch.write { transaction -> String in
          guard let author = try transaction.actor(one) else { return "nobody" }
          var draft = try Drafts.post(
            by: author, kind, sight, to: kind == .reply ? "https://\(author.host)/posts/\(roll % 60)" : nil, id: "\(roll % 80)",
            naming: [two], at: transaction.now)
          draft.paperID = kind == .summary ? try transaction.recentPapers(limit: 5).last?.id : nil
          (draft.title, draft.tldr, draft.language, draft.hashtags) = (word, other, roll % 3 == 0 ? nil : word, [word, other])
          try transaction.insertPost(draft, id: id)
          return "\(try transaction.post(id) as Any)"
        }, []
      )
    case .follow:
      let states: [FollowState] = [.accepted, .pending, .rejected]
      let row = try await scratch.write { try $0.upsertFollow(from: one, to: two, uri: word, state: states[roll % 3]) }
      return ("\(row as Any)", [])
    case .vote, .unvote, .share, .notify:
      let kind = kind
      return (
        try await scratch.write { transaction -> String in
          guard let post = try transaction.posts(by: one, kinds: [.summary, .note, .reply], seenBy: one, limit: 3).last?.post
          else {
            return "none"
          }
          switch kind {
          case .vote: try transaction.upsertVote(of: two, on: post.id, value: roll % 2 * 2 - 1, uri: word)
          case .unvote: return "\(try transaction.deleteVote(of: two, on: post.id))"
          case .share: return "\(try transaction.insertShare(of: two, of: post.id, uri: word))"
          default: try transaction.notify(two, of: .like, by: one, about: roll % 2 == 0 ? post.id : nil)
          }
          return "\(try transaction.post(post.id) as Any)"
        }, []
      )
    case .item:
      let draft = InboxDraft(
        activityKey: word, channel: roll % 2 == 0 ? .direct : .forwarded, repeatKey: roll % 5 == 0 ? "\(roll)" : "",
        actorURI: other, type: "Create", objectURI: roll % 3 == 0 ? nil : word, body: Array(other.utf8))
      let id = try await scratch.write { try $0.insertItem(draft) }
      return ("\(id as Any)", [])
    case .leaseItems:
      let rows = try await scratch.claim { try $0.leaseItems(owner: 7, limit: 1 + roll % 5, duration: Int64(roll)) }
      return ("\(rows)", [])
    case .settleItem:
      return (
        try await scratch.write { transaction -> String in
          guard let row = try transaction.items(activityKey: word).first else { return "none" }
          switch roll % 3 {
          case 0: _ = try transaction.finishItem(row.id, owner: 7)
          case 1: try transaction.refuseItem(row.id, reason: other)
          default: try transaction.retryItem(row.id, reason: other, next: transaction.now.adding(seconds: Int64(roll % 3)))
          }
          return "\(try transaction.items(activityKey: word)) \(try transaction.nextItemTime() as Any)"
        }, []
      )
    case .activity:
      let id = scratch.store.ids.next()
      return (
        try await scratch.write { transaction -> String in
          try transaction.insertActivity(
            id: id, uri: "https://home.example/\(word)", actorID: one, type: other, objectURI: word, isListed: roll % 2 == 0,
            body: Array(other.utf8))
          try transaction.enqueue(activityID: id, signerID: one, objectURI: word, to: [target])
          return "\(try transaction.outbox(of: one, offset: 0, limit: 3))"
        }, []
      )
    case .lease:
      let rows = try await scratch.claim {
        try $0.leaseDeliveries(owner: 7, lanes: 1 + roll % 4, limit: 1 + roll % 6, duration: Int64(roll % 40))
      }
      return ("\(rows)", [])
    case .settleDelivery:
      return (
        try await scratch.write { transaction -> String in
          let waiting = try transaction.deliveries(ofActivity: "https://home.example/\(word)")
          if roll % 2 == 0 { try transaction.dropPersonalInbox(target.inbox, host: target.host) }
          return "\(waiting) \(try transaction.waitingDeliveries()) \(try transaction.nextDeliveryTime() as Any)"
        }, []
      )
    case .peer:
      return (
        try await scratch.write { transaction -> String in
          switch roll % 6 {
          case 0: try transaction.hostSucceeded(target.host)
          case 1: try transaction.hostFailed(target.host, error: word, next: transaction.now.adding(seconds: Int64(roll % 5)))
          case 2: if roll % 24 == 2 { try transaction.blockHost(target.host) }
          case 3: _ = try transaction.unblockHost(target.host)
          case 4: try transaction.setSoftware(of: target.host, word)
          default: try transaction.noteRefusal(by: target.host, error: other)
          }
          return "\(try transaction.peers()) \(try transaction.hostsOfUnknownSoftware(limit: 3))"
        }, []
      )
    case .setting:
      return (
        try await scratch.write { transaction -> String in
          try transaction.setSetting(word, other)
          return "\(try transaction.setting(word) as Any) \(try transaction.setting(other) as Any)"
        }, []
      )
    case .home:
      let pages = try await scratch.read { transaction in
        try [[64, 512], [], [1], [3, 9]].map { "\(try transaction.homeTimeline(of: one, limit: 1 + roll % 20, windows: $0))" }
      }
      #expect(Set(pages).count == 1, "a timeline depends on how it is looked for: \(pages)")
      return (pages.joined(), [])
    case .lists:
      return (
        try await scratch.read { transaction -> String in
          "\(try transaction.recentSummaries(limit: 4)) \(try transaction.venues()) \(try transaction.usage()) "
            + "\(try transaction.followers(of: one, offset: 0, limit: 5)) \(try transaction.followerInboxes(of: two).map(\.inbox).sorted()) "
            + "\(try transaction.notifications(of: two, limit: 4)) \(try transaction.papers(venue: "v\(roll % 9)", year: 2_003, limit: 4))"
        }, []
      )
    case .threads:
      return (
        try await scratch.read { transaction -> String in
          guard let post = try transaction.posts(by: one, kinds: [.summary, .note], seenBy: two, limit: 1).first?.post else {
            return "none"
          }
          return "\(try transaction.thread(of: post.id, seenBy: two)) \(try transaction.hashtags(of: post.id)) "
            + "\(try transaction.publicReplyCount(to: post.id)) \(try transaction.recipients(of: post.id))"
        }, []
      )
    case .words: return (try await probe(scratch, word, other, integer(&dice), double(&dice), roll), [])
    case .find: return (try await find(scratch, word, other, roll), [])
    case .search: return (try await look(scratch, word, integer(&dice)), [])
    case .sweep:
      scratch.wait(milliseconds: Int64(roll))
      return (
        try await scratch.write { transaction -> String in
          "\(try transaction.sweepItems(limit: 50)) \(try transaction.sweepErasures())"
        },
        []
      )
    case .erase:
      guard roll % 6 == 0 else { return ("kept", []) }
      return (
        try await scratch.write { transaction -> String in
          if roll % 12 == 0 { try transaction.eraseRemoteActor(one) } else { try transaction.eraseActivities(about: word) }
          return "\(try transaction.actor(one) as Any)"
        }, []
      )
    case .account:
      return (
        try await scratch.write { transaction -> String in
          try transaction.insertAccount(
            of: one, email: word, passwordHash: other, role: .member, state: roll % 2 == 0 ? .approved : .pending, reason: other)
          return "\(try transaction.member(email: word) as Any) \(try transaction.members(limit: 3))"
        }, []
      )
    case .tombstones:
      let uri = try ResourceID(parsing: "https://h\(roll % 7).example/\(String(repeating: "x", count: roll * 2))")
      return (
        try await scratch.write { transaction -> String in
          try transaction.insertTombstone(uri: word, actorURI: uri, formerType: other)
          try transaction.insertUndone(uri: other, by: uri)
          return "\(try transaction.tombstone(uri: other) as Any) \(try transaction.isUndone(uri: word, by: uri))"
        }, []
      )
    }
  }

  /// Values of all kinds go into a table of no meaning.
  private func probe(
    _ scratch: Scratch, _ word: String, _ other: String, _ integer: Int64?, _ double: Double?, _ roll: Int
  ) async throws -> String {
    try await scratch.database.write { sql in
      let changed = try sql.execute(
        """
        INSERT INTO probe (word, number, share, bytes) VALUES ($1, $2, $3, $4)
        ON CONFLICT (word) DO UPDATE SET number = excluded.number, share = COALESCE(excluded.share, probe.share) -- test
        """, [word, integer, double, roll % 3 == 0 ? nil : Array(other.utf8)])
      let gone = roll % 4 == 0 ? try sql.execute("DELETE FROM probe WHERE word > $1 AND number IS NULL -- test", [other]) : 0
      let row = try sql.first("SELECT word, number, share, bytes FROM probe WHERE word = $1 -- test", [word]) { row in
        try (0..<4).map { "\(try row.value($0))" }
      }
      return "\(changed) \(gone) \(row as Any)"
    }
  }

  /// What is found, and in which order.
  private func find(_ scratch: Scratch, _ word: String, _ other: String, _ roll: Int) async throws -> String {
    let forms = [
      word, "\(word) \(other)", "\"\(word) \(other)\"", "-\(word)", "title:\(word)*", "by:\(other)", "by:s\(roll % 200) -\(word)",
      "tag:\(word)", "from:h\(roll % 7).example", "from:here arxiv", "year:200\(roll % 9)", "year:2001-2006 -title:\(other)",
      "venue:v\(roll % 9)", "author:\"a author\" 1706", "\"on arxiv 1706\" \(other)", "1706.\(10_000 + roll % 300)",
      "\(word)* -by:s1",
    ]
    let query = SearchQuery(parsing: forms[roll % forms.count])
    let filter = SearchFilter(
      venue: roll % 5 == 0 ? "v3" : nil, year: roll % 7 == 0 ? 2_003 : nil, origin: roll % 11 == 0 ? .here : nil)
    return try await scratch.read { transaction in
      let first = try transaction.searchPapers(query, filter)
      let papers = try roll % 2 == 0 ? first : transaction.searchPapers(query, filter, behind: first.next)
      let summaries = try transaction.searchSummaries(query, filter)
      let people = try transaction.searchPeople(query, filter)
      return "\(query.text): \(papers.hits.map(\.id)) \(papers.count) \(papers.venues) \(papers.years) "
        + "\(summaries.hits.map(\.post.id)) \(summaries.count) \(people.hits.map(\.id)) \(people.count)"
    }
  }

  /// Order, comparison and where NULL stands.
  private func look(_ scratch: Scratch, _ word: String, _ integer: Int64?) async throws -> String {
    try await scratch.database.read { sql in
      func values(_ text: String, _ arguments: [any SQLBindable] = []) throws -> [String] {
        try sql.query(text + " -- test", arguments) { row in
          try (0..<row.columnCount).map { "\(try row.value($0))" }.joined(separator: ",")
        }
      }
      return [
        try values("SELECT word FROM probe WHERE word >= $1 ORDER BY word LIMIT 7", [word]),
        try values("SELECT word, number FROM probe ORDER BY number DESC NULLS LAST, word LIMIT 7"),
        try values("SELECT number, word FROM probe ORDER BY number NULLS LAST, word DESC LIMIT 7"),
        try values("SELECT word FROM probe ORDER BY bytes NULLS LAST, word LIMIT 7"),
        try values("SELECT share FROM probe WHERE share IS NOT NULL ORDER BY share, word LIMIT 7"),
        try values("SELECT count(*), count(number), min(number), max(number), min(word), max(word) FROM probe"),
        try values("SELECT word FROM probe WHERE number = $1 OR word = $2 ORDER BY word", [integer, word]),
        try values("SELECT count(*) FROM probe WHERE number > $1", [integer]),
        try values("SELECT CASE WHEN number IS NULL THEN 0 ELSE 1 END, count(*) FROM probe GROUP BY 1 ORDER BY 1"),
        try values("SELECT word || '!' FROM probe WHERE word <> $1 ORDER BY 1 LIMIT 3", [word]),
      ].description
    }
  }
}

/// Steele, Lea and Flood's splitmix64.
struct Splitmix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
