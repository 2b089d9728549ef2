package import Domain
internal import SQL

/// What a mail is about.
package enum MailKind: String, Sendable, CaseIterable {
  /// Is this address yours?
  case confirm
  /// A new password.
  case recover
  /// Is this other address yours, too?
  case newAddress = "new_address"
  /// To the address that was the person's before.
  case addressChanged = "address_changed"
  /// A moderator let them in.
  case approved
  /// What happened in one thread.
  case notices
  /// What there is to read.
  case digest
}

/// A leased mail.
package struct MailRow: Sendable, Equatable {
  /// The row.
  package var id: RowID
  /// Whom it is to; nil for nobody: nothing is sent then.
  package var actorID: RowID?
  /// What it is about.
  package var kind: MailKind
  /// Where it goes, if not to the address of the account.
  package var address: String?
  /// The first post of the thread; 0 where there is none.
  package var threadID: RowID
  /// What is younger than this is told of.
  package var since: RowID
  /// How often it was leased, this lease included.
  package var attempts: Int
  /// When it was to be sent first.
  package var dueAt: Timestamp
  /// Whether somebody had leased it before and never said what came of it.
  package var isRescued: Bool

  static let columns = "id, actor_id, kind, address, thread_id, since, attempts, due_at, leased_until"

  init(_ row: SQLRow) throws {
    id = RowID(try row.integer(0))
    actorID = try row.optionalID(1)
    kind = try row.word(2)
    address = try row.optionalText(3)
    threadID = RowID(try row.integer(4))
    since = RowID(try row.integer(5))
    attempts = try row.count(6) + 1
    dueAt = try row.timestamp(7)
    isRescued = try row.integer(8) > 0
  }
}

/// What a link in a mail is for.
package enum MailTokenKind: String, Sendable, CaseIterable {
  case confirm, recover
  case newAddress = "new_address"
}

/// A link that works once.
package struct MailTokenRow: Sendable, Equatable {
  /// Whose it is.
  package var actorID: RowID
  /// The address that it was sent to.
  package var address: String
}

/// How often somebody wants to be told what there is to read.
package enum DigestRhythm: String, Sendable, CaseIterable {
  case off, daily, weekly

  /// From one to the next, in seconds; nil where there is none.
  package var seconds: Int64? {
    switch self {
    case .off: nil
    case .daily: 86_400
    case .weekly: 7 * 86_400
    }
  }
}

/// What a person wants to be told of by mail.
package struct MailChoice: Sendable, Equatable {
  /// Answers to what one wrote.
  package var replies = true
  package var mentions = true
  /// New versions and corrections of papers that one wrote about.
  package var papers = true
  package var digest = DigestRhythm.off

  package init() {}

  init(_ row: SQLRow) throws {
    replies = try row.bool(0)
    mentions = try row.bool(1)
    papers = try row.bool(2)
    digest = try row.word(3)
  }

  /// Whether that is among it.
  package func takes(_ kind: NotificationKind) -> Bool {
    switch kind {
    case .reply: replies
    case .mention: mentions
    case .paper: papers
    case .follow, .like, .dislike, .share, .signUp: false
    }
  }
}
