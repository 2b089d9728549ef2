internal import Actors
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Markup
internal import Outbox
internal import Store

/// Summaries that only their writer sees, and the link that shows one to whoever is given it.
extension Site {
  func addPrivate(to routes: Routes) {
    _ =
      routes
      .get("/unseen", use: memberPage(unseen))
      .get("/private/{paper}", use: memberPage(ownPrivate))
      .post("/private/{paper}/link", use: memberForm(changeLink))
      .get("/private/{paper}/delete", use: memberPage(confirmPrivateDeletion))
      .post("/private/{paper}/delete", use: memberForm(deletePrivate))
      .get("/shared/{token}", use: page(shared))
  }

  @Sendable private func unseen(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let views = ViewMaker(self, visit)
    let (kept, last) = try await store.read { transaction in
      let rows = try transaction.privateSummaries(by: viewer.id, before: visit.before, limit: Self.pageSize + 1)
      let shown = rows.prefix(Self.pageSize)
      return (
        try shown.compactMap { row in
          try transaction.paper(row.paperID).map { paper in
            KeptView(
              address: "/private/\(paper.id)", about: views.line(paper), title: row.text.title,
              edited: views.moment(row.updatedAt), hasLink: row.hasLink)
          }
        }, rows.count > Self.pageSize ? shown.last?.paperID : nil
      )
    }
    var page = UnseenPage(
      chrome: chrome(visit), head: PageHead(title: "Only you see", hidesFromSearch: true), kept: kept,
      pager: Self.pager("/unseen", visit, last))
    if visit.before == nil { (page.pseudonyms, page.morePseudonyms) = try await pseudonyms(visit, viewer) }
    return try render(page, visit)
  }

  @Sendable private func ownPrivate(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    try render(try await privatePage(try visit.id("paper"), visit, viewer), visit)
  }

  @Sendable private func changeLink(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let paperID = try visit.id("paper")
    switch form["do"] {
    case "withdraw":
      try await publisher.withdrawLink(ofPrivateSummaryOf: paperID, by: viewer)
      return seeOther("/private/\(paperID)?done=\(Notice.withdrawn)")
    case "link":
      let link = try await publisher.shareLink(ofPrivateSummaryOf: paperID, by: viewer)
      // Told in this answer and never again: an address to go to would hold the secret.
      return try render(try await privatePage(paperID, visit, viewer, newLink: link), visit)
    default: throw WebError.badForm
    }
  }

  @Sendable private func confirmPrivateDeletion(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let (_, paper) = try await kept(try visit.id("paper"), by: viewer)
    return try render(
      ConfirmPage(
        chrome: chrome(visit), head: PageHead(title: "Delete?", hidesFromSearch: true),
        question: "Delete your private summary of \(paper.title)?",
        explanation: "Nobody else has it. Its link, if there is one, leads nowhere afterwards. This cannot be undone.",
        action: "/private/\(paper.id)/delete", verb: "Delete the summary", cancelAddress: "/private/\(paper.id)"),
      visit)
  }

  @Sendable private func deletePrivate(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let (_, paper) = try await kept(try visit.id("paper"), by: viewer)
    try await publisher.delete(privateSummaryOf: paper.id, by: viewer)
    return seeOther(ViewMaker(self, visit).address(paper) + "?done=\(Notice.erased)")
  }

  /// Whoever has the link reads, and leaves no address with it behind.
  @Sendable private func shared(_ visit: Visit) async throws -> Response {
    guard let (row, writer, paper) = try await publisher.privateSummary(linked: visit.parameters.get("token") ?? "") else {
      throw WebError.notFound
    }
    var page = privatePage(row, writer, paper, visit)
    // The way back from signing in would hold the secret.
    page.chrome.signInAddress = "/sign-in"
    var response = try render(page, visit)
    response.headers[.cacheControl] = "private, no-store"
    if let policy = HTTPField.Name("Referrer-Policy") { response.headers[policy] = "no-referrer" }
    if let robots = HTTPField.Name("X-Robots-Tag") { response.headers[robots] = "noindex, nofollow, noarchive" }
    return response
  }

  private func kept(_ paperID: RowID, by viewer: ActorRow) async throws -> (PrivateSummaryRow, PaperRow) {
    let found = try await store.read { transaction -> (PrivateSummaryRow, PaperRow)? in
      guard let row = try transaction.privateSummary(of: paperID, by: viewer.id), let paper = try transaction.paper(paperID)
      else {
        return nil
      }
      return (row, paper)
    }
    guard let found else { throw WebError.notFound }
    return found
  }

  private func privatePage(
    _ paperID: RowID, _ visit: Visit, _ viewer: ActorRow, newLink: String? = nil
  ) async throws -> PrivatePage {
    let (row, paper) = try await kept(paperID, by: viewer)
    var page = privatePage(row, viewer, paper, visit)
    page.desk = PrivateDesk(
      editAddress: "/write/\(paper.id)", deleteAddress: "/private/\(paper.id)/delete",
      linkAction: "/private/\(paper.id)/link", hasLink: row.hasLink, newLink: newLink)
    return page
  }

  private func privatePage(_ row: PrivateSummaryRow, _ writer: ActorRow, _ paper: PaperRow, _ visit: Visit) -> PrivatePage {
    let views = ViewMaker(self, visit)
    return PrivatePage(
      chrome: chrome(visit), head: PageHead(title: "A summary of \(paper.title)", hidesFromSearch: true),
      about: views.line(paper), title: row.text.title,
      tldrHTML: row.text.tldr.isEmpty ? nil : ViewMaker.paragraph(row.text.tldr),
      bodyHTML: TrustedHTML(sanitized: PageForms.scrolling(row.text.html)), language: row.text.language ?? "",
      writer: views.person(writer), edited: views.moment(row.updatedAt))
  }
}
