internal import ActivityStreams
internal import Actors
internal import Domain
internal import JSON
internal import Logging
internal import Signatures
internal import Store

/// What became of a request that was not refused.
enum Reception: Equatable {
  /// It is on disk and will be handled.
  case stored
  /// It was on disk already.
  case repeated
  /// Somebody we never knew is gone; nothing was fetched or stored (DESIGN 3).
  case forgotten
}

/// The one door in: every activity of another server passes these steps in this order (DESIGN 3).
struct Door: Sendable {
  let instance: Instance
  let keys: SignerKeys
  let bell: InboxBell
  /// How often a host may send what verifies, by the host of the key; nil for no limit.
  var peers: TokenBuckets?

  private var checks: TrustChecks { instance.checks.trust }
  private var policy: VerificationPolicy { VerificationPolicy(checks: instance.checks.signature) }

  /// Verifies a request and stores its activity; when it returns, that is durable.
  ///
  /// - Parameter source: the client's address, for the budgets of key fetches
  /// Throws ``DoorRefusal``.
  func receive(_ request: SignableRequest, source: String) async throws -> Reception {
    let activity = try Self.activity(in: request.body)
    let signature = try checkedSignature(of: request)
    let claim = try Claim(activity.document, signature, checks)
    do {
      if let reception = try await receive(claim, activity, signature, request, source: source) { return reception }
      return try await receive(request, activity, signature, claim, source: source)
    } catch let refusal as DoorRefusal {
      instance.logger.debug(
        "refused at the door",
        metadata: [
          "id": "\(claim.activityID?.text ?? "")", "type": "\(claim.type.name)", "actor": "\(claim.actor.text)",
          "key": "\(claim.keyID)", "reason": "\(refusal.name)",
        ])
      throw refusal
    }
  }

  private func receive(
    _ request: SignableRequest, _ activity: ReadActivity, _ signature: ParsedSignature, _ claim: Claim, source: String
  ) async throws -> Reception {
    let known = try await look(at: claim)
    guard !known.isBlocked || !checks.contains(.blocked) else { throw DoorRefusal.blocked }
    if claim.isSelfDelete, !known.knowsActor { return .forgotten }
    let signer = try await signer(of: request, signature, claim, stored: known.key, source: source)
    keys.verified(source: source)
    if let wait = peers?.take(claim.keyHost) { throw DoorRefusal.tooMany(seconds: wait.retryAfter) }
    let draft = claim.draft(channel(of: claim, signer), signature: signature, body: request.body)
    let id = try await insert(draft, releasing: known.peer.releases ? claim.keyHost : nil)
    return received(id, draft, activity, claim, source: source)
  }

  /// Has what was stored handled; nil is what was there already.
  private func received(
    _ id: RowID?, _ draft: InboxDraft, _ activity: ReadActivity, _ claim: Claim, source: String
  ) -> Reception {
    instance.logger.info(
      "received",
      metadata: [
        "id": "\(draft.activityKey)", "type": "\(draft.type)", "actor": "\(draft.actorURI)", "key": "\(claim.keyID)",
        "channel": "\(draft.channel.rawValue)", "new": "\(id != nil)", "client": "\(source)",
      ])
    // Rung after the line is written, so that a story reads in the order it happened.
    guard let id else { return .repeated }
    bell.ring(for: id, activity, bytes: draft.body.count)
    return .stored
  }

  /// The short way for a key that was used before: one transaction that looks whether all still stands, and stores.
  ///
  /// Nil where there is no such key, where it did not make the signature, or where another one is stored by now.
  private func receive(
    _ claim: Claim, _ activity: ReadActivity, _ signature: ParsedSignature, _ request: SignableRequest, source: String
  ) async throws -> Reception? {
    guard !claim.isSelfDelete, let (text, key) = keys.remembered(claim.keyID),
      verifies(signature, request, key)
    else { return nil }
    if let wait = peers?.take(claim.keyHost) { throw DoorRefusal.tooMany(seconds: wait.retryAfter) }
    let admission: Admission
    do {
      admission = try await instance.store.write { transaction in
        guard let knocker = try transaction.knocker(keyURI: claim.keyID, host: claim.keyHost),
          knocker.publicKey.utf8.elementsEqual(text.utf8), !knocker.isLocal
        else { return .otherKey }
        let isElsewhere = !claim.actor.host.utf8.elementsEqual(claim.keyHost.utf8)
        let isBlocked = try knocker.isBlocked || isElsewhere && transaction.isBlocked(host: claim.actor.host)
        // Not thrown: that would have all the others of the batch run again.
        guard !isBlocked || !checks.contains(.blocked) else { return .blocked }
        if knocker.isAway { try transaction.hostSucceeded(claim.keyHost) }
        let draft = claim.draft(channel(of: claim, knocker.owner), signature: signature, body: request.body)
        return .stored(try transaction.insertItem(draft), draft)
      }
    } catch {
      throw refusal(for: error)
    }
    switch admission {
    case .stored(let id, let draft):
      keys.verified(source: source)
      return received(id, draft, activity, claim, source: source)
    case .blocked: throw DoorRefusal.blocked
    case .otherKey: return nil
    }
  }

