import Domain
import LocalPostgres
import Store
import Testing

@Suite struct MailTests {
  /// A person with a sign-in.
  private func member(_ name: String, in scratch: Scratch) async throws -> ActorRow {
    let person = try await scratch.person(name)
    try await scratch.write { transaction in
      try transaction.insertAccount(
        of: person.id, email: "\(name)@mail.example", passwordHash: "none", role: .member, state: .approved, reason: "",
        isUnconfirmed: true)
    }
    return person
  }

  @Test(arguments: Engine.allCases)
  func `A mail is leased by one, and by another when that one is gone; what is put off is due later`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let ada = try await member("ada", in: scratch)
      try await scratch.write { transaction in
        try transaction.queueMail(.recover, to: ada.id)
        try transaction.queueMail(.recover, to: nil)
        try transaction.queueMail(.newAddress, to: ada.id, address: "new@mail.example")
        for _ in 0..<2 { try transaction.queueMail(.notices, to: ada.id, thread: RowID(5), since: RowID(9), delay: 60) }
      }
      #expect(try await scratch.read { try $0.isMailDue() }.mail)
      #expect(try await scratch.read { try $0.waitingMails() } == 3)
      let first = try await scratch.claim { try $0.leaseMails(owner: 1, limit: 2, duration: 1_000) }
      let second = try await scratch.claim { try $0.leaseMails(owner: 2, limit: 9, duration: 60_000) }
      #expect(first.map(\.actorID) == [ada.id, nil] && first.allSatisfy { $0.attempts == 1 && !$0.isRescued })
      #expect(second.map(\.address) == ["new@mail.example"] && second.map(\.kind) == [.newAddress])
      #expect(try await scratch.read { try $0.leaseOwners() } == [RowID(1), RowID(2)])
      scratch.wait(milliseconds: 2_000)
      let rescued = try await scratch.claim { try $0.leaseMails(owner: 3, limit: 9, duration: 60_000) }
      #expect(rescued.map(\.id) == first.map(\.id) && rescued.allSatisfy { $0.attempts == 2 && $0.isRescued })
      try await scratch.write { transaction in
        // The first owner has lost them.
        try transaction.finishMail(first[0].id, owner: 1)
        try transaction.retryMail(rescued[0].id, owner: 3, error: "deferred.451", delay: 60)
        try transaction.finishMail(rescued[1].id, owner: 3)
        try transaction.returnMails([second[0].id], owner: 2)
      }
      #expect(try await scratch.read { try $0.waitingMails() } == 2)
      let third = try await scratch.claim { try $0.leaseMails(owner: 4, limit: 9, duration: 60_000) }
      #expect(third.map(\.id) == [second[0].id] && third.map(\.attempts) == [1])
      #expect(try await scratch.write { try $0.releaseLeases(of: RowID(4)) } == 1)
      scratch.wait(milliseconds: 61_000)
      let all = try await scratch.claim { try $0.leaseMails(owner: 5, limit: 9, duration: 60_000) }
      let thread = try #require(all.first { $0.kind == .notices })
      #expect(all.count == 3 && thread.threadID == RowID(5) && thread.since == RowID(9))
      try await scratch.write { transaction in
        for row in all where row.kind != .notices { try transaction.finishMail(row.id, owner: 5) }
        try transaction.pauseMail(thread.id, owner: 5, since: RowID(11))
      }
      #expect(try await scratch.read { try $0.waitingMails() } == 0)
      #expect(try await scratch.read { try $0.oldestWaitingMail() } == nil)
      scratch.wait(milliseconds: 901_000)
      #expect(try await scratch.read { try $0.oldestWaitingMail() } != nil)
      _ = try await scratch.write { try $0.endLeases(lanes: 4) }
      scratch.wait(days: 4)
      let limit = scratch.now.adding(seconds: -3 * 86_400)
      #expect(try await scratch.write { try $0.sweepMails(dueBefore: limit, atMost: 50) } == 1)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A link works once, until it runs out, for the address it was sent to`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await member("ada", in: scratch), try await member("bob", in: scratch))
      @Sendable func hash(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }
      try await scratch.write { transaction in
        for byte in [UInt8(1), 2] {
          try transaction.insertMailToken(hash: hash(byte), of: ada.id, .confirm, address: "ada@mail.example", lifetime: 60)
        }
        try transaction.insertMailToken(hash: hash(3), of: ada.id, .recover, address: "ada@mail.example", lifetime: 30)
      }
      #expect(try await scratch.read { try $0.mailToken(hash: hash(1), .recover) } == nil)
      #expect(try await scratch.read { try $0.mailToken(hash: hash(2), .confirm) }?.actorID == ada.id)
      let used = try await scratch.write { try $0.useMailToken(hash: hash(1), .confirm, .newAddress) }
      #expect(used?.kind == .confirm && used?.token.address == "ada@mail.example")
      #expect(try await scratch.write { try $0.useMailToken(hash: hash(2), .confirm)?.kind } == nil, "those beside it, too")
      #expect(try await scratch.write { try $0.confirmAddress("ada@mail.example", of: ada.id) })
      #expect(try await !scratch.write { try $0.confirmAddress("old@mail.example", of: bob.id) })
      #expect(try await scratch.read { try $0.member(ada.id)?.account.isUnconfirmed } == false)
      scratch.wait(milliseconds: 31_000)
      #expect(try await scratch.write { try $0.useMailToken(hash: hash(3), .recover)?.kind } == nil)
      #expect(try await scratch.write { try $0.sweepMails(dueBefore: scratch.now, atMost: 50) } == 1)
      #expect(try await refusal { try await scratch.write { try $0.setAddress("bob@mail.example", of: ada.id) } } == .emailTaken)
      try await scratch.write { try $0.setAddress("new@mail.example", of: ada.id) }
      #expect(try await scratch.read { try $0.member(email: "new@mail.example")?.actor.id } == ada.id)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Digests are asked for once a period; who is erased gets nothing more`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await member("ada", in: scratch)
      var choice = MailChoice()
      (choice.digest, choice.mentions) = (.weekly, false)
      let weekly = choice
      try await scratch.write { try $0.setMailChoice(weekly, of: ada.id) }
      #expect(try await scratch.read { try $0.mailChoice(of: ada.id) } == weekly)
      scratch.wait(days: 6)
      try await scratch.write { try $0.setMailChoice(weekly, of: ada.id) }
      #expect(try await scratch.read { try !$0.isMailDue().digest }, "saving it again does not put it off")
      scratch.wait(days: 1)
      #expect(try await scratch.read { try $0.isMailDue().digest })
      #expect(try await scratch.write { try $0.queueDigests() } == 1)
      #expect(try await scratch.write { try $0.queueDigests() } == 0)
      let rows = try await scratch.claim { try $0.leaseMails(owner: 1, limit: 9, duration: 1_000) }
      #expect(rows.map(\.kind) == [.digest])
      let start = Timestamp(milliseconds: Scratch.start)
      #expect(rows.first.map { abs($0.since.timestamp.milliseconds(since: start)) < 60_000 } ?? false)
      try await scratch.write { try $0.erasePerson(ada.id) }
      for table in ["mail", "mail_token", "mail_choice"] {
        #expect(try await scratch.integers("SELECT count(*) FROM \(table)") == [0], "\(table)")
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `The best of the week are public ones that are liked`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob, eve) = (
        try await member("ada", in: scratch), try await member("bob", in: scratch), try await member("eve", in: scratch)
      )
      let paper = try await scratch.paper("arxiv:1706.03762")
      let old = try await scratch.post(by: ada, .summary, paper: paper)
      scratch.wait(days: 8)
      let since = RowID(at: scratch.now.adding(seconds: -7 * 86_400))
      let liked = try await scratch.post(by: bob, .summary, paper: paper)
      _ = try await scratch.post(by: eve, .summary, .unlisted, paper: paper)
      try await scratch.write { transaction in
        for post in [old, liked] {
          try transaction.upsertVote(of: eve.id, on: post, value: 1, uri: "https://far.example/v/\(post)")
        }
      }
      #expect(try await scratch.read { try $0.bestSummaries(after: since, limit: 5) }.map(\.post.id) == [liked])
    }
  }
}
