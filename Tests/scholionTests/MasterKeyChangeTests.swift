import Actors
import Domain
import Foundation
import Glibc
import Signatures
import Store
import Testing

@testable import scholion

@Suite(.timeLimit(.minutes(3))) struct MasterKeyChangeTests {
  /// As if the process had been killed.
  private struct Killed: Error {}

  /// An instance with so many persons, who all have the keys of the instance: making RSA keys takes its time.
  private static func instance(persons: Int) async throws -> (folder: ScratchFolder, settings: Settings) {
    let folder = try ScratchFolder()
    var settings = folder.settings
    settings.origin = .given(try Origin(parsing: "https://a.example"))
    try await opened(settings) { assembly in
      for number in 0..<persons {
        let row = try await person("person\(number)", assembly)
        try await hide(row, assembly)
      }
    }
    return (folder, settings)
  }

  private static func person(_ name: String, _ assembly: Assembly) async throws -> ActorRow {
    let instance = assembly.instance
    let actor = try #require(try await instance.store.read { try $0.instanceActor() })
    let keys = try await instance.keys.keys(of: actor)
    let draft = try instance.addresses.draft(.person, name: name, displayName: name)
    let drafts = try instance.keys.seal(rsa: keys.rsa, ed25519: keys.ed25519, for: draft.uri.text).drafts
    return try await instance.store.write { transaction in
      let row = try transaction.insertLocalActor(draft)
      for key in drafts { try transaction.insertKey(key, of: row.id) }
      return row
    }
  }

  /// What everybody's pseudonym is to say, and when.
  private static let (waiting, due) = (Array("A doubt.".utf8), Timestamp(milliseconds: 1_795_168_800_000))

  /// Seals a pseudonym of a person for a paper of the same number; the actor is not looked at.
  private static func hide(_ person: ActorRow, _ assembly: Assembly) async throws {
    let link = PseudonymLink(person: person.id, paper: person.id, actor: person.id, place: 0)
    let row = try assembly.instance.keys.sealed(link, waiting: waiting, dueAt: due)
    #expect(try await assembly.store.write { try $0.insertPseudonym(row) })
  }

  /// Finds a person's pseudonym in all three ways.
  private static func isFound(_ person: ActorRow, _ assembly: Assembly) async throws -> Bool {
    let keys = assembly.instance.keys
    return try await assembly.store.read { transaction in
      let found = [
        try keys.pseudonym(of: person.id, on: person.id, in: transaction),
        try keys.pseudonym(of: person.id, at: 0, in: transaction), try keys.pseudonym(actor: person.id, in: transaction),
      ].compactMap(\.self)
      return try found.count == 3
        && found.allSatisfy { try $0.link.person == person.id && keys.openWaiting($0.row) == waiting && $0.row.dueAt == due }
    }
  }

  private static func opened<T>(_ settings: Settings, _ body: (Assembly) async throws -> T) async throws -> T {
    let (assembly, _) = try await Assembly.open(settings, logger: silence)
    do {
      let value = try await body(assembly)
      await assembly.close()
      return value
    } catch {
      await assembly.close()
      throw error
    }
  }

  private static func change(_ settings: Settings, at step: MasterKeyChange.Step? = nil) async throws -> (String, String) {
    let opened = try await OpenedDatabase(settings)
    return try await opened.closing {
      var change = MasterKeyChange(folder: settings.keys, store: opened.store)
      change.willTake = { if $0 == step { throw Killed() } }
      return try await change.run()
    }
  }

  private static func files(_ settings: Settings) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: settings.keys).sorted()
  }

  /// The master keys that the sealed values name.
  private static func sealers(_ settings: Settings) async throws -> Set<String> {
    let opened = try await OpenedDatabase(settings)
    return try await opened.closing {
      try await opened.store.read { transaction in
        Set(
          try transaction.sealedKeys(limit: 10_000).compactMap { MasterKey.id(inSealed: $0.sealedPrivate ?? "") }
            + transaction.sealedPseudonyms(limit: 10_000).flatMap { [$0.link, $0.waiting].compactMap(\.self) }
            .compactMap { MasterKey.id(inSealed: $0) })
      }
    }
  }

  @Test(arguments: MasterKeyChange.Step.allCases)
  func `Broken off before any step, the instance starts, signs and takes new people, and the change goes on to its end`(
    step: MasterKeyChange.Step
  ) async throws {
    let (folder, settings) = try await Self.instance(persons: 60)
    let former = try #require(try Self.files(settings).first)
    await #expect(throws: Killed.self) { try await Self.change(settings, at: step) }
    try await Self.opened(settings) { assembly in
      for number in [0, 59] {
        let row = try #require(try await assembly.store.read { try $0.localActor(named: "person\(number)") })
        _ = try await assembly.instance.keys.keys(of: row)
        #expect(try await Self.isFound(row, assembly))
      }
      let row = try await Self.person("newcomer", assembly)
      _ = try await assembly.instance.keys.keys(of: row)
      try await Self.hide(row, assembly)
    }
    let (_, current) = try await Self.change(settings)
    #expect(try Self.files(settings) == ["master-\(current)"] && former != "master-\(current)")
    #expect(try await Self.sealers(settings) == [current])
    try await Self.opened(settings) { assembly in
      for name in ["person0", "person59", "newcomer"] {
        let row = try #require(try await assembly.store.read { try $0.localActor(named: name) })
        _ = try await assembly.instance.keys.keys(of: row)
        #expect(try await Self.isFound(row, assembly))
      }
      #expect(assembly.masterKeys.former == nil && assembly.masterKeys.current.id == current)
    }
    withExtendedLifetime(folder) {}
  }

  @Test func `A process that still seals under the former key is refused, so nothing is sealed under a key that is gone`()
    async throws
  {
    let (folder, settings) = try await Self.instance(persons: 0)
    try await Self.opened(settings) { late in
      let instance = late.instance
      let actor = try #require(try await instance.store.read { try $0.instanceActor() })
      let keys = try await instance.keys.keys(of: actor)
      let drafts = try instance.keys.seal(rsa: keys.rsa, ed25519: keys.ed25519, for: "https://a.example/users/late").drafts
      _ = try await Self.change(settings)
      await #expect(throws: StoreError.masterKeyChanged) {
        try await instance.store.write { transaction in for key in drafts { try transaction.insertKey(key, of: actor.id) } }
      }
    }
    withExtendedLifetime(folder) {}
  }

  @Test func `Killed at random moments it always goes on, and in the end one file and one sealer are left`() async throws {
    let (folder, settings) = try await Self.instance(persons: 150)
    let program = Program(folder: folder, environment: ["SCHOLION_DATA": settings.data, "SCHOLION_KEYS": settings.keys])
    var dice = SystemRandomNumberGenerator()
    for _ in 0..<6 {
      let wait = UInt32.random(in: 5_000...200_000, using: &dice)
      try await offPool {
        let process = program.process(["keys", "rotate", "--master"])
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        usleep(wait)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
      let check = try await program.result("keys", "check")
      #expect(check.status == 0, "\(check.output)\(check.complaint)")
    }
    let last = try await program.result("keys", "rotate", "--master")
    #expect(last.status == 0, "\(last.complaint)")
    let files = try Self.files(settings)
    #expect(files.count == 1, "\(files)")
    #expect(try await Self.sealers(settings).map { "master-\($0)" } == files)
    #expect(try await program.result("keys", "check").output.contains("ok, 302 keys, 150 pseudonyms\n"))
  }

  @Test func `Two master keys without a change under way, a server that runs, a lost or a wrong key: one clear line each`()
    async throws
  {
    let (folder, settings) = try await Self.instance(persons: 1)
    let program = Program(folder: folder, environment: ["SCHOLION_DATA": settings.data, "SCHOLION_KEYS": settings.keys])
    func complaint(_ arguments: String..., saying words: String) async throws {
      let outcome = try await offPool { try program.run(list: arguments) }
      #expect(outcome.status == 1 && outcome.complaints.count == 1 && outcome.complaint.contains(words), "\(outcome.complaint)")
    }
    do {
      let lock = try ServeLock(database: try #require(settings.database.path))
      try await complaint("keys", "rotate", "--master", saying: "a server is running")
      withExtendedLifetime(lock) {}
    }
    let right = try #require(try Self.files(settings).first)
    try NewMasterKey().write(to: settings.keys)
    try await complaint("serve", saying: "more than one master key")
    try await complaint("keys", "rotate", "--master", saying: "more than one master key")
    try FileManager.default.moveItem(atPath: "\(settings.keys)/\(right)", toPath: "\(folder.path)/\(right)")
    let words = "sealed under master key \(right.dropFirst(7))"
    try await complaint("serve", saying: words)
    try await complaint("keys", "rotate", "--master", saying: words)
    try await complaint("keys", "check", saying: words)
    try await complaint("token", "create", "person0", saying: words)
  }

  @Test func `Sealed keys that changed places are refused with one line that names the key and what to do`() async throws {
    let (folder, settings) = try await Self.instance(persons: 2)
    let program = Program(folder: folder, environment: ["SCHOLION_DATA": settings.data, "SCHOLION_KEYS": settings.keys])
    #expect(try await program.result("keys", "check").output.contains("ok, 6 keys"))
    try await Self.opened(settings) { assembly in
      let rows = try await assembly.store.read { try $0.sealedKeys(limit: 100) }.filter { $0.algorithm == "rsa" }
      let (one, other) = (rows[1], rows[2])
      try await assembly.store.write { transaction in
        _ = try transaction.reseal(one.id, from: one.sealedPrivate ?? "", to: other.sealedPrivate ?? "")
        _ = try transaction.reseal(other.id, from: other.sealedPrivate ?? "", to: one.sealedPrivate ?? "")
      }
    }
    let check = try await program.result("keys", "check")
    #expect(
      check.status == 1 && check.complaints.count == 1 && check.complaint.contains("person0#main-key"), "\(check.complaint)")
    #expect(check.output.split(separator: "\n").filter { $0.hasPrefix("seal_broken ") }.count == 2)
    #expect(try await program.result("keys", "rotate", "--master").complaint.contains("does not open"))
    // Given new keys, they are well again, and a broken-off change ends.
    #expect(try await program.result("keys", "rotate", "person0", "--compromised").status == 0)
    #expect(try await program.result("keys", "rotate", "person1", "--compromised").status == 0)
    #expect(try await program.result("keys", "rotate", "--master").status == 0)
    #expect(try await program.result("keys", "check").output.contains("ok, 6 keys"))
    // The instance's own: nobody starts with it.
    try await Self.opened(settings) { assembly in
      let rows = try await assembly.store.read { try $0.sealedKeys(limit: 100) }.filter { $0.algorithm == "rsa" }
      let (one, other) = (rows[0], rows[1])
      try await assembly.store.write { _ = try $0.reseal(one.id, from: one.sealedPrivate ?? "", to: other.sealedPrivate ?? "") }
    }
    let start = try await program.result("serve")
    #expect(start.status == 1 && start.complaints.count == 1, "\(start.complaint)")
    #expect(start.complaint.contains("a.example/actor#main-key does not open"), "\(start.complaint)")
  }

  @Test func `A key of a person is replaced by command, and a name that is nobody's is refused`() async throws {
    let (folder, settings) = try await Self.instance(persons: 1)
    let program = Program(folder: folder, environment: ["SCHOLION_DATA": settings.data, "SCHOLION_KEYS": settings.keys])
    #expect(
      try await program.result("keys", "rotate", "@person0").output == "key https://a.example/users/person0#main-key-2\ntold 0\n")
    #expect(try await program.result("keys", "rotate", "--instance").output == "key https://a.example/actor#main-key-2\ntold 0\n")
    for arguments in [["nobody"], ["person0", "--master"], ["--compromised", "--master"], []] {
      let outcome = try await offPool { try program.run(list: ["keys", "rotate"] + arguments) }
      #expect(outcome.status == 1 && outcome.complaints.count == 1, "\(outcome.complaint)")
    }
  }
}
