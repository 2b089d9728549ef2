internal import Actors
internal import ArgumentParser
internal import Domain
internal import Outbox
internal import SQL
internal import Store

/// The command `scholion keys …`.
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "The keys of the people and rooms here: look at them, replace them.",
    subcommands: [Check.self, Rotate.self])

  /// The command `keys check`.
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Open every sealed key and tell which do not open.")

    @OptionGroup var flags: SettingsFlags

    func run() async throws {
      let settings = try await flags.settings()
      let opened = try await OpenedDatabase(settings)
      try await opened.closing {
        guard opened.hasSchema else { throw Refusal("\(settings.database) is empty") }
        let state = try await MasterKeyState(of: opened.store)
        Console.line("sealed under \(state.current.isEmpty ? "nothing" : state.current)")
        guard let keys = try await MasterKeyCheck(folder: settings.keys, store: opened.store, hasSchema: true).neededKeys() else {
          return
        }
        let ring = KeyRing(masterKeys: keys, store: opened.store)
        let (good, broken) = try await Self.look(ring, opened.store)
        let pseudonyms = try await Self.lookAtPseudonyms(ring, opened.store)
        for key in broken + pseudonyms.broken { Console.line("\(key.reason.name) \(key.keyID)") }
        if let first = (broken + pseudonyms.broken).first { throw Refusal(MasterKeyCheck.sentence(first, folder: settings.keys)) }
        let hidden = pseudonyms.good == 0 ? "" : ", \(pseudonyms.good) pseudonyms"
        Console.line("ok, \(good) keys\(hidden)\(state.next == nil ? "" : "; a change of the master key is under way")")
      }
    }

    /// The links between people and pseudonyms are sealed under the same key.
    private static func lookAtPseudonyms(_ ring: KeyRing, _ store: Store) async throws -> (good: Int, broken: [UnopenedKey]) {
      var (good, broken): (Int, [UnopenedKey]) = (0, [])
      var last: RowID?
      while true {
        let from = last
        let rows = try await store.read { try $0.sealedPseudonyms(after: from, limit: 200) }
        guard let end = rows.last else { return (good, broken) }
        for row in rows {
          do {
            _ = try (ring.open(row), ring.openWaiting(row))
            good += 1
          } catch let key as UnopenedKey {
            broken.append(key)
          }
        }
        last = end.id
      }
    }

    private static func look(_ ring: KeyRing, _ store: Store) async throws -> (good: Int, broken: [UnopenedKey]) {
      var (good, broken): (Int, [UnopenedKey]) = (0, [])
      var last: RowID?
      while true {
        let from = last
        let rows = try await store.read { try $0.sealedKeys(after: from, limit: 200) }
        guard let end = rows.last else { return (good, broken) }
        for row in rows {
          do {
            try ring.open(row)
            good += 1
          } catch let key as UnopenedKey {
            broken.append(key)
          }
        }
        last = end.id
      }
    }
  }

  /// The command `keys rotate`.
  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give an actor new keys, or the instance a new master key.",
      discussion: """
        Of an actor: the new keys sign at once, also in a server that runs. Followers' servers are told. The former key signs for \
        48 hours where the new one is not believed, and is then destroyed; with --compromised at once.
        --instance: the key of the instance, which the rooms of papers and venues share.
        --master: no server may run; broken off, it goes on where it was when run again.
        """)

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "Whose keys.") var name: String?
    @Flag(help: "Replace the keys of the instance.") var instance = false
    @Flag(help: "Replace the master key, which seals all others.") var master = false
    @Flag(help: "Destroy the former keys at once: somebody else has them.") var compromised = false

    func run() async throws {
      switch (name, instance, master) {
      case (nil, false, true): try await rotateMaster()
      case (let name?, false, false): try await rotate { try await $0.actor(named: name) }
      case (nil, true, false):
        try await rotate { assembly in
          guard let actor = try await assembly.store.read({ try $0.instanceActor() }) else {
            throw Refusal("there is no instance yet")
          }
          return actor
        }
      default: throw Refusal("say whose keys: a NAME, --instance or --master")
      }
    }

    private func rotate(_ find: (Assembly) async throws -> ActorRow) async throws {
      let isCompromised = compromised
      let change = try await flags.withAssembly { assembly in
        try await assembly.publisher.rotateKeys(of: try await find(assembly), isCompromised: isCompromised)
      }
      Console.line("key \(change.keyID)")
      Console.line("told \(change.deliveries)")
    }

    private func rotateMaster() async throws {
      guard !compromised else {
        throw Refusal("--compromised is for the keys of an actor; a master key is always replaced at once")
      }
      let settings = try await flags.settings()
      let inTheWay = Refusal(
        "a server is running on \(settings.database): stop it first, since it seals with the key that is replaced")
      let lock = try settings.database.path.map { path in
        try DatabaseFile.mustExist(path)
        do { return try ServeLock(database: path) } catch { throw inTheWay }
      }
      defer { withExtendedLifetime(lock) {} }
      let opened = try await OpenedDatabase(settings)
      let (former, current) = try await opened.closing {
        guard opened.hasSchema else { throw Refusal("\(settings.database) is empty") }
        do {
          return try await opened.database.whileNoServerRuns {
            try await opened.migrate()
            return try await MasterKeyChange(folder: settings.keys, store: opened.store).run()
          }
        } catch let error as SQLError where error.kind == .busy {
          throw inTheWay
        }
      }
      Console.line("former \(former)")
      Console.line("master \(current)")
    }
  }
}

extension Assembly {
  /// The actor of ours with that handle.
  ///
  /// Throws ``Refusal``.
  fileprivate func actor(named name: String) async throws -> ActorRow {
    let bare = name.hasPrefix("@") ? String(name.dropFirst()) : name
    guard let actor = try await store.read({ try $0.localActor(named: bare) }) else {
      throw Refusal("nobody here is named \(bare)")
    }
    return actor
  }
}
