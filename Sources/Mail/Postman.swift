package import Actors
internal import Domain
internal import Logging
internal import Metrics
internal import ServiceLifecycle
internal import Signatures
internal import Store
internal import Transport

/// Sends the mails that were asked for, one after the other, each at least once.
///
/// A mail that was under way when the process died goes out again, under the same id.
package struct Postman: Service {
  /// Mails leased at once.
  static let batch = 20
  /// A lease in milliseconds: the deadlines of a batch.
  static let lease: Int64 = 1_200_000
  /// How long a mail is tried, in seconds.
  package static let patience: Int64 = 3 * 86_400
  /// Waits between tries, in seconds.
  static let backoff: [Int64] = [60, 300, 900, 3_600, 10_800, 43_200, 86_400]
  /// How long links work, in seconds.
  static let lifetimes: [MailTokenKind: Int64] = [.confirm: 86_400, .recover: 3_600, .newAddress: 86_400]

  private let instance: Instance
  private let settings: MailSettings
  private let client: SMTPClient
  private let owner: Int64

  package init(instance: Instance, settings: MailSettings, deadline: Duration = .seconds(50)) {
    self.instance = instance
    self.settings = settings
    var relay = settings.relay
    relay.ownName = String(instance.origin.authority.prefix { $0 != ":" })
    var client = SMTPClient(relay: relay)
    client.deadline = deadline
    self.client = client
    owner = instance.store.ids.next().value
  }

  /// What a round came to.
  package enum Round: Sendable, Equatable {
    /// So many mails were dealt with.
    case done(Int)
    /// The mail server cannot be worked with just now.
    case unavailable
  }

  /// Works until told to stop; a mail under way then has some seconds.
  package func run() async throws {
    let (bells, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask { for await _ in instance.store.wakeUps(.mail) { bell.yield() } }
        group.addTask {
          while !Task.isCancelled {
            bell.yield()
            try? await Task.sleep(for: .seconds(2))
          }
          bell.finish()
        }
        for await _ in bells where !Task.isCancelled {
          while !Task.isCancelled, case .done(let count)? = await attempt(), count > 0 {}
        }
      }
    }
  }

  /// A round; nil where it failed or nothing can be sent for a while.
  private func attempt() async -> Round? {
    do {
      let round = try await round()
      guard round == .unavailable else { return round }
    } catch is CancellationError {
      return nil
    } catch {
      instance.logger.error("mails cannot be looked at", metadata: ["error": "\(error)"])
    }
    // Whatever waits would fare alike.
    try? await Task.sleep(for: .seconds(60))
    return nil
  }

  /// Asks for digests that are due, and sends what is due, a batch of it.
  package func round() async throws -> Round {
    let due = try await instance.store.read { try $0.isMailDue() }
    if due.digest { _ = try await instance.store.write { try $0.queueDigests() } }
    guard due.mail || due.digest else { return .done(0) }
    let owner = self.owner
    let rows = try await instance.store.claim { try $0.leaseMails(owner: owner, limit: Self.batch, duration: Self.lease) }
    let rescued = rows.count(where: \.isRescued)
    if rescued > 0 { Counter(label: "scholion_leases_rescued_total", dimensions: [("queue", "mails")]).increment(by: rescued) }
    for (index, row) in rows.enumerated() {
      let isUntried = Task.isCancelled
      let round: Round = isUntried ? .unavailable : try await deal(with: row)
      if round == .unavailable {
        let rest = rows.dropFirst(isUntried ? index : index + 1).map(\.id)
        // What was done is told although this task may be about to end.
        try await Task { try await instance.store.write { try $0.returnMails(rest, owner: owner) } }.value
        return .unavailable
      }
    }
    return .done(rows.count)
  }

  /// Sends one mail and notes what came of it.
  private func deal(with row: MailRow) async throws -> Round {
    let owner = self.owner
    let (outcome, seen) = try await send(row)
    let retry = Self.backoff[min(max(0, row.attempts - 1), Self.backoff.count - 1)]
    let isOver = instance.store.now().milliseconds(since: row.dueAt) + retry * 1_000 > Self.patience * 1_000
    let isRetried = outcome.isRetried && !isOver
    count(outcome.isRetried && isOver ? "dropped" : outcome.word)
    if let error = outcome.error {
      instance.logger.log(
        level: isRetried ? .notice : .warning, "a mail did not go out",
        metadata: ["id": "\(row.id)", "kind": "\(row.kind.rawValue)", "error": "\(error)", "again": "\(isRetried)"])
    }
    try await Task {
      try await instance.store.write { transaction in
        if isRetried {
          try transaction.retryMail(row.id, owner: owner, error: outcome.error ?? "", delay: retry)
        } else if row.kind == .notices, let person = row.actorID, let seen {
          // What was stored while this one was written and sent found it in the queue and asked for no other.
          let isAwaited = try !transaction.unseenNotices(of: person, in: row.threadID, after: seen, limit: 1).isEmpty
          if outcome == .sent || isAwaited {
            try transaction.pauseMail(row.id, owner: owner, since: seen)
          } else {
            try transaction.finishMail(row.id, owner: owner)
          }
        } else {
          try transaction.finishMail(row.id, owner: owner)
        }
      }
    }.value
    if case .failed(.unavailable) = outcome { return .unavailable }
    return .done(1)
  }

  enum Outcome: Sendable, Equatable {
    case sent
    /// There was nothing to say, or nobody to say it to.
    case needless
    case failed(MailError)

    var isRetried: Bool {
      switch self {
      case .sent, .needless, .failed(.refused), .failed(.unclean): false
      case .failed: true
      }
    }

    var word: String {
      switch self {
      case .sent: "sent"
      case .needless: "needless"
      case .failed(.refused), .failed(.unclean): "refused"
      case .failed(.deferred): "retry"
      case .failed(.unavailable): "unavailable"
      }
    }

    var error: String? { if case .failed(let error) = self { error.name } else { nil } }
  }

  private func count(_ outcome: String) {
    Counter(label: "scholion_mails_total", dimensions: [("outcome", outcome)]).increment()
  }

  /// Writes the mail of a row and sends it; what is younger than `seen` belongs to the next one of its thread.
  func send(_ row: MailRow) async throws -> (Outcome, seen: RowID?) {
    guard let person = row.actorID, let written = try await written(row, to: person) else { return (.needless, nil) }
    guard let letter = written.letter else { return (.needless, written.seen) }
    do {
      try await client.send(mail(row, letter, to: written.address))
      return (.sent, written.seen)
    } catch {
      return (.failed(error), written.seen)
    }
  }

  private struct Written: Sendable {
    /// Nil where there is nothing to say.
    var letter: Letter?
    var address: String
    /// The youngest notification that was looked at.
    var seen: RowID?
  }

  private func mail(_ row: MailRow, _ letter: Letter, to address: String) -> OutgoingMail {
    let (origin, name) = (instance.origin.text, settings.siteName)
    var mail = OutgoingMail(
      sender: settings.sender, senderName: name, recipient: address, subject: PlainLine.of(letter.subject, longest: 200),
      text: letter.text(siteName: name, origin: origin), html: letter.html(siteName: name, origin: origin))
    mail.fields = [
      ("Date", instance.store.now().httpDate.replacing("GMT", with: "+0000")),
      ("Message-ID", "<\(row.id).\(row.since)@\(client.relay.ownName)>"), ("Auto-Submitted", "auto-generated"),
    ]
    if let address = letter.unsubscribeAddress {
      mail.fields += [("List-Unsubscribe", "<\(address)>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    }
    return mail
  }

  private func written(_ row: MailRow, to person: RowID) async throws -> Written? {
    let writer = LetterWriter(instance: instance, settings: settings)
    switch row.kind {
    case .confirm: return try await letter(row, person, .confirm, path: "/confirm/") { writer.confirm($0, link: $1) }
    case .recover: return try await letter(row, person, .recover, path: "/recover/") { writer.recover($0, link: $1) }
    case .newAddress: return try await letter(row, person, .newAddress, path: "/confirm/") { writer.newAddress($0, link: $1) }
    case .addressChanged:
      guard let member = try await instance.store.read({ try $0.member(person) }), let address = row.address else { return nil }
      return Written(letter: writer.addressChanged(member), address: address)
    case .approved:
      guard let member = try await instance.store.read({ try $0.member(person) }), Self.isServed(member) else { return nil }
      return Written(letter: writer.approved(member), address: member.account.email)
    case .notices, .digest:
      return try await instance.store.read { transaction in
        guard let member = try transaction.member(person), Self.isServed(member), !member.account.isUnconfirmed else {
          return nil
        }
        let choice = try transaction.mailChoice(of: person)
        let address = member.account.email
        guard row.kind == .notices else {
          guard choice.digest != .off else { return nil }
          return Written(letter: try writer.digest(member, since: row.since, transaction), address: address)
        }
        let news = try transaction.unseenNotices(of: person, in: row.threadID, after: row.since, limit: 20)
        let letter = try writer.notices(
          news.filter { choice.takes($0.kind) }, in: row.threadID, to: member, transaction)
        return Written(letter: letter, address: address, seen: news.last?.id ?? row.since)
      }
    }
  }

  /// A letter with a link that works once; the token exists nowhere but in the mail.
  private func letter(
    _ row: MailRow, _ person: RowID, _ kind: MailTokenKind, path: String, _ write: @Sendable (Member, String) -> Letter
  ) async throws -> Written? {
    let token = try Random.token()
    let hash = Digest.sha256(Array(token.utf8))
    let found = try await instance.store.write { transaction -> (Member, String)? in
      guard let member = try transaction.member(person), Self.isServed(member) || member.account.state == .pending else {
        return nil
      }
      let address = row.address ?? member.account.email
      // Confirmed meanwhile; or somebody else's.
      if kind == .confirm, !member.account.isUnconfirmed { return nil }
      if kind == .newAddress, try transaction.member(email: address) != nil { return nil }
      try transaction.insertMailToken(
        hash: hash, of: person, kind, address: address, lifetime: Self.lifetimes[kind] ?? 3_600)
      return (member, address)
    }
    return found.map { member, address in
      Written(letter: write(member, instance.origin.text + path + token), address: address)
    }
  }

  private static func isServed(_ member: Member) -> Bool {
    member.account.state == .approved && member.actor.state == .active
  }
}
