package import Domain
package import Signatures
package import Store

/// The private keys of an actor, open.
package struct OpenKeys: Sendable {
  package let rsa: PrivateKey
  package let ed25519: PrivateKey
  let rsaName: String
  let ed25519Name: String
  /// The RSA key before this one, while it may still sign.
  var former: (name: String, key: PrivateKey)?
  /// The public Ed25519 key before this one, while documents still list it.
  var formerProof: (name: String, multikey: String)?
  /// When the keys were replaced, within the last two days.
  package internal(set) var changedAt: Timestamp?
  var stamps: [KeyStamp] = []

  /// How long a former key stays: peers that do not ask anew at a wrong signature do so within a day (federation.md 1.4).
  package static let formerStays: Int64 = 48 * 3_600

  init(rsa: PrivateKey, ed25519: PrivateKey, rsaName: String, ed25519Name: String) {
    self.rsa = rsa
    self.ed25519 = ed25519
    self.rsaName = rsaName
    self.ed25519Name = ed25519Name
  }

  /// The id of an actor's RSA key; rooms have the instance's key under ids of their own.
  package func mainKeyID(of actor: ActorRow) -> String { "\(actor.uri.text)#\(rsaName)" }

  /// The id of an actor's Ed25519 key.
  package func proofKeyID(of actor: ActorRow) -> String { "\(actor.uri.text)#\(ed25519Name)" }

  /// The signer of an actor's requests.
  package func signer(of actor: ActorRow) -> RequestSigner { RequestSigner(keyID: mainKeyID(of: actor), key: rsa) }

  /// The signer that peers may still know, while there is one.
  package func formerSigner(of actor: ActorRow) -> RequestSigner? {
    former.map { RequestSigner(keyID: "\(actor.uri.text)#\($0.name)", key: $0.key) }
  }

  /// Whether peers may hold the key before this one.
  package func isNew(at now: Timestamp) -> Bool {
    changedAt.map { now.milliseconds - $0.milliseconds < Self.formerStays * 1_000 } ?? false
  }
}

/// Keys that were made and are not stored yet.
package struct FreshKeys: Sendable {
  /// What to store.
  package let drafts: [KeyDraft]
  /// The same, open.
  package let open: OpenKeys
}

/// A key of ours whose seal does not open: it was moved here from another row, damaged, or sealed under another master key.
package struct UnopenedKey: Error, Sendable, Equatable, CustomStringConvertible {
  package let keyID: String
  package let reason: SignatureError

  package init(keyID: String, reason: SignatureError) {
    self.keyID = keyID
    self.reason = reason
  }

  package var description: String { "\(reason.name) \(keyID)" }

  /// Whether it is the link between a person and a pseudonym.
  package var isPseudonym: Bool { keyID.utf8.starts(with: Self.pseudonymPrefix.utf8) }

  static let pseudonymPrefix = "pseudonym|"
}

/// What of a row decides whether an open key is still the one to use.
struct KeyStamp: Sendable, Equatable {
  let id: RowID
  let isRetired: Bool
  let hasPrivate: Bool

  init(_ row: KeyRow) {
    id = row.id
    isRetired = row.retiredAt != nil
    hasPrivate = row.sealedPrivate != nil
  }
}

/// The fragments of key ids: `main-key`, after a change `main-key-2`, and so on.
///
/// A name is never given to another key: GoToSocial keeps a key for its id and never asks again (federation.md 1.4).
enum KeyName {
  static func both(_ generation: Int) -> (rsa: String, ed25519: String) {
    generation < 2 ? ("main-key", "ed25519-key") : ("main-key-\(generation)", "ed25519-key-\(generation)")
  }

  /// The fragment of a key id.
  static func name(in keyID: String) -> String {
    guard let hash = keyID.utf8.lastIndex(of: UInt8(ascii: "#")) else { return both(1).rsa }
    return String(keyID[keyID.utf8.index(after: hash)...])
  }

  /// The generation that follows those of all rows.
  static func generation(after rows: [KeyRow]) -> Int {
    1 + (rows.map { generation(of: name(in: $0.uri)) }.max() ?? 0)
  }

  private static func generation(of name: String) -> Int {
    let digits = name.utf8.reversed().prefix { (0x30...0x39).contains($0) }.reversed()
    // The 9 in `ed25519-key` is not at its end.
    guard (1...9).contains(digits.count) else { return 1 }
    return Int(String(decoding: Array(digits), as: UTF8.self)) ?? 1
  }
}
