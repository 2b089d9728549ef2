internal import Actors
internal import Domain
internal import Glibc
internal import HTTPTypes
internal import Hummingbird

/// The dump for those who work with many summaries at once: `/dumps`.
extension Site {
  func addDumps(to routes: Routes) {
    _ =
      routes
      .get("/dumps", use: page(dumps))
      .get("/dumps/summaries.jsonl.gz", use: dump)
  }

  /// The file, if there is one: its length and when it was made.
  private var dumpFile: (path: String, bytes: Int, made: Timestamp)? {
    guard let folder = settings.dumpFolder else { return nil }
    let path = "\(folder)/\(SummaryDump.fileName)"
    var state = stat()
    guard stat(path, &state) == 0, state.st_mode & S_IFMT == S_IFREG else { return nil }
    return (path, Int(state.st_size), Timestamp(milliseconds: Int64(state.st_mtim.tv_sec) * 1_000))
  }

  @Sendable private func dumps(_ visit: Visit) async throws -> Response {
    let file = dumpFile
    var page = DumpsPage(chrome: chrome(visit), head: PageHead(title: "Summaries to download"), fileName: SummaryDump.fileName)
    page.made = file.map { ViewMaker(self, visit).moment($0.made) }
    page.size = file.map { Self.size($0.bytes) }
    page.licences = Licence.allCases.filter(\.isOpen).map { LinkView(label: $0.name, address: $0.deed) }
    return try render(page, visit)
  }

  @Sendable private func dump(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    guard let file = dumpFile else { return Answers.notFound }
    let modified = file.made.httpDate
    let fields: HTTPFields = [.lastModified: modified, .cacheControl: "public, max-age=3600", .accessControlAllowOrigin: "*"]
    if let since = request.headers[.ifModifiedSince], since.utf8.elementsEqual(modified.utf8) {
      return Response(status: .notModified, headers: fields)
    }
    var response = Response(status: .ok, headers: fields, body: try await FileIO().loadFile(path: file.path, context: context))
    response.headers[.contentType] = "application/gzip"
    return response
  }

  /// `3.4 MB`.
  static func size(_ bytes: Int) -> String {
    bytes < 1_000_000 ? "\(max(1, bytes / 1_000)) kB" : "\(decimal(Double(bytes) / 1_000_000, 1)) MB"
  }
}

/// What can be downloaded whole.
struct DumpsPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var fileName: String
  /// Nil until the first night.
  var made: MomentView?
  var size: String?
  var licences: [LinkView] = []
}

extension DumpsPage: PageDocument { static let template = "dumps" }
