internal import Actors
internal import Signatures
internal import Store

/// The master key of an instance, or a reason not to start; nothing is made where something is missing (DESIGN 2).
struct MasterKeyCheck {
  let folder: String
  let store: Store
  /// Whether the database has tables yet.
  let hasSchema: Bool

  /// Loads the key; makes one only for a database that holds nothing sealed.
  func masterKeys() async throws -> MasterKeys {
    if let keys = try await neededKeys() { return keys }
    return MasterKeys(
      current: try refusing { () throws(SignatureError) in try MasterKey.load(directory: folder, mayCreate: true) })
  }

  /// The key that opens what is sealed, tried on it; two while the master key is being changed; nil where nothing is sealed.
  ///
  /// Changes nothing. Throws ``Refusal``.
  func neededKeys() async throws -> MasterKeys? {
    guard hasSchema, try await store.read({ try $0.holdsSealedKeys() }) else { return nil }
    let state = try await MasterKeyState(of: store)
    let all = try refusing { () throws(SignatureError) in try MasterKey.loadAll(directory: folder) }
    guard all.count == 1 || state.next != nil else { throw Refusal(Self.sentence(.masterAmbiguous, folder: folder)) }
    let current = all.first { $0.id.utf8.elementsEqual(state.current.utf8) }
    guard let current else { throw Refusal(Self.sentence(.sealWrongMaster(state.current), folder: folder)) }
    let keys = MasterKeys(current: current, former: all.first { !$0.id.utf8.elementsEqual(state.current.utf8) })
    try await tryOut(keys)
    return keys
  }

  /// Opens the instance's own keys with them.
  private func tryOut(_ keys: MasterKeys) async throws {
    guard let actor = try await store.read({ try $0.instanceActor() }) else { return }
    do {
      let keys = try await KeyRing(masterKeys: keys, store: store).keys(of: actor)
      guard !keys.rsa.publicKey.isPublished, !keys.ed25519.publicKey.isPublished else {
        throw Refusal("the instance's key pair is a published one of the tests; it protects nothing")
      }
    } catch let error as UnopenedKey {
      throw Refusal(Self.sentence(error, folder: folder))
    }
  }

  private func refusing<T>(_ body: () throws(SignatureError) -> T) throws -> T {
    do throws(SignatureError) {
      return try body()
    } catch {
      throw Refusal(Self.sentence(error, folder: folder))
    }
  }

  /// What is wrong with a sealed key, and what to do.
  static func sentence(_ key: UnopenedKey, folder: String) -> String {
    switch key.reason {
    case .sealBroken, .sealMalformed, .badKey:
      "the sealed key \(key.keyID) does not open: it was changed, or put there from another row; bring back a copy of the database "
        + "(scholion db restore)"
        + (key.isPseudonym ? "" : ", or give that actor new keys (scholion keys rotate NAME --compromised)")
    default: sentence(key.reason, folder: folder)
    }
  }

  static func sentence(_ error: SignatureError, folder: String) -> String {
    switch error {
    case .masterMissing:
      "the database holds sealed keys, and the master key that opens them is not in \(folder): put it back (keys/README.md)"
    case .sealWrongMaster(let id):
      "the database is sealed under master key \(id), and \(folder) holds another one: put the right one back (keys/README.md)"
    case .masterIsTestKey: "the master key in \(folder) is the published one of the tests; a server does not run with it"
    case .masterExposed(let name): "\(name) in \(folder) can be read by others: chmod 0700 the folder and 0400 the file"
    case .masterAmbiguous:
      "\(folder) holds more than one master key and no change of it is under way: leave the one that the database names "
        + "(scholion keys check), and move the others away"
    case .masterMalformed: "the master key in \(folder) is damaged: put back a copy of it (keys/README.md)"
    default: "the master key in \(folder) cannot be used: \(error.name)"
    }
  }
}

/// Which master key the database wants.
struct MasterKeyState {
  /// The id of the key under which new values are sealed; empty where nothing is sealed.
  let current: String
  /// The id of the key to which a change is under way.
  let next: String?

  init(of store: Store) async throws {
    (current, next) = try await store.read { transaction in
      let named = try transaction.setting(ReadTransaction.masterKeySetting)
      let sealed = try transaction.sealedKeys(limit: 1).first?.sealedPrivate.flatMap { MasterKey.id(inSealed: $0) }
      return (named ?? sealed ?? "", try transaction.setting(ReadTransaction.nextMasterKeySetting))
    }
  }
}
