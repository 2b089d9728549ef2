internal import Actors
internal import Domain
internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import Outbox
internal import Signatures
internal import Store

/// Taking everything of one's own away, and bringing it here from another server: `/settings/archive`.
///
/// Both take their time, so the pages only ask for them; a service does the work.
extension Site {
  func addArchives(to routes: Routes) {
    _ =
      routes
      .get("/settings/archive", use: memberPage(archivePage))
      .post("/settings/archive", use: memberForm(wantArchive))
      .get("/settings/archive/import", use: memberPage { _, _ in seeOther("/settings/archive") })
      .post("/settings/archive/import", use: memberUpload(atMost: Self.archiveBytes, bringArchive))
      .get("/settings/archive/file", use: archiveFile)
  }

  /// Bytes of an archive that is sent by a form; the operator's command takes larger ones.
  static let archiveBytes = 32 << 20

  @Sendable private func archivePage(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    try await archivePage(visit, viewer, problem: nil)
  }

  private func archivePage(_ visit: Visit, _ viewer: ActorRow, problem: String?) async throws -> Response {
    let (out, back) = try await store.read { transaction in
      (try transaction.archiveJob(.out, of: viewer.id), try transaction.archiveJob(.in, of: viewer.id))
    }
    let views = ViewMaker(self, visit)
    let file = FormField("file", problem: problem)
    var page = ArchivePage(
      chrome: chrome(visit), head: PageHead(title: "Your archive", hidesFromSearch: true, hasProblems: problem != nil),
      problems: ProblemList(FormProblem.list(file)), file: file)
    page.isOff = settings.archiveFolder == nil
    page.isBeingMade = out.map { $0.state == .wanted || $0.state == .working } ?? false
    page.hasFailed = out?.state == .failed
    if let out, out.state == .done, let finished = out.finishedAt { page.made = views.moment(finished) }
    page.isBeingRead = back.map { $0.state == .wanted || $0.state == .working } ?? false
    page.report = back?.report.split(whereSeparator: \.isNewline).map(String.init) ?? []
    return try render(page, visit, status: problem == nil ? .ok : .unprocessableContent)
  }

  @Sendable private func wantArchive(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    guard settings.archiveFolder != nil else { throw WebError.notFound }
    let name = try Self.fileName()
    try await store.write { _ = try $0.wantArchive(.out, of: viewer.id, file: name) }
    return seeOther("/settings/archive")
  }

  @Sendable private func bringArchive(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    guard let folder = settings.archiveFolder else { throw WebError.notFound }
    guard let file = form.file("file") else {
      return try await archivePage(visit, viewer, problem: "Choose the file that you downloaded at the other server.")
    }
    let name = try Self.fileName()
    try Self.write(file.bytes, to: folder, name)
    guard try await store.write({ try $0.wantArchive(.in, of: viewer.id, file: name) }) else {
      unlink("\(folder)/\(name)")
      return try await archivePage(visit, viewer, problem: "Another archive of yours is being read; wait until that is done.")
    }
    return seeOther("/settings/archive")
  }

  /// The file itself, for nobody but its owner.
  @Sendable private func archiveFile(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    let visit = try await visit(request, context)
    guard let viewer = visit.viewer, let folder = settings.archiveFolder,
      let job = try await store.read({ try $0.archiveJob(.out, of: viewer.id) }), job.state == .done
    else { return try notFound(visit) }
    let path = "\(folder)/\(job.file)"
    guard access(path, R_OK) == 0 else { return try notFound(visit) }
    let fields: HTTPFields = [
      .contentType: "application/zip", .contentDisposition: "attachment; filename=\"\(viewer.name)-scholion.zip\"",
      .cacheControl: "private, no-store",
    ]
    return Response(status: .ok, headers: fields, body: try await FileIO().loadFile(path: path, context: context))
  }

  /// Nobody can guess it, and it holds nothing of whose it is.
  private static func fileName() throws -> String { try Hex.encode(Random.bytes(16)) + ".zip" }

  private static func write(_ bytes: [UInt8], to folder: String, _ name: String) throws {
    mkdir(folder, 0o700)
    let descriptor = open("\(folder)/\(name)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw HTTPError(.init(code: 507, reasonPhrase: "Insufficient Storage")) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw HTTPError(.init(code: 507, reasonPhrase: "Insufficient Storage")) }
      rest = rest.dropFirst(count)
    }
  }
}

/// One's archive: to take away, and to bring here.
struct ArchivePage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var problems: ProblemList?
  var file: FormField
  /// Nothing can be made here.
  var isOff = false
  var isBeingMade = false
  var hasFailed = false
  /// When the one that can be downloaded was made.
  var made: MomentView?
  var isBeingRead = false
  /// What came of the last that was brought, a line each.
  var report: [String] = []
}

extension ArchivePage: PageDocument { static let template = "archive" }
