internal import Actors
internal import Catalog
internal import Domain
internal import Hummingbird
internal import Outbox
internal import Store

/// One's own profile and password.
extension Site {
  func addSettings(to routes: Routes) {
    _ =
      routes
      .get("/settings", use: memberPage(settingsPage))
      .get("/settings/profile", use: memberPage(settingsPage))
      .post("/settings/profile", use: memberForm(changeProfile))
      .get("/settings/writing", use: memberPage(settingsPage))
      .post("/settings/writing", use: memberForm(changeWriting))
      .get("/settings/password", use: memberPage(settingsPage))
      .post("/settings/password", use: memberForm(isAboutAccount: true, changePassword))
  }

  @Sendable private func settingsPage(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let orcid = try await store.read { try $0.orcid(of: viewer.id) }
    return try render(settingsPage(visit, viewer, orcid: FormField("orcid", value: orcid ?? "")), visit)
  }

  private func settingsPage(
    _ visit: Visit, _ viewer: ActorRow, orcid: FormField, name: FormField? = nil, bio: FormField? = nil,
    current: FormField? = nil, new: FormField? = nil
  ) -> SettingsPage {
    let name = name ?? FormField("display_name", value: viewer.displayName)
    let bio = bio ?? FormField("bio", value: viewer.bioSource)
    let current = current ?? FormField("current")
    let new = new ?? FormField("new")
    let problems = ProblemList(FormProblem.list(name, bio, orcid, current, new))
    var page = SettingsPage(
      chrome: chrome(visit), head: PageHead(title: "Settings", hidesFromSearch: true, hasProblems: problems != nil),
      problems: problems, person: ViewMaker(self, visit).person(viewer), displayName: name, bio: bio, orcid: orcid,
      currentPassword: current, newPassword: new, mailAddress: settings.sendsMail ? "/settings/mail" : nil)
    page.licences = ChoiceView.licences(visit.usualLicence, offersNone: false)
    return page
  }

  /// What new summaries start with.
  @Sendable private func changeWriting(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    guard let licence = Licence(rawValue: form["licence"]) else { throw WebError.badForm }
    try await store.write { try $0.setLicence(of: viewer.id, licence) }
    return seeOther("/settings?done=writing")
  }

  @Sendable private func changeProfile(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let draft = ProfileDraft(displayName: form["display_name"], biography: form["bio"])
    var problems: [DomainError.Field: String] = [:]
    _ = problems.noting { () throws(DomainError) in try draft.validated() }
    let orcid = form["orcid"].utf8.contains { $0 > 0x20 } ? ORCID.read(form["orcid"]) : nil
    let isWrong = orcid == nil && form["orcid"].utf8.contains { $0 > 0x20 }
    if problems.isEmpty, !isWrong {
      do {
        try await publisher.updateProfile(draft, of: viewer)
        try await store.write { try $0.setORCID(of: viewer.id, orcid) }
        return seeOther("/settings?done=profile")
      } catch let error as PublishError {
        problems[.biography] = error.message
      }
    }
    let page = settingsPage(
      visit, viewer,
      orcid: form.field("orcid", problem: isWrong ? "This is no ORCID iD: 16 digits, of which the last may be X." : nil),
      name: form.field("display_name", problem: problems[.displayName]),
      bio: form.field("bio", problem: problems[.biography]))
    return try render(page, visit, status: .unprocessableContent)
  }

  /// Needs the current password; every other session and every token ends.
  @Sendable private func changePassword(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    var current = FormField("current")
    let password = form["new"]
    let new = FormField("new", problem: Self.problem(ofPassword: password))
    if try await !Passwords.verify(form["current"], visit.session?.member.account.passwordHash) {
      current.problem = "This is not your password."
    }
    guard current.problem == nil, new.problem == nil else {
      let orcid = try await store.read { try $0.orcid(of: viewer.id) }
      let page = settingsPage(visit, viewer, orcid: FormField("orcid", value: orcid ?? ""), current: current, new: new)
      return try render(page, visit, status: .unprocessableContent)
    }
    let hash = try await Passwords.hash(password)
    try await store.write { try $0.setPassword(of: viewer.id, hash: hash) }
    return try await openSession(for: viewer, visit, path: "/settings?done=password")
  }
}
