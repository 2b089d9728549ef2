internal import Actors
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Store

/// Looks are counted as pages are shown, and shown to those whose summaries they are.
extension Site {
  /// Counts a look at a page that was shown, unless a browser only fetched it ahead.
  func count(_ kind: ViewedPage.Kind, _ subject: RowID, _ visit: Visit) {
    let headers = visit.request.headers
    let purposes = ["Sec-Purpose", "Purpose", "X-Moz"].compactMap { HTTPField.Name($0).flatMap { headers[$0] } }
    guard visit.request.method == .get, purposes.isEmpty else { return }
    tally.look(
      at: ViewedPage(kind, subject, at: store.now()), from: visit.clientAddress, agent: headers[.userAgent] ?? "")
  }

  private static let shownDays = 30

  func views(_ visit: Visit) async throws -> Response {
    let (owner, chart) = try await ownViews(visit)
    let views = ViewMaker(self, visit)
    let chrome = chrome(visit)
    let week = chart.days.suffix(7).reduce(0) { $0 + $1.all }
    let page = try await store.read { transaction in
      ViewsPage(
        chrome: chrome, head: PageHead(title: "Views", hidesFromSearch: true), person: views.person(owner),
        tabs: try Self.tabs(owner, views, current: "Views", in: transaction), week: "\(week)",
        month: "\(chart.days.reduce(0) { $0 + $1.all })", chartAddress: views.address(owner) + "/views.svg",
        chartText: chart.sentence,
        days: chart.days.reversed().map { day in
          ViewsDay(
            date: views.moment(Timestamp(milliseconds: day.day * 86_400_000)), summaries: "\(day.summaries)",
            papers: "\(day.papers)")
        })
    }
    return try render(page, visit)
  }

  func viewChart(_ visit: Visit) async throws -> Response {
    let (_, chart) = try await ownViews(visit)
    return Response(
      status: .ok, headers: [.contentType: "image/svg+xml", .cacheControl: "private, no-store", .vary: "Cookie"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: chart.svg)))
  }

  /// The last days of the one who asks; to others there is nothing.
  private func ownViews(_ visit: Visit) async throws -> (ActorRow, ViewChart) {
    let owner = try await actor(visit)
    guard owner.id == visit.viewer?.id else { throw WebError.notFound }
    let today = ViewedPage.day(of: store.now())
    let first = today - Int64(Self.shownDays) + 1
    let known = try await store.read { try $0.views(ofSummariesBy: owner.id, since: first) }
    let days = Dictionary(known.map { ($0.day, $0) }) { first, _ in first }
    return (owner, ViewChart(days: (first...today).map { days[$0] ?? DayViews(day: $0) }))
  }
}
