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
  func masterKey() async throws -> MasterKey {
    if let key = try await neededKey() { return key }
    return try load(mayCreate: true)
  }

  /// The key that opens what is sealed, tried on it; nil where nothing is.
  ///
  /// Changes nothing.
  func neededKey() async throws -> MasterKey? {
    guard hasSchema, try await store.read({ try $0.holdsSealedKeys() }) else { return nil }
    let key = try load(mayCreate: false)
    try await tryOut(key)
    return key
  }

  private func load(mayCreate: Bool) throws -> MasterKey {
    do {
      return try MasterKey.load(directory: folder, mayCreate: mayCreate)
    } catch {
      throw Refusal(Self.sentence(error, folder: folder))
    }
  }

  /// Opens the instance's own keys with it.
  private func tryOut(_ key: MasterKey) async throws {
    guard let actor = try await store.read({ try $0.instanceActor() }) else { return }
    do {
      let keys = try await KeyRing(masterKey: key, store: store).keys(of: actor)
      guard !keys.rsa.publicKey.isPublished, !keys.ed25519.publicKey.isPublished else {
        throw Refusal("the instance's key pair is a published one of the tests; it protects nothing")
      }
    } catch let error as SignatureError {
      throw Refusal(Self.sentence(error, folder: folder))
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
    case .masterAmbiguous: "\(folder) holds more than one master key"
    case .masterMalformed: "the master key in \(folder) is damaged"
    default: "the master key in \(folder) cannot be used: \(error.name)"
    }
  }
}