  private static func activity(in body: [UInt8]) throws -> ReadActivity {
    do {
      return try ReadActivity(parsing: body)
    } catch let error as JSONError {
      throw DoorRefusal.json(error)
    } catch {
      throw DoorRefusal.document
    }
  }

  /// The first signature that may be believed once its key is there; without one, what is wrong with the first.
  private func checkedSignature(of request: SignableRequest) throws -> ParsedSignature {
    let now = Int(clamping: instance.store.now().milliseconds / 1_000)
    var first = SignatureError.missing
    do throws(SignatureError) {
      for (index, signature) in try RequestVerifier.parse(request).enumerated() {
        do throws(SignatureError) {
          try RequestVerifier.check(signature, request: request, now: now, policy: policy)
          return signature
        } catch {
          if index == 0 { first = error }
        }
      }
    } catch {
      throw DoorRefusal.signature(error)
    }
    throw DoorRefusal.signature(first)
  }

  private func look(at claim: Claim) async throws -> Known {
    do {
      return try await instance.store.read { [keys] transaction in
        let peer = try transaction.peer(claim.keyHost)
        var known = Known(peer: PeerState(peer), key: try keys.stored(claim.keyID, in: transaction))
        known.isBlocked = peer?.isBlocked ?? false
        if !claim.actor.host.utf8.elementsEqual(claim.keyHost.utf8) {
          known.isBlocked = try known.isBlocked || transaction.isBlocked(host: claim.actor.host)
        }
        if claim.isSelfDelete {
          known.knowsActor = try transaction.actor(uri: claim.actor).map { $0.state != .deleted } ?? false
        }
        return known
      }
    } catch {
      throw refusal(for: error)
    }
  }

  /// Whose key made the signature: the stored one, or after one look at its owner the fresh one.
  private func signer(
    of request: SignableRequest, _ signature: ParsedSignature, _ claim: Claim, stored: SignerKeys.Found?, source: String
  ) async throws -> ResourceID {
    if let stored {
      guard !stored.owner.isLocal || !checks.contains(.ownKey) else { throw DoorRefusal.ownKey }
      if verifies(signature, request, stored.key) { return stored.owner.uri }
    }
    do {
      let fresh = try await keys.fetched(claim.keyID, source: source)
      guard verifies(signature, request, fresh.key) else { throw DoorRefusal.signature(.wrongSignature) }
      return fresh.owner.uri
    } catch ActorError.gone where claim.isSelfDelete && claim.keyIsOfActor {
      // Its own server says that the actor is gone, which is all that the Delete says.
      return claim.actor
    } catch let error as ActorError {
      throw DoorRefusal(error)
    } catch let error as DoorRefusal {
      throw error
    } catch {
      throw refusal(for: error)
    }
  }

  private func verifies(_ signature: ParsedSignature, _ request: SignableRequest, _ key: PublicKey) -> Bool {
    RequestVerifier.verify(signature, request: request, key: key, policy: policy)
  }

  /// Direct is what its own actor signed; of what another signed only the ids are believed.
  private func channel(of claim: Claim, _ signer: ResourceID) -> InboxChannel {
    signer != claim.actor && checks.contains(.signerIsActor) ? .forwarded : .direct
  }

  private func insert(_ draft: InboxDraft, releasing host: String?) async throws -> RowID? {
    do {
      return try await instance.store.write { transaction in
        if let host { try transaction.hostSucceeded(host) }
        return try transaction.insertItem(draft)
      }
    } catch {
      throw refusal(for: error)
    }
  }

  private func refusal(for error: any Error) -> DoorRefusal {
    instance.logger.error("the inbox cannot use the store", metadata: ["error": "\(error)"])
    return .storeAway
  }
}

/// What came of the short way.
private enum Admission: Sendable {
  /// It is on disk; nil is what was there already.
  case stored(RowID?, InboxDraft)
  /// The operator blocked the host of the key or of the actor.
  case blocked
  /// The key remembered is not the one stored.
  case otherKey
}

/// What is stored about who knocks.
private struct Known: Sendable {
  var peer: PeerState
  var key: SignerKeys.Found?
  var isBlocked = false
  var knowsActor = true
}

/// How the peer fared so far.
private struct PeerState: Sendable {
  /// Whether a verified request has anything to tell the peer's row.
  let releases: Bool

  init(_ row: PeerRow?) { releases = row.map { $0.failures > 0 || $0.lastSuccessAt == nil } ?? true }
}
