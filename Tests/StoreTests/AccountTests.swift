import Domain
import LocalPostgres
import Store
import Testing

@Suite struct AccountTests {
  private func join(
    _ scratch: Scratch, _ name: String, _ role: AccountRole = .member, _ state: AccountState = .approved, email: String? = nil
  ) async throws -> RowID {
    let actor = try await scratch.person(name)
    try await scratch.write {
      try $0.insertAccount(
        of: actor.id, email: email ?? "\(name)@home.example", passwordHash: "hash", role: role, state: state, reason: "why")
    }
    return actor.id
  }

  @Test(arguments: Engine.allCases)
  func `A member is found by row, handle and address, and an address is given once`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await join(scratch, "ada")
      let member = try #require(try await scratch.read { try $0.member(ada) })
      #expect(try await scratch.read { try $0.member(named: "ada") == member })
      #expect(try await scratch.read { try $0.member(email: "ada@home.example") == member })
      #expect(try await scratch.read { try $0.member(named: "bob") == nil })
      #expect(member.account.approvedAt != nil && member.account.reason == "why")
      #expect(try await refusal { _ = try await join(scratch, "bob", email: "ada@home.example") } == .emailTaken)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Members are listed oldest first, by state, page by page`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await join(scratch, "ada", .admin)
      let bob = try await join(scratch, "bob", .member, .pending)
      let cyd = try await join(scratch, "cyd", .moderator)
      let dan = try await join(scratch, "dan", .moderator, .suspended)
      #expect(try await scratch.read { try $0.members().map(\.actor.id) == [ada, bob, cyd, dan] })
      #expect(try await scratch.read { try $0.members(after: ada, limit: 2).map(\.actor.id) == [bob, cyd] })
      #expect(try await scratch.read { try $0.members(in: .pending).map(\.actor.id) == [bob] })
      #expect(try await scratch.read { try $0.moderators() == [ada, cyd] })
      try await scratch.write { try $0.setRole(of: cyd, .member) }
      #expect(try await scratch.read { try $0.moderators() } == [ada])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A session and a token belong to their person until they end`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await join(scratch, "ada")
      try await scratch.write { transaction throws in
        try transaction.insertSession(of: ada, tokenHash: [1], lifetime: 1_000)
        try transaction.insertSession(of: ada, tokenHash: [2], lifetime: 100_000)
        try transaction.insertSession(of: ada, tokenHash: [3], lifetime: 100_000)
        try transaction.insertAccessToken(of: ada, hash: [4], scopes: "read write")
      }
      #expect(try await scratch.read { try $0.session(tokenHash: [1])?.actor.id } == ada)
      scratch.wait(milliseconds: 2_000)
      try await scratch.write { try $0.deleteSession(tokenHash: [3]) }
      #expect(try await scratch.read { try $0.session(tokenHash: [1]) == nil })
      #expect(try await scratch.read { try $0.session(tokenHash: [2])?.actor.id == ada })
      #expect(try await scratch.read { try $0.session(tokenHash: [3]) == nil })
      #expect(try await scratch.read { try $0.accessToken(hash: [4])?.scopes == "read write" })
      try await scratch.write { try $0.insertSession(of: ada, tokenHash: [5], lifetime: 100_000) }
      #expect(try await scratch.integers("SELECT count(*) FROM session") == [2])
      try await scratch.write { try $0.renewPasswordHash(of: ada, hash: "newer") }
      #expect(try await scratch.read { try $0.session(tokenHash: [5])?.account.passwordHash } == "newer")
      try await scratch.write { try $0.insertSession(of: ada, tokenHash: [6], lifetime: 100_000) }
      try await scratch.write { try $0.endSessions(of: ada) }
      #expect(try await scratch.read { try $0.session(tokenHash: [6]) } == nil)
      try await scratch.write { try $0.insertSession(of: ada, tokenHash: [5], lifetime: 100_000) }
      try await scratch.write { try $0.setPassword(of: ada, hash: "other") }
      #expect(try await scratch.read { try $0.session(tokenHash: [5]) } == nil)
      #expect(try await scratch.read { try $0.accessToken(hash: [4]) == nil })
    }
  }

  @Test(arguments: Engine.allCases)
  func `A suspension hides a person and ends sessions, an approval brings the person back`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await join(scratch, "ada", .member, .pending)
      try await scratch.write { try $0.insertSession(of: ada, tokenHash: [1], lifetime: 1_000) }
      try await scratch.write { try $0.setAccountState(of: ada, .suspended) }
      #expect(try await scratch.read { try $0.actor(ada)?.state } == .suspended)
      #expect(try await scratch.read { try $0.session(tokenHash: [1]) } == nil)
      try await scratch.write { try $0.setAccountState(of: ada, .approved) }
      let member = try await scratch.read { try $0.member(ada) }
      #expect(member?.actor.state == .active && member?.account.approvedAt == scratch.now)
    }
  }

  @Test(arguments: Engine.allCases)
  func `An invitation is used once`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await join(scratch, "ada"), try await join(scratch, "bob"))
      try await scratch.write { try $0.insertInvite(codeHash: [7]) }
      #expect(try await scratch.write { try $0.useInvite(codeHash: [8], by: ada) } == false)
      #expect(try await scratch.write { try $0.useInvite(codeHash: [7], by: ada) })
      #expect(try await scratch.write { try $0.useInvite(codeHash: [7], by: bob) } == false)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Usage counts what was written here, by whom and when`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let bob = try await scratch.person("bob")
      let zoe = try await scratch.stranger("zoe")
      _ = try await join(scratch, "cyd")
      let first = try await scratch.paper("arxiv:1706.03762")
      try await scratch.post(by: ada, .summary, paper: first)
      scratch.wait(days: 100)
      let root = try await scratch.post(by: bob, .summary, paper: first)
      try await scratch.post(by: zoe, .summary, paper: first)
      try await scratch.post(by: bob, .reply, to: try await scratch.uri(of: root))
      let usage = try await scratch.read { try $0.usage() }
      #expect(usage.people == 1 && usage.summaries == 2 && usage.comments == 1)
      #expect(usage.activeMonth == 1 && usage.activeHalfYear == 2)
    }
  }
}
