internal import Domain
package import Signatures
package import Store
internal import Synchronization

/// The keys our actors sign with: made, sealed, opened and kept (keys/README.md).
///
/// Persons and communities have keys of their own; the rooms of papers, venues and topics share the instance's, each under its own
/// key id (DESIGN 4). What is kept open is compared with the store at each use, so a key that a command replaced is not used again.
package final class KeyRing: Sendable {
  let masterKeys: MasterKeys
  private let store: Store
  private let opened = Mutex<[Int64: OpenKeys]>([:])
  private static let openLimit = 1_000

  package init(masterKeys: MasterKeys, store: Store) {
    self.masterKeys = masterKeys
    self.store = store
  }

  package convenience init(masterKey: MasterKey, store: Store) {
    self.init(masterKeys: MasterKeys(current: masterKey), store: store)
  }

  /// Makes a pair of keys, sealed for an actor; slow (RSA), so off the request path.
  ///
  /// - Parameters:
  ///   - actorURI: the id of the actor, which is bound into the seal
  ///   - former: the keys it has, whose names are not given again
  package func makeKeys(for actorURI: String, after former: [KeyRow] = []) throws -> FreshKeys {
    try seal(
      rsa: try PrivateKey.generateRSA(), ed25519: try PrivateKey.generateEd25519(), for: actorURI,
      generation: KeyName.generation(after: former))
  }

  /// Seals given keys for an actor.
  package func seal(rsa: PrivateKey, ed25519: PrivateKey, for actorURI: String, generation: Int = 1) throws -> FreshKeys {
    let names = KeyName.both(generation)
    let (mainID, proofID) = ("\(actorURI)#\(names.rsa)", "\(actorURI)#\(names.ed25519)")
    let drafts = [
      KeyDraft(
        uri: mainID, algorithm: KeyAlgorithm.rsa.rawValue, publicKey: rsa.publicKey.pem,
        sealedPrivate: try masterKeys.current.seal(rsa, row: Self.row(mainID))),
      KeyDraft(
        uri: proofID, algorithm: KeyAlgorithm.ed25519.rawValue, publicKey: ed25519.publicKey.multikey,
        sealedPrivate: try masterKeys.current.seal(ed25519, row: Self.row(proofID))),
    ]
    return FreshKeys(drafts: drafts, open: OpenKeys(rsa: rsa, ed25519: ed25519, rsaName: names.rsa, ed25519Name: names.ed25519))
  }

  /// The signer of an actor's requests.
  package func signer(for actor: ActorRow) async throws -> RequestSigner { try await keys(of: actor).signer(of: actor) }

  /// The open keys of a local actor, as the store has them now.
  ///
  /// Throws ``UnopenedKey`` when a seal does not open, `ActorError.notHere` when there are none.
  package func keys(of actor: ActorRow) async throws -> OpenKeys {
    let (owner, rows) = try await store.read { transaction in
      let owner = try Self.owner(of: actor, in: transaction)
      return (owner, try transaction.keys(of: owner))
    }
    let stamps = rows.map(KeyStamp.init)
    if let known = opened.withLock({ $0[owner.value] }), known.stamps == stamps { return known }
    let keys = try open(rows, stamps)
    opened.withLock {
      if $0.count >= Self.openLimit { $0.removeAll(keepingCapacity: true) }
      $0[owner.value] = keys
    }
    return keys
  }

  /// Opens a sealed key, and looks whether it belongs to the public one beside it.
  ///
  /// Throws ``UnopenedKey``.
  @discardableResult
  package func open(_ row: KeyRow) throws -> PrivateKey {
    do {
      let key = try masterKeys.openKey(row.sealedPrivate ?? "", row: Self.row(row.uri))
      let spelt = key.algorithm == .rsa ? key.publicKey.pem : key.publicKey.multikey
      guard spelt.utf8.elementsEqual(row.publicKey.utf8) else { throw SignatureError.sealBroken }
      return key
    } catch let error as SignatureError {
      throw UnopenedKey(keyID: row.uri, reason: error)
    }
  }

  /// Keys for one purpose of the instance, that of the present master key first, then that of the former one.
  package func derivedKeys(for purpose: String) -> [[UInt8]] {
    [masterKeys.current, masterKeys.former].compactMap { $0?.derivedKey(for: purpose) }
  }

  /// Seals a key of the store under the current master key; nil where it is so already.
  ///
  /// Throws ``UnopenedKey``.
  package func resealed(_ row: KeyRow) throws -> String? {
    guard let sealed = row.sealedPrivate, let id = MasterKey.id(inSealed: sealed) else {
      throw UnopenedKey(keyID: row.uri, reason: .sealMalformed)
    }
    if ConstantTime.equal(id, masterKeys.current.id) { return nil }
    return try masterKeys.current.seal(try open(row), row: Self.row(row.uri))
  }

  private func open(_ rows: [KeyRow], _ stamps: [KeyStamp]) throws -> OpenKeys {
    func row(_ algorithm: KeyAlgorithm, isRetired: Bool) -> KeyRow? {
      rows.last {
        $0.algorithm == algorithm.rawValue && ($0.retiredAt != nil) == isRetired && $0.sealedPrivate != nil
      }
    }
    guard let rsa = row(.rsa, isRetired: false), let ed25519 = row(.ed25519, isRetired: false) else { throw ActorError.notHere }
    var keys = OpenKeys(
      rsa: try open(rsa), ed25519: try open(ed25519), rsaName: KeyName.name(in: rsa.uri),
      ed25519Name: KeyName.name(in: ed25519.uri))
    // A former key that does not open only signs nothing.
    keys.former = row(.rsa, isRetired: true).flatMap { row in
      (try? open(row)).map { (name: KeyName.name(in: row.uri), key: $0) }
    }
    keys.formerProof = row(.ed25519, isRetired: true).map { (name: KeyName.name(in: $0.uri), multikey: $0.publicKey) }
    keys.changedAt = rows.compactMap(\.retiredAt).max()
    keys.stamps = stamps
    return keys
  }

  /// The actor whose key material an actor signs with.
  private static func owner(of actor: ActorRow, in transaction: ReadTransaction) throws -> RowID {
    switch actor.kind {
    case .person, .instance, .community, .service: return actor.id
    case .paper, .venue, .topic:
      guard let instance = try transaction.instanceActor() else { throw ActorError.notHere }
      return instance.id
    }
  }

  private static func row(_ keyID: String) -> String { "actor_key|sealed_private|\(keyID)|1" }
}
