internal import Actors
internal import Domain
internal import Logging
internal import Metrics
internal import Signatures
internal import Store
internal import Transport

/// Sends one leased delivery and stores what came of it.
struct DeliverySender: Sendable {
  private let instance: Instance
  private let goneInboxes: GoneInboxes

  init(instance: Instance) {
    self.instance = instance
    goneInboxes = GoneInboxes(instance: instance)
  }

  func deliver(_ row: DeliveryRow) async {
    let start = ContinuousClock.now
    let began = instance.store.now()
    let verdict = await verdict(on: row)
    do {
      let isEnd = verdict == .gone && row.isShared ? try await goneInboxes.isEnd(row.inbox, at: row.host) : false
      try await store(verdict, of: row, began: began, isEnd: isEnd)
    } catch {
      // The lease runs out and the delivery is tried again.
      instance.logger.error("a delivery's outcome is not stored", metadata: ["host": "\(row.host)", "error": "\(error)"])
    }
    tell(verdict, of: row)
    Metrics.Counter(label: "scholion_deliveries_total", dimensions: [("outcome", verdict.label)]).increment()
    Metrics.Timer(label: "scholion_delivery_seconds").recordNanoseconds((ContinuousClock.now - start).nanoseconds)
  }

  private func verdict(on row: DeliveryRow) async -> DeliveryVerdict {
    do {
      return try await send(row)
    } catch let error as TransportError {
      return .of(error)
    } catch ActorError.notHere {
      return .dropped("signer_has_no_key")
    } catch let key as UnopenedKey {
      instance.logger.error(
        "a sealed key does not open: see `scholion keys check`", metadata: ["key": "\(key.keyID)", "error": "\(key.reason.name)"])
      return .postponed("key")
    } catch {
      instance.logger.error("a delivery cannot be sent", metadata: ["host": "\(row.host)", "error": "\(error)"])
      return .postponed("internal")
    }
  }

  private func send(_ row: DeliveryRow) async throws -> DeliveryVerdict {
    let (signer, peer) = try await instance.store.read { (try $0.actor(row.signerID), try $0.peer(row.host)) }
    guard let signer, signer.state == .active || signer.kind != .person else { return .dropped("signer_gone") }
    guard peer?.isBlocked != true else { return .dropped("blocked") }
    let url = try WebURL(parsing: row.inbox)
    let keys = try await instance.keys.keys(of: signer)
    let known: SignatureDialect = peer?.dialect == SignatureDialect.rfc9421.rawValue ? .rfc9421 : .cavage
    let start = ContinuousClock.now
    // What tells of a new key is signed with the former one, which peers know (federation.md 1.4).
    let tellsOfItself = row.objectURI.utf8.elementsEqual(signer.uri.text.utf8)
    let former = keys.formerSigner(of: signer)
    let preferred = tellsOfItself ? former ?? keys.signer(of: signer) : keys.signer(of: signer)
    let isNew = keys.isNew(at: instance.store.now())
    let verdict = try await knock(row, at: url, signer: preferred, known: known, keyIsNew: isNew)
    // A peer that keeps the former key and does not ask anew (Lemmy, for a day) takes that one.
    guard let former, verdict.isAboutSignature, ContinuousClock.now - start < Self.thirdKnock else { return verdict }
    let other = tellsOfItself ? keys.signer(of: signer) : former
    let last = try await knock(row, at: url, signer: other, dialect: known, hasKnockedTwice: true, keyIsNew: isNew)
    return last == .delivered ? last : verdict
  }

  /// How long after its beginning an attempt may knock once more and still end before its lease.
  private static let thirdKnock: Duration = .seconds(50)

  /// One request in the dialect that the peer took last, and if that is refused one in the other.
  private func knock(
    _ row: DeliveryRow, at url: WebURL, signer: RequestSigner, known: SignatureDialect, keyIsNew: Bool
  ) async throws -> DeliveryVerdict {
    let first = try await knock(row, at: url, signer: signer, dialect: known, hasKnockedTwice: false, keyIsNew: keyIsNew)
    guard first == .knockAgain else { return first }
    let other: SignatureDialect = known == .cavage ? .rfc9421 : .cavage
    let second = try await knock(row, at: url, signer: signer, dialect: other, hasKnockedTwice: true, keyIsNew: keyIsNew)
    if second == .delivered {
      try await instance.store.write { try $0.setDialect(of: row.host, other.rawValue) }
    }
    return second
  }

