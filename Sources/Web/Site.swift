internal import Actors
internal import Catalog
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Outbox
internal import Store

/// What every handler works with.
struct Site: Sendable {
  let instance: Instance
  let publisher: Publisher
  let remotes: RemoteActors
  let settings: WebSettings
  let pages: PageRenderer
  let assets: SiteAssets
  /// Who is asked about papers; nil where nobody is.
  let sources: PaperSources?
  /// Counts looks at pages.
  let tally: ViewTally
  /// Where pictures are; nil where none are taken or shown.
  let images: MediaRoom?
  let figures = FigureCache()
  let similar = SimilarPapers()
  let siteMapParts = SiteMapParts()

  var store: Store { instance.store }
  var origin: Origin { instance.origin }

  /// Entries of one page of a list.
  static let pageSize = 20
}

/// Why a handler gives no page of its own; the one error type of this room.
enum WebError: Error, Equatable {
  /// Not there, or not for who asks: one answer for both.
  case notFound
  /// It was here and was deleted.
  case gone
  /// Somebody must be signed in.
  case signInFirst
  /// Whoever is signed in has to confirm the address first.
  case confirmFirst
  /// The form did not come from a page of ours, or its page is too old.
  case forgedForm
  /// The body is not a form, or breaks its limits.
  case badForm
  /// A template could not be rendered.
  case brokenTemplate(String)
}

typealias Handler = @Sendable (Request, PeerAddressContext) async throws -> Response

extension Site {
  /// A handler of pages.
  func page(_ handler: @escaping @Sendable (Visit) async throws -> Response) -> Handler {
    { request, context in
      let visit = try await visit(request, context)
      return try await answer(visit) { try await handler(visit) }
    }
  }

  /// A handler of forms: the body is read under a limit, and the form must come from a page of ours.
  func form(_ handler: @escaping @Sendable (Visit, FormBody) async throws -> Response) -> Handler {
    { request, context in
      let visit = try await visit(request, context)
      return try await answer(visit) {
        let form = try await FormBody(of: request)
        guard isOwn(form, visit) else { throw WebError.forgedForm }
        return try await handler(visit, form)
      }
    }
  }

  /// A handler of forms for those who are signed in.
  ///
  /// - Parameter isAboutAccount: whether it is for those, too, whose address waits for being confirmed
  func memberForm(
    isAboutAccount: Bool = false, _ handler: @escaping @Sendable (Visit, ActorRow, FormBody) async throws -> Response
  ) -> Handler {
    form { visit, form in
      guard let viewer = visit.viewer else { throw WebError.signInFirst }
      if !isAboutAccount { try checkConfirmed(visit) }
      return try await handler(visit, viewer, form)
    }
  }

  /// A handler of forms with files for those who are signed in; of anybody else no more is read than a form without files may have.
  func memberUpload(
    atMost bytes: Int, _ handler: @escaping @Sendable (Visit, ActorRow, FormBody) async throws -> Response
  ) -> Handler {
    { request, context in
      let visit = try await visit(request, context)
      return try await answer(visit) {
        let form = try await FormBody(of: request, maximumUpload: visit.viewer == nil ? FormBody.maximumBytes : bytes)
        guard isOwn(form, visit) else { throw WebError.forgedForm }
        guard let viewer = visit.viewer else { throw WebError.signInFirst }
        try checkConfirmed(visit)
        return try await handler(visit, viewer, form)
      }
    }
  }

  /// A handler of pages for those who are signed in.
  ///
  /// - Parameter isForWriting: whether it is only for those whose address is confirmed, so that nobody types in vain
  func memberPage(
    isForWriting: Bool = false, _ handler: @escaping @Sendable (Visit, ActorRow) async throws -> Response
  ) -> Handler {
    page { visit in
      guard let viewer = visit.viewer else { throw WebError.signInFirst }
      if isForWriting { try checkConfirmed(visit) }
      return try await handler(visit, viewer)
    }
  }

  /// While no mail goes out, nobody is asked to confirm anything.
  private func checkConfirmed(_ visit: Visit) throws(WebError) {
    if settings.sendsMail, visit.session?.member.account.isUnconfirmed ?? false { throw .confirmFirst }
  }

  private func answer(_ visit: Visit, _ body: () async throws -> Response) async throws -> Response {
    do {
      return try await body()
    } catch let error as WebError {
      return try answer(visit, error)
    } catch PublishError.notFound {
      return try answer(visit, .notFound)
    } catch PublishError.busy {
      throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "5"], message: PublishError.busy.message)
    }
  }

  private func answer(_ visit: Visit, _ error: WebError) throws -> Response {
    switch error {
    case .notFound: try notFound(visit)
    case .gone:
      try self.error(
        visit, .gone, heading: "This was deleted",
        explanation: "Its author took it back. Other servers were asked to delete theirs.")
    case .signInFirst:
      visit.request.method == .post ? seeOther("/sign-in") : seeOther(signInAddress(visit))
    case .confirmFirst: try confirmFirst(visit)
    case .forgedForm:
      try self.error(
        visit, .forbidden, heading: "This form was not accepted",
        explanation:
          "It did not come from a page of this site, or the page was opened before you signed in. Go back, load it again, "
          + "and send it once more. Nothing was changed.")
    case .badForm:
      try self.error(
        visit, .badRequest, heading: "This form cannot be read", explanation: "What arrived is not a form of this site.")
    case .brokenTemplate: throw error
    }
  }

  /// The page of what does not exist, the same to the byte for what may not be seen.
  func notFound(_ visit: Visit) throws -> Response {
    try error(
      visit, .notFound, heading: "There is no such page", explanation: "It may never have been, or it is not for you to see.",
      suggestions: [LinkView(label: "Recent summaries", address: "/"), LinkView(label: "Papers", address: "/papers")])
  }

  func error(
    _ visit: Visit, _ status: HTTPResponse.Status, heading: String, explanation: String, suggestions: [LinkView] = []
  ) throws -> Response {
    var chrome = chrome(visit)
    // The way back would tell one address from another.
    chrome.signInAddress = "/sign-in"
    return try render(
      ErrorPage(
        chrome: chrome, head: PageHead(title: heading, hidesFromSearch: true), status: "\(status.code)", heading: heading,
        explanation: explanation, suggestions: suggestions),
      visit, status: status)
  }
}
