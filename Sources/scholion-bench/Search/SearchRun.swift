internal import Foundation

/// One look at how a large library is searched.
enum SearchRun {
  /// Imports, starts the server, asks, stops it, and gives the table.
  static func carriedOut(_ options: SearchOptions) async throws -> FigureTable {
    var library = try SampleLibrary(seed: URL(filePath: options.seed).standardizedFileURL.path)
    let site = try ServerSite(binary: options.server, parent: options.folder, postgres: options.postgres)
    defer { if !options.keep { site.remove() } }
    var table = FigureTable()
    table.section("importing")
    let (papers, summaries) = (options.papers, options.summaries)
    try imported("papers", papers, at: site, by: ["paper", "import"], into: &table) { library.paper($0) }
    // No paper has two.
    try imported(
      "summaries", summaries, at: site, by: ["import", "shortscience"], around: ("<rss><channel>\n", "</channel></rss>\n"),
      into: &table
    ) {
      library.summary($0, of: $0 * papers / max(1, summaries))
    }
    let server = try site.serve()
    defer { server.stop() }
    _ = try server.waitUntilReady()
    let searches = library.searches
    return try await WorkerThread.run("search") { [table] in try measured(site, searches, options, table) }
  }

  /// Entries of one file: what is read as a whole has a limit.
  private static let piece = 10_000

  /// Writes files and imports them by a command of the program.
  private static func imported(
    _ name: String, _ count: Int, at site: ServerSite, by words: [String], around: (String, String) = ("", ""),
    into table: inout FigureTable, _ entry: (Int) -> String
  ) throws {
    guard count > 0 else { return }
    var paths: [String] = []
    for first in stride(from: 0, to: count, by: piece) {
      let path = site.folder.appending(path: "\(name)-\(first)").path
      let text = (first..<min(count, first + piece)).map(entry).joined()
      try (around.0 + text + around.1).write(toFile: path, atomically: false, encoding: .utf8)
      paths.append(path)
    }
    Progress.line("importing \(count) \(name)")
    let start = Clock.now
    try site.command(words + paths)
    table.add(Figure(name, Double(count) / (Double(Clock.now - start) / 1e9), "/s"))
  }

  private static func measured(
    _ site: ServerSite, _ searches: [String], _ options: SearchOptions, _ before: FigureTable
  ) throws -> FigureTable {
    var table = before
    var probe = try PageProbe(site)
    let constant = request("/.well-known/nodeinfo", site)
    var (floor, nothing, partial, slowest) = ([Double](), 0, 0, ("", 0.0))
    var spans: [(search: String, spans: [Double])] = []
    for search in searches {
      let asked = request("/search?q=\(search.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")", site)
      var times: [Double] = []
      for round in -1..<options.rounds {
        let start = Clock.now
        let (answer, _) = try probe.ask(asked)
        let time = Double(Clock.now - start) / 1e6
        // The first is that of pages that nobody has read yet.
        if round >= 0 { times.append(time) }
        let page = String(decoding: answer.body, as: UTF8.self)
        if answer.status != 200 || page.contains("Nothing here") { nothing += 1 }
        if page.contains("still being indexed") { partial += 1 }
        let quiet = Clock.now
        _ = try probe.ask(constant)
        floor.append(Double(Clock.now - quiet) / 1e6)
      }
      spans.append((search, times))
      if times.median > slowest.1 { slowest = (search, times.median) }
    }
    let limit = (value: floor.median, name: "the constant route")
    table.section("searches among \(options.papers) papers and \(options.summaries) summaries, time to the whole page")
    for (search, times) in spans {
      var figure = Figure(search, times.median, "ms", of: limit)
      figure.spread = (times.min() ?? 0, times.max() ?? 0)
      table.add(figure)
    }
    table.mustBeZero("searches that found nothing", nothing)
    table.mustBeZero("searches of half an index", partial)
    table.section("all of them")
    table.add(Figure("constant route (/.well-known/nodeinfo)", floor.median, "ms"))
    table.add(Figure("the slowest search, \(slowest.0)", slowest.1, "ms", goal: .atMost(options.limit)))
    return table
  }

  private static func request(_ path: String, _ site: ServerSite) -> [UInt8] {
    Array("GET \(path) HTTP/1.1\r\nHost: \(site.authority)\r\nAccept: text/html\r\n\r\n".utf8)
  }
}
