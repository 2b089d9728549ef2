internal import Actors
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Metrics
internal import Outbox
internal import Signatures
internal import Store

/// A new password by a link in a mail.
extension Site {
  func addRecovery(to routes: Routes) {
    _ =
      routes
      .get("/recover", use: page(recoverForm))
      .post("/recover", use: form(recover))
      .get("/recover/{token}", use: page(newPasswordForm))
      .post("/recover/{token}", use: form(setNewPassword))
  }

  @Sendable private func recoverForm(_ visit: Visit) async throws -> Response {
    guard settings.sendsMail else { throw WebError.notFound }
    return try render(recoverPage(visit, FormField("email")), visit, hasForm: true)
  }

  private func recoverPage(_ visit: Visit, _ email: FormField) -> RecoverPage {
    let problems = ProblemList(FormProblem.list(email))
    return RecoverPage(
      chrome: chrome(visit), head: PageHead(title: "A new password", hidesFromSearch: true, hasProblems: problems != nil),
      problems: problems, email: email)
  }

  /// One answer, and as much work, whether or not the address has an account: the mail is written later.
  @Sendable private func recover(_ visit: Visit, _ form: FormBody) async throws -> Response {
    guard settings.sendsMail else { throw WebError.notFound }
    let email: EmailAddress
    do throws(PublishError) {
      email = try EmailAddress(parsing: form["email"].filter { !$0.isWhitespace })
    } catch {
      let page = recoverPage(visit, form.field("email", problem: error.message))
      return try render(page, visit, status: .unprocessableContent, hasForm: true)
    }
    try countMailRequest(for: email.text)
    try await store.write { transaction in
      let member = try transaction.member(email: email.text)
      try transaction.queueMail(.recover, to: member?.actor.id)
    }
    let page = step(
      visit, "Look into your mail",
      "If \(email.text) has an account here, a link to choose a new password is on its way. It works for an hour.")
    return try render(page, visit)
  }

  /// Refuses one mail too many for one address, whoever asks and whether or not it has an account.
  func countMailRequest(for key: String) throws {
    try countTry(settings.mailRequests, for: key, rule: "mail_account", "Too many mails were asked for")
  }

  /// Refuses one try too many; `key` is counted whether or not it means anybody.
  func countTry(_ buckets: TokenBuckets?, for key: String, rule: String, _ sentence: String) throws {
    guard key.utf8.count <= 512, let wait = buckets?.take(key) else { return }
    Counter(label: "scholion_rate_limited_total", dimensions: [("rule", rule)]).increment()
    let seconds = wait.retryAfter
    throw HTTPError(
      .tooManyRequests, headers: [.retryAfter: String(seconds)], message: "\(sentence); try again in \(seconds) s")
  }

  @Sendable private func newPasswordForm(_ visit: Visit) async throws -> Response {
    guard let (name, token) = try await recovering(visit) else { return try deadLink(visit) }
    return untold(try render(newPasswordPage(visit, name, token, FormField("password")), visit, hasForm: true))
  }

  private func newPasswordPage(_ visit: Visit, _ name: String, _ token: String, _ password: FormField) -> NewPasswordPage {
    let problems = ProblemList(FormProblem.list(password))
    return NewPasswordPage(
      chrome: chrome(visit), head: PageHead(title: "A new password", hidesFromSearch: true, hasProblems: problems != nil),
      problems: problems, action: "/recover/\(token)", name: name, password: password)
  }

  /// Whose link it is, while it works.
  private func recovering(_ visit: Visit) async throws -> (name: String, token: String)? {
    guard let token = mailToken(visit) else { return nil }
    let name = try await store.read { transaction -> String? in
      guard let row = try transaction.mailToken(hash: token.hash, .recover) else { return nil }
      return try transaction.member(row.actorID)?.actor.name
    }
    return name.map { ($0, token.text) }
  }

  @Sendable private func setNewPassword(_ visit: Visit, _ form: FormBody) async throws -> Response {
    guard let (name, text) = try await recovering(visit), let token = mailToken(visit) else { return try deadLink(visit) }
    if let problem = Self.problem(ofPassword: form["password"]) {
      let page = newPasswordPage(visit, name, text, FormField("password", problem: problem))
      return untold(try render(page, visit, status: .unprocessableContent, hasForm: true))
    }
    let hash = try await Passwords.hash(form["password"])
    let isDone = try await store.write { transaction in
      guard let used = try transaction.useMailToken(hash: token.hash, .recover)?.token else { return false }
      // Whoever reads the mail of an address has it; a link sent to a former one changes nothing.
      guard try transaction.confirmAddress(used.address, of: used.actorID) else { return false }
      try transaction.setPassword(of: used.actorID, hash: hash)
      return true
    }
    return isDone ? seeOther("/sign-in?done=password") : try deadLink(visit)
  }

  // MARK: what all links of mails share

  /// The secret in the path, with its digest; nil where it has not the form of one.
  func mailToken(_ visit: Visit) -> (text: String, hash: [UInt8])? {
    guard settings.sendsMail, let text = visit.parameters.get("token"), text.utf8.count == 43, Base64.decodeURL(text) != nil
    else {
      return nil
    }
    return (text, Digest.sha256(Array(text.utf8)))
  }

  /// The address of the page is told to nobody.
  func untold(_ response: Response) -> Response {
    var response = response
    if let name = HTTPField.Name("Referrer-Policy") { response.headers[name] = "no-referrer" }
    return response
  }

  func step(_ visit: Visit, _ heading: String, _ lead: String) -> MailStepPage {
    MailStepPage(chrome: chrome(visit), head: PageHead(title: heading, hidesFromSearch: true), heading: heading, lead: lead)
  }

  /// One answer for links that were used, have run out, or never were.
  func deadLink(_ visit: Visit) throws -> Response {
    guard settings.sendsMail else { return try notFound(visit) }
    var page = step(visit, "This link works no longer", "It was used already, or it is too old. You can ask for another one.")
    page.link =
      visit.viewer == nil
      ? LinkView(label: "Sign in", address: "/sign-in") : LinkView(label: "Your settings", address: "/settings/mail")
    return untold(try render(page, visit, status: .gone))
  }
}
