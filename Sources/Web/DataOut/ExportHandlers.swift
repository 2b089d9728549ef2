internal import Actors
internal import Catalog
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Store

/// Papers for reference managers: one, or all of a venue and year; by address, or by what the caller accepts at the page's own.
extension Site {
  func addExports(to routes: Routes) {
    for format in ExportFormat.allCases {
      _ =
        routes
        .get("/papers/{name}/export.\(format.rawValue)", use: data { try await paperExport(format, $0) })
        .get("/venue/{key}/{year}/export.\(format.rawValue)", use: data { try await venueExport(format, $0) })
    }
  }

  /// Papers that are read at once for a long file.
  private static let exportPiece = 100
  /// Records of sources that are tried for the export of one paper.
  private static let rawRecords = 4

  private func paperExport(_ format: ExportFormat, _ request: DataRequest) async throws -> Response {
    guard let paper = try await store.read({ try $0.paper(named: request.parameter("name")) }) else { throw WebError.notFound }
    return try await export(paper, format, to: request.request)
  }

  /// One paper; the same at its page's address for who asks for that format there.
  func export(_ paper: PaperRow, _ format: ExportFormat, to request: Request) async throws -> Response {
    let given = try await store.read { try $0.rawRecords(of: paper.id, limit: Self.rawRecords) }
    var source: BibliographicRecord?
    for raw in given where source == nil { source = BibliographicRecord.reading(raw: raw.bytes, type: raw.type, of: raw.source) }
    var file = ExportFile(format)
    var response = answer(
      file.bytes(of: paper, completedFrom: source) + file.end(), type: format.contentType, to: request, seconds: 300)
    response.headers[.contentDisposition] = Self.attachment(paper.name, format)
    response.headers[.vary] = "Accept"
    if let field = HTTPField.Name("Content-Location") {
      response.headers[field] = "/papers/\(paper.name)/export.\(format.rawValue)"
    }
    return response
  }

  private func venueExport(_ format: ExportFormat, _ request: DataRequest) async throws -> Response {
    guard let year = VenueYear(request.parameter("year")),
      let response = try await export(venue: request.parameter("key"), year, format)
    else { throw WebError.notFound }
    return response
  }

  /// All papers of a venue and year, read piece by piece while they are sent; nil where there is none.
  func export(venue key: String, _ year: VenueYear, _ format: ExportFormat) async throws -> Response? {
    let store = store
    let first = try await store.read { try $0.papers(venue: key, year: year.year, after: nil, limit: Self.exportPiece) }
    guard !first.isEmpty else { return nil }
    let body = ResponseBody { writer in
      var file = ExportFile(format)
      var papers = first
      while let last = papers.last {
        try await writer.write(ByteBuffer(bytes: file.bytes(of: papers)))
        guard papers.count == Self.exportPiece else { break }
        papers = try await store.read { try $0.papers(venue: key, year: year.year, after: last.id, limit: Self.exportPiece) }
      }
      try await writer.write(ByteBuffer(bytes: file.end()))
      try await writer.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: format.contentType, .contentDisposition: Self.attachment("\(key)-\(year.path)", format),
        .cacheControl: "public, max-age=300", .vary: "Accept",
      ], body: body)
  }

  /// The names of rooms and venues are of `[a-z0-9_]`; anything else would not have been found.
  static func attachment(_ name: String, _ format: ExportFormat) -> String {
    let safe = name.utf8.filter { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F || $0 == 0x2D }
    return "attachment; filename=\"\(String(decoding: safe, as: UTF8.self)).\(format.rawValue)\""
  }

  /// The exports of a venue's year, and the feed of all its years.
  static func venueLinks(of key: String, in folder: String) -> [LinkView] {
    exportLinks(in: folder) + [LinkView(label: "Feed of all years", address: "/venue/\(key)/feed.atom")]
  }

  /// Where a folder's exports are, for readers.
  static func exportLinks(in folder: String) -> [LinkView] {
    ExportFormat.allCases.map { LinkView(label: $0.label, address: "\(folder)/export.\($0.rawValue)") }
  }
}
