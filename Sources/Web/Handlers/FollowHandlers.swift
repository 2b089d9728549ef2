internal import Actors
internal import Domain
internal import Forms
internal import Hummingbird
internal import Outbox
internal import Store

/// Following from here, and the way home for those whose account is elsewhere.
extension Site {
  func addFollowing(to routes: Routes) {
    _ =
      routes
      .get("/follow", use: memberPage(followForm))
      .post("/follow", use: memberForm(lookUp))
      .post("/follow/{id}", use: memberForm(follow))
      .get("/elsewhere/{id}", use: page { visit in try await fromElsewhere(visit) })
      .post("/elsewhere/{id}", use: form { visit, form in try await fromElsewhere(visit, form) })
      .get("/authorize_interaction", use: page(interaction))
  }

  @Sendable private func followForm(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let handle = visit.request.uri.queryParameters.get("handle") ?? ""
    return try render(
      FollowPage(
        chrome: chrome(visit), head: PageHead(title: "Follow", hidesFromSearch: true), handle: FormField("handle", value: handle)),
      visit)
  }

  /// Finds whom a handle or an address names and shows the button.
  @Sendable private func lookUp(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    var field = form.field("handle")
    var card: PersonCard?
    switch try await find(form["handle"], visit) {
    case .actor(let actor):
      let views = ViewMaker(self, visit)
      card = try await store.read { try views.card(actor, in: $0) }
    case .page(let path): return seeOther(path)
    case .nothing(let sentence): field.problem = sentence
    }
    return try render(
      FollowPage(
        chrome: chrome(visit), head: PageHead(title: "Follow", hidesFromSearch: true, hasProblems: field.problem != nil),
        problems: ProblemList(FormProblem.list(field)), handle: field, found: card),
      visit, status: field.problem == nil ? .ok : .unprocessableContent)
  }

  @Sendable private func follow(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let id = try visit.id("id")
    let found = try await store.read { transaction -> ActorRow? in
      try transaction.actor(id).flatMap { try transaction.isPresent($0) ? $0 : nil }
    }
    guard let target = found else { throw WebError.notFound }
    let views = ViewMaker(self, visit)
    var notice = Notice.unfollowed
    do {
      if form["follow"].utf8.elementsEqual("1".utf8) {
        try await publisher.follow(target, by: viewer)
        let state = try await store.read { try $0.follow(from: viewer.id, to: target.id)?.state }
        notice = state == .accepted ? .followed : .requested
      } else {
        try await publisher.unfollow(target, by: viewer)
      }
    } catch PublishError.invalid(let sentence) {
      return try error(visit, .unprocessableContent, heading: "This cannot be done", explanation: sentence)
    }
    let back = visit.cameFrom(origin).flatMap { $0.text.hasPrefix("/follow") ? nil : $0 } ?? LocalPath(views.address(target))
    return seeOther(back?.with(notice: notice) ?? "/home")
  }

  /// A visitor's handle becomes a link to their own server; nothing is asked of anybody for it.
  private func fromElsewhere(_ visit: Visit, _ form: FormBody? = nil) async throws -> Response {
    let id = try visit.id("id")
    let found = try await store.read { transaction -> ActorRow? in
      try transaction.actor(id).flatMap { try transaction.isPresent($0) ? $0 : nil }
    }
    guard let actor = found, actor.kind != .instance else { throw WebError.notFound }
    let views = ViewMaker(self, visit)
    var field = form?.field("handle") ?? FormField("handle")
    let name = views.person(actor).name
    var page = FromElsewherePage(
      chrome: chrome(visit), head: PageHead(title: "Follow \(name) from your server", hidesFromSearch: true),
      subject: LinkView(label: name, address: views.address(actor)), copyText: views.handle(actor),
      action: "/elsewhere/\(actor.id)", handle: field)
    if let form {
      do throws(DomainError) {
        let home = try Handle(parsing: form["handle"])
        let scheme = origin.isSecure || !instance.allowsPrivatePeers ? "https" : "http"
        page.continueAddress =
          "\(scheme)://\(home.host)/authorize_interaction?uri=" + PercentCoding.encoded("acct:\(actor.name)@\(actor.host)")
        page.continueHost = home.host
      } catch {
        field.problem = error.message
      }
    }
    page.handle = field
    page.problems = ProblemList(FormProblem.list(field))
    page.head.hasProblems = field.problem != nil
    return try render(page, visit, status: field.problem == nil ? .ok : .unprocessableContent, hasForm: true)
  }
}
