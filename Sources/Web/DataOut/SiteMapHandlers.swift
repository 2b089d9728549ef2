internal import Actors
internal import Domain
internal import Hummingbird
internal import Store
internal import Synchronization

/// The map of the site for search engines (sitemaps.org), in parts, and what they are asked to leave alone.
extension Site {
  func addSiteMap(to routes: Routes) {
    _ =
      routes
      .get("/robots.txt", use: data(robots))
      .get("/sitemap.xml", use: data(siteMap))
      .get("/sitemap/{part}", use: data(siteMapPart))
  }

  /// Forms, pages of one's own, and what leads somewhere else each time.
  static let hiddenFromRobots = [
    "/add", "/api/", "/authorize_interaction", "/elsewhere/", "/follow", "/home", "/moderation", "/notifications", "/post/",
    "/random", "/search", "/settings", "/sign-", "/signin", "/signup", "/timeline", "/write/",
  ]

  @Sendable private func robots(_ request: DataRequest) -> Response {
    let rules = Self.hiddenFromRobots.map { "Disallow: \($0)\n" }.joined()
    let text = "User-agent: *\n\(rules)\nSitemap: \(instance.addresses.url("/sitemap.xml"))\n"
    return answer(Array(text.utf8), type: "text/plain; charset=utf-8", to: request.request, seconds: 86_400)
  }

  /// The parts; finding where they begin walks through an index, so it is kept for an hour.
  @Sendable private func siteMap(_ request: DataRequest) async throws -> Response {
    let parts = try await siteMapParts.parts(of: store)
    var xml = XMLWriter()
    xml.element("sitemapindex", [("xmlns", SiteMapPart.namespace)]) { xml in
      for part in parts {
        xml.element("sitemap") { $0.element("loc", text: instance.addresses.url("/sitemap/\(part.name)")) }
      }
    }
    return answer(xml.bytes, type: "application/xml; charset=utf-8", to: request.request, seconds: 3_600)
  }

  @Sendable private func siteMapPart(_ request: DataRequest) async throws -> Response {
    guard let part = SiteMapPart(name: request.parameter("part")) else { throw WebError.notFound }
    let places = try await store.read { try part.places(in: $0) }
    var xml = XMLWriter()
    xml.element("urlset", [("xmlns", SiteMapPart.namespace)]) { xml in
      for place in places {
        xml.element("url") { xml in
          xml.element("loc", text: instance.addresses.url(place.path))
          xml.element("lastmod", text: place.changed?.iso8601)
        }
      }
    }
    return answer(xml.bytes, type: "application/xml; charset=utf-8", to: request.request, seconds: 3_600)
  }
}

/// A part of the map, named by its kind and by what it begins after: `papers-0.xml`, `venues-neurips.xml`.
enum SiteMapPart: Equatable, Sendable {
  case papers(after: RowID)
  case summaries(after: RowID)
  case venues(after: String)

  static let namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
  /// Addresses of a part, at most.
  static let size = 10_000
  /// Years of a venue that are named, the newest.
  static let years = 20

  /// Reads the name; nil when there can be no such part.
  init?(name: String) {
    guard name.utf8.count <= 100, name.hasSuffix(".xml"), let dash = name.firstIndex(of: "-") else { return nil }
    let start = String(name[dash...].dropFirst().dropLast(4))
    switch name[..<dash] {
    case "papers":
      guard let id = try? RowID(parsing: start) else { return nil }
      self = .papers(after: id)
    case "summaries":
      guard let id = try? RowID(parsing: start) else { return nil }
      self = .summaries(after: id)
    case "venues":
      guard start.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F }) else { return nil }
      self = .venues(after: start)
    default: return nil
    }
  }

  var name: String {
    switch self {
    case .papers(let start): "papers-\(start).xml"
    case .summaries(let start): "summaries-\(start).xml"
    case .venues(let start): "venues-\(start).xml"
    }
  }

  /// The parts there are.
  ///
  /// - Parameter size: addresses of each
  static func all(in transaction: ReadTransaction, size: Int = size) throws -> [SiteMapPart] {
    try transaction.sitemapPaperParts(of: size).map { .papers(after: $0) }
      + transaction.sitemapSummaryParts(of: size).map { .summaries(after: $0) }
      + transaction.sitemapVenueParts(of: max(1, size / years)).map { .venues(after: $0) }
  }

  /// What a part names: paths, and when each last changed.
  func places(in transaction: ReadTransaction, size: Int = size) throws -> [(path: String, changed: Timestamp?)] {
    switch self {
    case .papers(let start):
      try transaction.sitemapPapers(after: start, size: size).map { ($0.best.pagePath, $0.newest) }
    case .summaries(let start):
      try transaction.sitemapSummaries(after: start, size: size).map { ("/@\($0.author)/\($0.id)", $0.changed) }
    case .venues(let start):
      try transaction.sitemapVenues(after: start, size: max(1, size / Self.years)).flatMap { key in
        try transaction.years(ofVenue: key).prefix(Self.years).map { ("/venue/\(key)/\($0.year)", nil) }
      }
    }
  }
}

/// Where the parts begin, as found within the last hour.
final class SiteMapParts: Sendable {
  private let kept = Mutex<(at: Int64, parts: [SiteMapPart])?>(nil)
  private static let lifetime: Int64 = 3_600_000

  func parts(of store: Store) async throws -> [SiteMapPart] {
    let now = store.now().milliseconds
    if let kept = kept.withLock({ $0 }), now - kept.at < Self.lifetime { return kept.parts }
    let parts = try await store.read { try SiteMapPart.all(in: $0) }
    kept.withLock { $0 = (now, parts) }
    return parts
  }
}
