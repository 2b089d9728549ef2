internal import Actors
internal import Domain
internal import Hummingbird
internal import Mail
internal import Store

/// Links of mails that confirm an address, and those that end a kind of mail.
///
/// Looking at a link does nothing: programs that look into mails do that.
extension Site {
  func addConfirmation(to routes: Routes) {
    _ =
      routes
      .post("/confirm", use: memberForm(isAboutAccount: true, sendAgain))
      .get("/confirm/{token}", use: page(confirmForm))
      .post("/confirm/{token}", use: form(confirm))
      .get("/unsubscribe/{token}", use: page(unsubscribeForm))
      .post("/unsubscribe/{token}", use: unsubscribe)
  }

  /// Told to whoever wants to write too early.
  func confirmFirst(_ visit: Visit) throws -> Response {
    var page = step(
      visit, "Confirm your address first",
      "We sent a link to \(visit.session?.member.account.email ?? "your address"). Once you have confirmed it, you can write, vote "
        + "and follow.")
    page.action = "/confirm"
    page.verb = "Send the link again"
    page.link = LinkView(label: "Give another address", address: "/settings/mail")
    return try render(page, visit, status: .forbidden)
  }

  @Sendable private func sendAgain(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    guard settings.sendsMail else { throw WebError.notFound }
    guard visit.session?.member.account.isUnconfirmed ?? false else { return seeOther("/settings/mail") }
    try countMailRequest(for: viewer.uri.text)
    try await store.write { try $0.queueMail(.confirm, to: viewer.id) }
    return seeOther("/settings/mail?done=resent")
  }

  @Sendable private func confirmForm(_ visit: Visit) async throws -> Response {
    guard let token = mailToken(visit) else { return try deadLink(visit) }
    let row = try await store.read { try $0.mailToken(hash: token.hash, .confirm) ?? $0.mailToken(hash: token.hash, .newAddress) }
    guard let row else { return try deadLink(visit) }
    var page = step(visit, "Confirm your address", "Is \(row.address) yours?")
    page.action = "/confirm/\(token.text)"
    page.verb = "Yes, it is mine"
    return untold(try render(page, visit, hasForm: true))
  }

  private enum Confirmation { case done, taken, dead }

  @Sendable private func confirm(_ visit: Visit, _ form: FormBody) async throws -> Response {
    guard let token = mailToken(visit) else { return try deadLink(visit) }
    let outcome = try await store.write { transaction -> Confirmation in
      guard let (kind, row) = try transaction.useMailToken(hash: token.hash, .confirm, .newAddress),
        let member = try transaction.member(row.actorID)
      else { return .dead }
      guard kind == .newAddress else { return try transaction.confirmAddress(row.address, of: row.actorID) ? .done : .dead }
      do {
        try transaction.setAddress(row.address, of: row.actorID)
      } catch StoreError.emailTaken {
        return .taken
      }
      // An address that was never confirmed may be anybody's.
      if !member.account.isUnconfirmed {
        try transaction.queueMail(.addressChanged, to: row.actorID, address: member.account.email)
      }
      return .done
    }
    switch outcome {
    case .done: return seeOther(visit.viewer == nil ? "/sign-in?done=confirmed" : "/?done=confirmed")
    case .dead: return try deadLink(visit)
    case .taken:
      let page = step(visit, "This address cannot be used", "Another account has it by now. Yours keeps the address it had.")
      return untold(try render(page, visit, status: .conflict))
    }
  }

  // MARK: no more of them

  @Sendable private func unsubscribeForm(_ visit: Visit) async throws -> Response {
    guard let text = visit.parameters.get("token"), let token = UnsubscribeToken(parsing: text, keys: instance.keys) else {
      return try unknownUnsubscribing(visit)
    }
    var page = step(visit, "No more mails like this?", "You will get no more mails \(token.topic.words).")
    page.action = "/unsubscribe/\(text)"
    page.verb = "No more of them"
    page.link = LinkView(label: "Choose what you are told of", address: "/settings/mail")
    return untold(try render(page, visit, hasForm: true))
  }

  /// Takes what a mail program sends by itself (RFC 8058), too: the address is the authority, so no page of ours need be behind it.
  @Sendable private func unsubscribe(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    let visit = try await visit(request, context)
    guard let text = visit.parameters.get("token"), let token = UnsubscribeToken(parsing: text, keys: instance.keys) else {
      return try unknownUnsubscribing(visit)
    }
    try await store.write { transaction in
      guard try transaction.member(token.person) != nil else { return }
      var choice = try transaction.mailChoice(of: token.person)
      choice.end(token.topic)
      try transaction.setMailChoice(choice, of: token.person)
    }
    var page = step(visit, "Done", "You get no more mails \(token.topic.words).")
    page.link = LinkView(label: "Choose what you are told of", address: "/settings/mail")
    return untold(try render(page, visit))
  }

  private func unknownUnsubscribing(_ visit: Visit) throws -> Response {
    var page = step(
      visit, "This link is none of ours", "Part of it may be missing. Signed in, you can choose what you are told of.")
    page.link = LinkView(label: "Choose what you are told of", address: "/settings/mail")
    return untold(try render(page, visit, status: .forbidden))
  }
}

extension MailTopic {
  /// Behind "mails".
  fileprivate var words: String {
    switch self {
    case .replies: "about answers to what you wrote"
    case .mentions: "that tell you who mentions you"
    case .papers: "about news of papers that you wrote about"
    case .notices: "about answers, mentions and news of papers"
    case .digest: "about what there is to read"
    }
  }
}

extension MailChoice {
  /// Takes one topic out.
  fileprivate mutating func end(_ topic: MailTopic) {
    if topic == .replies || topic == .notices { replies = false }
    if topic == .mentions || topic == .notices { mentions = false }
    if topic == .papers || topic == .notices { papers = false }
    if topic == .digest { digest = .off }
  }
}
