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
    try await imported("papers", papers, at: site, by: ["paper", "import"], into: &table) { file in
      for index in 0..<papers { try file.write(contentsOf: Data(library.paper(index).utf8)) }
    }
    try await imported("summaries", summaries, at: site, by: ["import", "shortscience"], into: &table) { file in
      try file.write(contentsOf: Data("<rss><channel>\n".utf8))
      // No paper has two.
      for index in 0..<summaries {
        try file.write(contentsOf: Data(library.summary(index, of: index * papers / max(1, summaries)).utf8))
      }
      try file.write(contentsOf: Data("</channel></rss>\n".utf8))
    }
    let server = try site.serve()
    defer { server.stop() }
    _ = try server.waitUntilReady()
    let searches = library.searches
    return try await WorkerThread.run("search") { [table] in try measured(site, searches, options, table) }
  }

  /// Writes a file and imports it by a command of the program.
  private static func imported(
    _ name: String, _ count: Int, at site: ServerSite, by words: [String], into table: inout FigureTable,
    _ write: (FileHandle) throws -> Void
  ) async throws {
    guard count > 0 else { return }
    let path = site.folder.appending(path: name).path
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
      throw MeasuringError("\(path) cannot be written")
    }
    try write(file)
    try file.close()
    Progress.line("importing \(count) \(name)")
    let start = Clock.now
    try site.command(words + [path])
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