  /// One request, signed now: a signature is good for minutes only.
  private func knock(
    _ row: DeliveryRow, at url: WebURL, signer: RequestSigner, dialect: SignatureDialect, hasKnockedTwice: Bool,
    keyIsNew: Bool
  ) async throws -> DeliveryVerdict {
    let now = instance.store.now()
    let signature = try signer.fields(
      method: "POST", target: url.target, authority: url.authority, scheme: url.scheme, body: row.body,
      date: Int(clamping: now.milliseconds / 1_000), dialect: dialect)
    let fields = [("Content-Type", "application/activity+json")] + signature.map { ($0.name, $0.value) }
    let response = try await instance.client.send(.delivery(url, body: row.body, fields: fields))
    instance.logger.debug(
      "answered",
      metadata: [
        "id": "\(row.activityURI)", "host": "\(row.host)", "status": "\(response.status)", "dialect": "\(dialect.rawValue)",
        "key": "\(signer.keyID)",
      ])
    return .of(
      status: response.status, retryAfter: Self.wait(response.first("retry-after"), now: now), hasKnockedTwice: hasKnockedTwice,
      keyIsNew: keyIsNew)
  }

  /// `Retry-After` in milliseconds, given in seconds or as a date (RFC 9110 section 10.2.3).
  static func wait(_ text: String?, now: Timestamp) -> Int64? {
    guard let text else { return nil }
    if let seconds = Int64(text) { return max(0, min(seconds, Backoff.longestRetryAfter / 1_000)) * 1_000 }
    guard let date = try? Timestamp(httpDate: text) else { return nil }
    return max(0, min(date.milliseconds(since: now), Backoff.longestRetryAfter))
  }

  /// - Parameters:
  ///   - began: when the attempt did
  ///   - isEnd: whether everybody behind a shared inbox is gone
  private func store(_ verdict: DeliveryVerdict, of row: DeliveryRow, began: Timestamp, isEnd: Bool) async throws {
    let now = instance.store.now()
    try await instance.store.write { transaction in
      switch verdict {
      case .delivered:
        try transaction.finishDelivery(row.id, host: row.host)
        try transaction.hostSucceeded(row.host)
      case .refused(let reason):
        try transaction.finishDelivery(row.id, host: row.host)
        try transaction.hostAnswered(row.host)
        try transaction.noteRefusal(by: row.host, error: reason)
      case .dropped:
        try transaction.finishDelivery(row.id, host: row.host)
      case .gone:
        try transaction.finishDelivery(row.id, host: row.host)
        try transaction.hostAnswered(row.host)
        try transaction.noteRefusal(by: row.host, error: "status_410")
        if isEnd { try transaction.dropSharedInbox(row.inbox, host: row.host) }
        if !row.isShared { try transaction.dropPersonalInbox(row.inbox, host: row.host) }
      case .retry(let reason, let after):
        try transaction.releaseDelivery(row.id, error: reason)
        let peer = try transaction.peer(row.host)
        // What was under way together fails together: one outage is one failure.
        if let peer, peer.nextAttemptAt > began { return }
        let wait = Backoff.wait(failures: (peer?.failures ?? 0) + 1, retryAfter: after, jitter: Double.random(in: 0...1))
        try transaction.hostFailed(row.host, error: reason, next: Timestamp(milliseconds: now.milliseconds + wait))
      case .postponed(let reason):
        // Stopping lets go at once; anything else waits until the lease runs out.
        if ["cancelled", "shut_down"].contains(reason) { try transaction.releaseDelivery(row.id, error: reason) }
      case .knockAgain:
        try transaction.releaseDelivery(row.id, error: "status_401")
      }
    }
  }

  /// A line for who reads what became of an activity; what is lost for good is told at `info`.
  private func tell(_ verdict: DeliveryVerdict, of row: DeliveryRow) {
    let level: Logger.Level =
      switch verdict {
      case .refused, .dropped, .gone: .info
      case .delivered, .knockAgain, .retry, .postponed: .debug
      }
    instance.logger.log(
      level: level, "delivery",
      metadata: [
        "id": "\(row.activityURI)", "host": "\(row.host)", "outcome": "\(verdict.label)", "reason": "\(verdict.reason ?? "")",
        "attempt": "\(row.attempts)",
      ])
  }
}

extension Duration {
  var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
