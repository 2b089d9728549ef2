internal import Domain
package import Signatures
package import Store
internal import Synchronization

/// The keys our actors sign with: made, sealed, opened and kept (keys/README.md).
///
/// Persons and communities have keys of their own; the rooms of papers, venues and topics share the instance's, each under its own
/// key id (DESIGN 4).
package final class KeyRing: Sendable {
  private let masterKey: MasterKey
  private let store: Store
  private let opened = Mutex<[Int64: OpenKeys]>([:])
  private static let openLimit = 1_000

  /// The two private keys of an actor, open.
  package struct OpenKeys: Sendable {
    package let rsa: PrivateKey
    package let ed25519: PrivateKey
  }

  package init(masterKey: MasterKey, store: Store) {
    self.masterKey = masterKey
    self.store = store
  }

  /// The id of the RSA key of an actor.
  package static func mainKeyID(_ actor: ActorRow) -> String { actor.uri.text + "#main-key" }

  /// The id of the Ed25519 key of an actor.
  package static func proofKeyID(_ actor: ActorRow) -> String { actor.uri.text + "#ed25519-key" }

  /// Makes a pair of keys, sealed for an actor; slow (RSA), so off the request path.
  ///
  /// - Parameter actorURI: the id of the actor, which is bound into the seal
  package func makeKeys(for actorURI: String) throws -> [KeyDraft] {
    try seal(rsa: try PrivateKey.generateRSA(), ed25519: try PrivateKey.generateEd25519(), for: actorURI)
  }

  /// Seals given keys for an actor.
  package func seal(rsa: PrivateKey, ed25519: PrivateKey, for actorURI: String) throws -> [KeyDraft] {
    let (mainID, proofID) = (actorURI + "#main-key", actorURI + "#ed25519-key")
    return [
      KeyDraft(
        uri: mainID, algorithm: KeyAlgorithm.rsa.rawValue, publicKey: rsa.publicKey.pem,
        sealedPrivate: try masterKey.seal(rsa.der, row: Self.row(mainID))),
      KeyDraft(
        uri: proofID, algorithm: KeyAlgorithm.ed25519.rawValue, publicKey: ed25519.publicKey.multikey,
        sealedPrivate: try masterKey.seal(ed25519.der, row: Self.row(proofID))),
    ]
  }

  /// The signer of an actor's requests.
  package func signer(for actor: ActorRow) async throws -> RequestSigner {
    RequestSigner(keyID: Self.mainKeyID(actor), key: try await keys(of: actor).rsa)
  }

  /// The open keys of a local actor.
  ///
  /// Throws when there are none, or the seal does not open.
  package func keys(of actor: ActorRow) async throws -> OpenKeys {
    let owner = try await keyOwner(of: actor)
    if let known = opened.withLock({ $0[owner.id.value] }) { return known }
    let rows = try await store.read { try $0.keys(of: owner.id) }
    func open(_ algorithm: KeyAlgorithm) throws -> PrivateKey {
      guard let row = rows.first(where: { $0.algorithm == algorithm.rawValue }), let sealed = row.sealedPrivate else {
        throw ActorError.notHere
      }
      return try PrivateKey(der: try masterKey.open(sealed, row: Self.row(row.uri)))
    }
    let keys = OpenKeys(rsa: try open(.rsa), ed25519: try open(.ed25519))
    opened.withLock {
      if $0.count >= Self.openLimit { $0.removeAll(keepingCapacity: true) }
      $0[owner.id.value] = keys
    }
    return keys
  }

  /// The actor whose key material an actor signs with.
  private func keyOwner(of actor: ActorRow) async throws -> ActorRow {
    switch actor.kind {
    case .person, .instance, .community, .service: return actor
    case .paper, .venue, .topic:
      guard let instance = try await store.read({ try $0.instanceActor() }) else { throw ActorError.notHere }
      return instance
    }
  }

  private static func row(_ keyID: String) -> String { "actor_key|sealed_private|\(keyID)|1" }
}
