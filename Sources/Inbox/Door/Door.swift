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

  private var checks: TrustChecks { instance.checks.trust }
  private var policy: VerificationPolicy { VerificationPolicy(checks: instance.checks.signature) }

  /// Verifies a request and stores its activity; when it returns, that is durable.
  ///
  /// - Parameter source: the client's address, for the budgets of key fetches
  /// Throws ``DoorRefusal``.
  func receive(_ request: SignableRequest, source: String) async throws -> Reception {
    let activity = try Self.activity(in: request.body)
    let signature = try checkedSignature(of: request)
    let claim = try Claim(activity, signature, checks)
    let known = try await look(at: claim)
    guard !known.isBlocked || !checks.contains(.blocked) else { throw DoorRefusal.blocked }
    if claim.isSelfDelete, !known.knowsActor { return .forgotten }
    let signer = try await signer(of: request, signature, claim, stored: known.key, source: source)
    keys.verified(source: source)
    let isForwarded = signer != claim.actor && checks.contains(.signerIsActor)
    let draft = claim.draft(isForwarded ? .forwarded : .direct, signature: signature, body: request.body)
    let isNew = try await insert(draft, releasing: known.peer.releases ? claim.keyHost : nil)
    if isNew { bell.ring() }
    return isNew ? .stored : .repeated
  }

  private static func activity(in body: [UInt8]) throws -> ActivityDocument {
    do {
      return try ActivityDocument(decoding: try JSONValue(parsing: body))
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

  private func insert(_ draft: InboxDraft, releasing host: String?) async throws -> Bool {
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
