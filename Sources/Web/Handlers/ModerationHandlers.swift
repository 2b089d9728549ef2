internal import Actors
internal import Domain
internal import Hummingbird
internal import Store

/// What moderators look after; for everybody else there is no such page.
extension Site {
  func addModeration(to routes: Routes) {
    _ =
      routes
      .get("/moderation", use: memberPage(moderation))
      .post("/moderation/{id}", use: memberForm(decide))
  }

  @Sendable private func moderation(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    try checkModerator(visit)
    let views = ViewMaker(self, visit)
    let chrome = chrome(visit)
    let page = try await store.read { transaction in
      let waiting = try transaction.members(in: .pending, limit: 200).map { member in
        WaitingView(
          person: views.person(member.actor), email: member.account.email,
          reason: member.account.reason.isEmpty ? nil : member.account.reason, requested: views.moment(member.account.createdAt),
          action: "/moderation/\(member.actor.id)")
      }
      let conflicts = try transaction.identifierConflicts().compactMap { conflict in
        ViewMaker.link(conflict.postURI).map {
          ConflictView(post: LinkView(label: $0, address: $0), identifiers: conflict.identifiers)
        }
      }
      return ModerationPage(
        chrome: chrome, head: PageHead(title: "Moderation", hidesFromSearch: true), waiting: waiting,
        blockedHosts: try transaction.peers().filter(\.peer.isBlocked).map(\.peer.host), conflicts: conflicts,
        proposals: try Self.proposals(views, in: transaction))
    }
    return try render(page, visit)
  }

  /// Only those who wait are decided upon here.
  @Sendable private func decide(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    try checkModerator(visit)
    let id = try visit.id("id")
    let state: AccountState
    switch form["do"] {
    case "approve": state = .approved
    case "decline": state = .suspended
    default: throw WebError.badForm
    }
    let tells = settings.sendsMail && state == .approved
    let isDone = try await store.write { transaction in
      guard let member = try transaction.member(id), member.account.state == .pending else { return false }
      try transaction.setAccountState(of: id, state)
      if tells { try transaction.queueMail(.approved, to: id) }
      return true
    }
    guard isDone else { throw WebError.notFound }
    return seeOther("/moderation?done=saved")
  }
}
