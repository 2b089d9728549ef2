internal import Actors
internal import Domain
internal import Hummingbird
internal import Store

/// The front page in its three orders, narrowed to a field if wanted, and why something stands where it stands.
extension Site {
  func addRankings(to routes: Routes) {
    _ =
      routes
      .get(
        "/",
        use: page { visit in
          if let path = Self.oldFrontPage(visit) { return moved(path) }
          return try await summaries(by: .popular, visit)
        }
      )
      .get("/recent", use: page { try await summaries(by: .recent, $0) })
      .get("/best", use: page { try await summaries(by: .best, $0) })
      .get("/why/{id}", use: page(why))
  }

  private func summaries(by order: SummaryOrder, _ visit: Visit) async throws -> Response {
    let named = visit.request.uri.queryParameters.get("field")
    let field = named.flatMap { Field(rawValue: $0) }
    guard named == nil || field != nil else { throw WebError.notFound }
    let views = ViewMaker(self, visit)
    let (cards, last) = try await store.read { transaction in
      let rows = try transaction.summaries(by: order, field: field, after: visit.before, limit: Self.pageSize + 1)
      return try (rows.prefix(Self.pageSize).compactMap { try views.card($0, in: transaction, isRanked: true) }, Self.last(rows))
    }
    let path = Self.path(order, field)
    let heading = [order.label, "summaries", field.map { "in \($0.label.lowercased())" }].compactMap(\.self)
      .joined(separator: " ")
    var page = HomePage(
      chrome: chrome(visit),
      head: PageHead(
        title: heading, description: "Readers’ notes on scientific papers, from this server and its peers.",
        canonical: visit.before == nil ? instance.addresses.url(path) : nil
      ).with(feeds: field.map { "/field/\($0.rawValue)" } ?? ""),
      welcomes: visit.viewer == nil && visit.before == nil && field == nil && order == .popular, heading: heading,
      orderings: SummaryOrder.allCases.map { other in
        NavigationLink(label: other.label, address: Self.path(other, field), isCurrent: other == order)
      }, cards: cards, pager: Self.pager(path, visit, last))
    page.fields =
      [NavigationLink(label: "All fields", address: Self.path(order, nil), isCurrent: field == nil)]
      + Field.allCases.map { NavigationLink(label: $0.label, address: Self.path(order, $0), isCurrent: $0 == field) }
    return try render(page, visit)
  }

  private static func path(_ order: SummaryOrder, _ field: Field?) -> String {
    let path = order == .popular ? "/" : "/\(order.rawValue)"
    return field.map { "\(path)?field=\($0.rawValue)" } ?? path
  }

  @Sendable private func why(_ visit: Visit) async throws -> Response {
    let id = try visit.id("id")
    let views = ViewMaker(self, visit)
    let found = try await store.read { transaction -> (AuthoredPost, PaperRow)? in
      guard let seen = try transaction.post(id, seenBy: visit.viewer?.id), seen.post.kind == .summary,
        seen.post.visibility == .public, let paper = try seen.post.paperID.flatMap({ try transaction.paper($0) })
      else { return nil }
      return (seen, paper)
    }
    guard let (seen, paper) = found else { throw WebError.notFound }
    let post = seen.post
    let now = store.now()
    let rank = PostRank(likes: post.likes + post.importedScore, dislikes: post.dislikes, publishedAt: min(post.publishedAt, now))
    let days = Double(max(0, now.milliseconds - post.publishedAt.milliseconds)) / 86_400_000
    let weight = rank.popular - Double(min(post.publishedAt, now).milliseconds) / PostRank.halfLife
    return try render(
      WhyPage(
        chrome: chrome(visit),
        head: PageHead(title: "Why here? \(views.person(seen.author).name) on \(paper.title)", hidesFromSearch: true),
        address: views.address(post, by: seen.author),
        paper: views.line(paper),
        votes: "\(post.likes) up, \(post.dislikes) down"
          + (post.importedScore == 0 ? "" : ", \(post.importedScore) brought along"), best: Self.decimal(rank.best, 3),
        age: days < 2 ? "\(Self.decimal(days * 24, 0)) hours" : "\(Self.decimal(days, 1)) days",
        lead: Self.decimal(weight * PostRank.halfLife / 86_400_000, 1)),
      visit)
  }

  /// A number with so many decimals, and a real minus sign.
  static func decimal(_ value: Double, _ places: Int) -> String {
    let scale = (0..<places).reduce(1.0) { sum, _ in sum * 10 }
    guard let whole = Int64(exactly: (abs(value) * scale).rounded()) else { return "–" }
    let digits = String(whole)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = value < 0 && whole != 0 ? "−" : ""
    return places == 0 ? sign + padded : "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
  }
}

extension SummaryOrder {
  /// The name for readers.
  var label: String {
    switch self {
    case .popular: "Popular"
    case .recent: "Recent"
    case .best: "Best"
    }
  }
}
