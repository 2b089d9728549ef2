internal import Actors
internal import Domain
internal import Hummingbird
internal import Outbox
internal import Signatures
internal import Store

/// Asking for an account.
extension Site {
  @Sendable func signUpForm(_ visit: Visit) async throws -> Response {
    if visit.viewer != nil { return seeOther("/") }
    return try render(signUpPage(nil, [:], visit), visit, hasForm: true)
  }

  @Sendable func signUp(_ visit: Visit, _ form: FormBody) async throws -> Response {
    guard settings.registration != .closed else {
      return try render(signUpPage(nil, [:], visit), visit, status: .forbidden, hasForm: true)
    }
    var problems = Self.problems(of: form, asksReason: settings.registration == .approval)
    guard problems.isEmpty else { return try refused(form, problems, visit) }
    var draft = PersonDraft(name: form["name"], email: form["email"], password: form["password"])
    draft.reason = form["reason"]
    draft.confirmsAddress = settings.sendsMail
    draft.state = settings.registration == .approval ? .pending : .approved
    let invite = settings.registration == .invite ? Digest.sha256(Array(form["invite"].filter { !$0.isWhitespace }.utf8)) : nil
    do {
      let member = try await publisher.createPerson(draft, inviteHash: invite)
      guard member.account.state == .approved else { return try render(pendingPage(member, visit), visit) }
      return try await openSession(for: member.actor, visit, path: settings.sendsMail ? "/?done=joined" : "/")
    } catch let error as PublishError {
      switch error {
      case .taken(let sentence):
        let isName = try await store.read { try $0.localActor(named: form["name"]) != nil }
        problems[isName ? "name" : "email"] = sentence
      default: problems[invite == nil ? "name" : "invite"] = error.message
      }
      return try refused(form, problems, visit)
    }
  }

  /// What is wrong, by field, as far as the fields alone tell.
  private static func problems(of form: FormBody, asksReason: Bool) -> [String: String] {
    var problems: [String: String] = [:]
    do throws(DomainError) {
      if try ActorName(form["name"]).isReserved { problems["name"] = "The name \(form["name"]) is not free." }
    } catch {
      problems["name"] = error.message
    }
    do throws(PublishError) {
      _ = try EmailAddress(parsing: form["email"])
    } catch {
      problems["email"] = error.message
    }
    problems["password"] = problem(ofPassword: form["password"])
    if form["reason"].utf8.count > 2_000 { problems["reason"] = "The reason is too long." }
    if asksReason, !form["reason"].utf8.contains(where: { $0 > 0x20 }) {
      problems["reason"] = "Write a sentence; a person reads it."
    }
    return problems
  }

  /// What is wrong about a new password; nil when nothing is.
  static func problem(ofPassword password: String) -> String? {
    guard password.utf8.count > 256 || password.count < Publisher.shortestPassword else { return nil }
    return "The password needs \(Publisher.shortestPassword) characters or more, and at most 256 bytes."
  }

  private func refused(_ form: FormBody, _ problems: [String: String], _ visit: Visit) throws -> Response {
    try render(signUpPage(form, problems, visit), visit, status: .unprocessableContent, hasForm: true)
  }

  private func signUpPage(_ form: FormBody?, _ problems: [String: String], _ visit: Visit) -> SignUpPage {
    func field(_ name: String) -> FormField {
      FormField(name, value: name == "password" ? "" : form?[name] ?? "", problem: problems[name])
    }
    let (name, email, password) = (field("name"), field("email"), field("password"))
    let (reason, invite) = (field("reason"), field("invite"))
    var page = SignUpPage(
      chrome: chrome(visit), head: PageHead(title: "Join", hidesFromSearch: true, hasProblems: !problems.isEmpty),
      problems: ProblemList(FormProblem.list(name, email, password, reason, invite)), name: name, email: email,
      password: password, reason: reason, asksReason: settings.registration == .approval, invite: invite)
    page.asksInvite = settings.registration == .invite
    page.isClosed = settings.registration == .closed
    return page
  }
}
