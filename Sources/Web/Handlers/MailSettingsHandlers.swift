internal import Actors
internal import Domain
internal import Hummingbird
internal import Outbox
internal import Store

/// What one is told of by mail, and at which address.
extension Site {
  func addMailSettings(to routes: Routes) {
    _ =
      routes
      .get("/settings/mail", use: memberPage(mailSettings))
      .post("/settings/mail", use: memberForm(isAboutAccount: true, changeMail))
      .post("/settings/mail/address", use: memberForm(isAboutAccount: true, changeAddress))
  }

  @Sendable private func mailSettings(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    try await render(mailSettingsPage(visit, viewer), visit)
  }

  private func mailSettingsPage(
    _ visit: Visit, _ viewer: ActorRow, address: FormField = FormField("address"), password: FormField = FormField("password")
  ) async throws -> MailSettingsPage {
    guard settings.sendsMail, let account = visit.session?.member.account else { throw WebError.notFound }
    let choice = try await store.read { try $0.mailChoice(of: viewer.id) }
    let problems = ProblemList(FormProblem.list(address, password))
    return MailSettingsPage(
      chrome: chrome(visit), head: PageHead(title: "E-mail", hidesFromSearch: true, hasProblems: problems != nil),
      problems: problems, address: account.email, isUnconfirmed: account.isUnconfirmed,
      kinds: [
        ChoiceView(value: "replies", label: "Answers to what you wrote", isChosen: choice.replies),
        ChoiceView(value: "mentions", label: "Somebody mentions you", isChosen: choice.mentions),
        ChoiceView(
          value: "papers", label: "News of papers you wrote about", explanation: "New versions, corrections and retractions.",
          isChosen: choice.papers),
      ],
      digests: [
        ChoiceView(value: "off", label: "Never", isChosen: choice.digest == .off),
        ChoiceView(value: "daily", label: "Every day", isChosen: choice.digest == .daily),
        ChoiceView(value: "weekly", label: "Every week", isChosen: choice.digest == .weekly),
      ], newAddress: address, password: password)
  }

  @Sendable private func changeMail(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    guard settings.sendsMail else { throw WebError.notFound }
    guard let digest = DigestRhythm(rawValue: form["digest"]) else { throw WebError.badForm }
    var choice = MailChoice()
    choice.replies = !form["replies"].isEmpty
    choice.mentions = !form["mentions"].isEmpty
    choice.papers = !form["papers"].isEmpty
    choice.digest = digest
    let finished = choice
    try await store.write { try $0.setMailChoice(finished, of: viewer.id) }
    return seeOther("/settings/mail?done=mail")
  }

  /// The account keeps its address until the new one is confirmed; whether somebody else has that is not told.
  @Sendable private func changeAddress(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    guard settings.sendsMail, let account = visit.session?.member.account else { throw WebError.notFound }
    var address = form.field("address")
    var password = FormField("password")
    var text = ""
    do throws(PublishError) {
      text = try EmailAddress(parsing: form["address"].filter { !$0.isWhitespace }).text
    } catch {
      address.problem = error.message
    }
    if text.utf8.elementsEqual(account.email.utf8) { address.problem = "This is your address already." }
    if try await !Passwords.verify(form["password"], account.passwordHash) { password.problem = "This is not your password." }
    guard address.problem == nil, password.problem == nil else {
      let page = try await mailSettingsPage(visit, viewer, address: address, password: password)
      return try render(page, visit, status: .unprocessableContent)
    }
    try countMailRequest(for: viewer.uri.text)
    let new = text
    try await store.write { try $0.queueMail(.newAddress, to: viewer.id, address: new) }
    return seeOther("/settings/mail?done=address")
  }
}
