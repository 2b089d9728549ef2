internal import Foundation

/// One look at all kinds of pages of a seeded server.
enum PagesRun {
  /// Who looks.
  private enum Who: String, CaseIterable {
    case visitor = "a visitor's pages"
    case member = "a member's pages"
  }

  /// A page and how long each of its answers took to begin.
  private struct Page {
    let request: [UInt8]
    let path: String
    var spans: [Int64] = []

    var median: Double { spans.map(milliseconds).median }
  }

  /// Starts the server, looks, stops it, and gives the table.
  static func carriedOut(_ options: PagesOptions) async throws -> FigureTable {
    let seed = URL(filePath: options.seed).standardizedFileURL.path
    guard FileManager.default.fileExists(atPath: seed) else { throw MeasuringError("\(options.seed) is not there") }
    var site = try ServerSite(binary: options.server, parent: options.folder, postgres: options.postgres)
    defer { if !options.keep { site.remove() } }
    site.seed = seed
    let server = try site.serve()
    defer { server.stop() }
    _ = try server.waitUntilReady()
    try site.command(
      "account", "create", "reader", "--email", "reader@example.org", "--password", Townsfolk.password(of: "reader"))
    return try await WorkerThread.run("pages") { [site] in try measured(site, options) }
  }

  private static func measured(_ site: ServerSite, _ options: PagesOptions) throws -> FigureTable {
    var table = FigureTable()
    var probe = try PageProbe(site)
    let constant = Array("GET /.well-known/nodeinfo HTTP/1.1\r\nHost: \(site.authority)\r\n\r\n".utf8)
    var floor: [Int64] = []
    var slowest: (path: String, median: Double) = ("", 0)
    var longest = 0.0
    for who in Who.allCases {
      let request = try maker(of: who, at: site)
      var (kinds, faults) = try crawled(&probe, site, options.sample, request)
      for _ in 0..<options.rounds {
        for (kind, pages) in kinds {
          for place in pages.indices { kinds[kind]?[place].spans.append(try probe.ask(pages[place].request).firstByte) }
          floor.append(try probe.ask(constant).firstByte)
        }
      }
      let limit = (floor.map(milliseconds).median, "the constant route")
      table.section("\(who.rawValue), time to the first byte")
      for (kind, pages) in kinds.sorted(by: { $0.key < $1.key }) {
        let spans = pages.flatMap(\.spans).map(milliseconds)
        var figure = Figure("\(kind) (\(pages.count))", spans.median, "ms", of: limit)
        figure.spread = (spans.min() ?? 0, spans.max() ?? 0)
        table.add(figure)
        longest = max(longest, figure.spread?.most ?? 0)
        for page in pages where page.median > slowest.median { slowest = (page.path, page.median) }
      }
      table.mustBeZero("links that lead nowhere", faults.count, because: faults.prefix(3).joined(separator: ", "))
    }
    table.section("all of them")
    table.add(Figure("constant route (/.well-known/nodeinfo)", floor.map(milliseconds).median, "ms"))
    table.add(Figure("the slowest page, \(slowest.path)", slowest.median, "ms", goal: .atMost(options.limit)))
    table.add(Figure("the slowest answer of all", longest, "ms"))
    return table
  }

  private static func maker(of who: Who, at site: ServerSite) throws -> (String) -> [UInt8] {
    switch who {
    case .visitor:
      return { Array("GET \($0) HTTP/1.1\r\nHost: \(site.authority)\r\nAccept: text/html\r\n\r\n".utf8) }
    case .member:
      let reader = try Reader("reader", at: site)
      return { reader.request($0) }
    }
  }

  /// Follows links from the start page: so many pages of each kind, and what leads nowhere.
  private static func crawled(
    _ probe: inout PageProbe, _ site: ServerSite, _ sample: Int, _ request: (String) -> [UInt8]
  ) throws -> (kinds: [String: [Page]], faults: [String]) {
    var kinds: [String: [Page]] = [:]
    var faults: [String] = []
    var seen: Set<String> = ["/"]
    var waiting = ["/"]
    // The first answers after a start are those of a process that warms up.
    for _ in 0..<3 { _ = try probe.ask(request("/")) }
    while let path = waiting.popLast() {
      let kind = PageLinks.kind(of: path)
      guard kinds[kind, default: []].count < sample else { continue }
      let (answer, firstByte) = try probe.ask(request(path))
      guard answer.status == 200 else {
        if answer.status >= 400 { faults.append("\(answer.status) \(path)") }
        continue
      }
      kinds[kind, default: []].append(Page(request: request(path), path: path, spans: [firstByte]))
      for next in PageLinks.paths(in: answer.body, origin: site.origin) where seen.insert(next).inserted { waiting.append(next) }
    }
    return (kinds, faults)
  }

  private static func milliseconds(_ span: Int64) -> Double { Double(span) / 1_000_000 }
}
