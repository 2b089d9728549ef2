package import Domain

/// All that a new local actor is made of; the addresses are minted by the caller.
package struct LocalActorDraft: Sendable {
  /// The ActivityPub id.
  package var uri: ResourceID
  /// What it is.
  package var kind: ActorKind
  /// `preferredUsername`, the local part of the handle.
  package var name: String
  /// The name shown.
  package var displayName: String
  /// The page for people.
  package var url: String
  /// Where activities are posted to.
  package var inbox: String
  /// The inbox that its host has for all.
  package var sharedInbox: String
  /// The collection of what it published.
  package var outbox: String
  /// The collection of its followers.
  package var followersURI: String

  /// A draft with these fields.
  package init(
    uri: ResourceID, kind: ActorKind, name: String, displayName: String, url: String, inbox: String, sharedInbox: String,
    outbox: String, followersURI: String
  ) {
    self.uri = uri
    self.kind = kind
    self.name = name
    self.displayName = displayName
    self.url = url
    self.inbox = inbox
    self.sharedInbox = sharedInbox
    self.outbox = outbox
    self.followersURI = followersURI
  }
}

/// A remote actor as its document tells.
package struct RemoteActorDraft: Sendable {
  /// The ActivityPub id.
  package var uri: ResourceID
  /// What it is.
  package var kind: ActorKind
  /// `preferredUsername`, the local part of the handle.
  package var name: String
  /// The name shown.
  package var displayName: String
  /// Sanitised.
  package var bioHTML: String
  /// The page for people.
  package var url: String
  /// Where activities are posted to.
  package var inbox: String
  /// The inbox that its host has for all.
  package var sharedInbox: String?
  /// The collection of what it published.
  package var outbox: String?
  /// The collection of its followers.
  package var followersURI: String?
  /// Whether a follow waits for consent.
  package var manuallyApproves: Bool

  /// A draft with these fields.
  package init(
    uri: ResourceID, kind: ActorKind, name: String, displayName: String, bioHTML: String, url: String, inbox: String,
    sharedInbox: String?, outbox: String?, followersURI: String?, manuallyApproves: Bool
  ) {
    self.uri = uri
    self.kind = kind
    self.name = name
    self.displayName = displayName
    self.bioHTML = bioHTML
    self.url = url
    self.inbox = inbox
    self.sharedInbox = sharedInbox
    self.outbox = outbox
    self.followersURI = followersURI
    self.manuallyApproves = manuallyApproves
  }
}

/// A key to store with an actor.
package struct KeyDraft: Sendable {
  /// The key id, as in `ACTOR#main-key`.
  package var uri: String
  /// `rsa` or `ed25519`.
  package var algorithm: String
  /// PEM of an RSA key, multibase of an Ed25519 key.
  package var publicKey: String
  /// The private key under the master key; nil for keys of others.
  package var sealedPrivate: String?

  /// A key with these fields.
  package init(uri: String, algorithm: String, publicKey: String, sealedPrivate: String? = nil) {
    self.uri = uri
    self.algorithm = algorithm
    self.publicKey = publicKey
    self.sealedPrivate = sealedPrivate
  }
}
