internal import Actors
internal import Domain
internal import Hummingbird
internal import Outbox
internal import Signatures
internal import Store

/// Signing in, out and up.
extension Site {
  func addAccounts(to routes: Routes) {
    _ =
      routes
      .get("/sign-in", use: page(signInForm))
      .post("/sign-in", use: form(signIn))
      .post("/sign-out", use: form(signOut))
      .get("/sign-up", use: page(signUpForm))
      .post("/sign-up", use: form(signUp))
      .get("/signin", use: page { _ in moved("/sign-in") })
      .get("/signup", use: page { _ in moved("/sign-up") })
  }

  @Sendable private func signInForm(_ visit: Visit) async throws -> Response {
    let back = visit.request.uri.queryParameters.get("return").flatMap { LocalPath($0) }
    if visit.viewer != nil { return seeOther(back?.text ?? "/") }
    return try render(signInPage(visit, returning: back?.text ?? ""), visit, hasForm: true)
  }

  private func signInPage(_ visit: Visit, name: String = "", problem: String? = nil, returning path: String) -> SignInPage {
    let field = FormField("name", value: name, problem: problem)
    return SignInPage(
      chrome: chrome(visit), head: PageHead(title: "Sign in", hidesFromSearch: true, hasProblems: problem != nil),
      problems: ProblemList(FormProblem.list(field)), name: field, password: FormField("password"), returnPath: path,
      recoverAddress: settings.sendsMail ? "/recover" : nil)
  }

  @Sendable private func signIn(_ visit: Visit, _ form: FormBody) async throws -> Response {
    let back = LocalPath(form["return"])
    let member = try await member(form["name"])
    try countSignIn(for: member?.actor.uri.text ?? form["name"])
    let isRight = try await Passwords.verify(form["password"], member?.account.passwordHash)
    guard let member, isRight, form["password"].utf8.count <= PasswordHash.longest else {
      let page = signInPage(
        visit, name: form["name"], problem: "Name and password do not belong together.", returning: back?.text ?? "")
      return try render(page, visit, status: .unprocessableContent, hasForm: true)
    }
    switch (member.account.state, member.actor.state) {
    case (.pending, _): return try render(pendingPage(member, visit), visit, status: .forbidden)
    case (.approved, .active): break
    case (.suspended, _) where member.account.approvedAt == nil:
      var page = pendingPage(member, visit)
      page.isRefused = true
      return try render(page, visit, status: .forbidden)
    default:
      let page = signInPage(
        visit, name: form["name"], problem: "This account is suspended. Whoever runs this server can tell you why.",
        returning: back?.text ?? "")
      return try render(page, visit, status: .forbidden, hasForm: true)
    }
    if PasswordHash.needsRehash(member.account.passwordHash) {
      let hash = try await Passwords.hash(form["password"])
      try await store.write { try $0.renewPasswordHash(of: member.actor.id, hash: hash) }
    }
    return try await openSession(for: member.actor, visit, path: back?.text ?? "/")
  }

  /// Refuses one try too many for one account, whoever tries; a name that nobody has is counted alike.
  private func countSignIn(for account: String) throws {
    try countTry(settings.signIns, for: account, rule: "sign_in_account", "Too many tries for this account")
  }

  /// By name, `@name`, `@name@here` or e-mail address.
  private func member(_ input: String) async throws -> Member? {
    let text = input.filter { !$0.isWhitespace }
    guard text.utf8.count <= 320 else { return nil }
    let bare = (text.hasPrefix("@") ? text.dropFirst() : text[...]).lowercased()
    return try await store.read { transaction in
      if !bare.utf8.contains(UInt8(ascii: "@")) { return try transaction.member(named: bare) }
      if let member = try transaction.member(email: bare) { return member }
      guard let handle = try? Handle(parsing: bare), handle.host.utf8.elementsEqual(origin.authority.utf8) else { return nil }
      return try transaction.member(named: handle.name)
    }
  }

  /// A new session under a new id; the one the browser had ends.
  func openSession(for actor: ActorRow, _ visit: Visit, path: String) async throws -> Response {
    let token = try Random.token()
    let old = visit.session.map { Digest.sha256(Array($0.token.utf8)) }
    try await store.write { transaction in
      if let old { try transaction.deleteSession(tokenHash: old) }
      try transaction.insertSession(
        of: actor.id, tokenHash: Digest.sha256(Array(token.utf8)), lifetime: Self.sessionSeconds * 1_000)
    }
    return seeOther(path, cookies: [sessionCookie(token), endedCookie("form")])
  }

  @Sendable private func signOut(_ visit: Visit, _ form: FormBody) async throws -> Response {
    if let session = visit.session {
      let hash = Digest.sha256(Array(session.token.utf8))
      try await store.write { try $0.deleteSession(tokenHash: hash) }
    }
    return seeOther("/", cookies: [endedCookie("session")])
  }

  func pendingPage(_ member: Member, _ visit: Visit) -> PendingPage {
    PendingPage(
      chrome: chrome(visit), head: PageHead(title: "Waiting for approval", hidesFromSearch: true), name: member.actor.name,
      requested: ViewMaker(self, visit).moment(member.account.createdAt), contact: contact,
      asksConfirmation: settings.sendsMail && member.account.isUnconfirmed)
  }
}
