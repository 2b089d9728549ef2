internal import Actors
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Images
internal import JSON
internal import Store

/// Pictures: adding one to a text, and showing it.
extension Site {
  func addMedia(to routes: Routes) {
    _ =
      routes
      .get("/media/{file}", use: media)
      .post("/write/{paper}/image", use: memberUpload(atMost: Self.deskBytes, addSilently))
  }

  /// A picture never changes under its name, and runs nothing wherever it is opened.
  @Sendable private func media(_ request: Request, _ context: PeerAddressContext) async throws -> Response {
    guard let shelf = images?.shelf, let name = MediaName(context.parameters.get("file") ?? "") else { return Answers.notFound }
    let tag = "\"\(name.text)\""
    var fields: HTTPFields = [
      .eTag: tag, .cacheControl: "public, max-age=31536000, immutable", .contentSecurityPolicy: "default-src 'none'; sandbox",
      .xContentTypeOptions: "nosniff",
    ]
    if let resources = HTTPField.Name("Cross-Origin-Resource-Policy") { fields[resources] = "cross-origin" }
    if let known = request.headers[.ifNoneMatch], known.contains(tag) { return Response(status: .notModified, headers: fields) }
    guard let bytes = shelf.file(name.text) else { return Answers.notFound }
    fields[.contentType] = name.type
    return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// Adds a picture for the script, which puts the Markdown where the caret is.
  @Sendable private func addSilently(_ visit: Visit, _ viewer: ActorRow, _ body: FormBody) async throws -> Response {
    _ = try await desk(visit, viewer)
    switch try await addedImage(body, viewer) {
    case .success(let markdown): return Self.answer(["markdown": .string(markdown)])
    case .failure(let fault): return Self.answer(["problem": .string(fault.message)], status: .unprocessableContent)
    }
  }

  /// Adds the picture to the end of the text, and shows the form again.
  func addImage(_ form: EditorForm, _ desk: Desk, _ visit: Visit, _ viewer: ActorRow, _ body: FormBody) async throws -> Response {
    var form = form
    let added = try await addedImage(body, viewer)
    if case .success(let markdown) = added {
      let text = String(decoding: form.text.utf8.filter { $0 != 0x0D }, as: UTF8.self)
      let gap = text.isEmpty || text.hasSuffix("\n\n") ? "" : text.hasSuffix("\n") ? "\n" : "\n\n"
      form.text = "\(text)\(gap)\(markdown)\n"
    }
    var page = page(form, desk, visit, as: body)
    if case .failure(let fault) = added {
      page.image?.problem = fault.message
      page.image?.alt = body["alt"]
      page.problems = ProblemList([FormProblem(fieldID: "image", message: fault.message)])
      page.head.hasProblems = true
      return try renderDesk(page, visit, status: .unprocessableContent)
    }
    page.preview = try await preview(form, desk)
    return try renderDesk(page, visit)
  }

  /// Why a picture was not added, for the writer.
  private struct ImageFault: Error {
    let message: String
  }

  /// Takes the picture in and gives the Markdown that shows it.
  private func addedImage(_ body: FormBody, _ viewer: ActorRow) async throws -> Result<String, ImageFault> {
    func fault(_ message: String) -> Result<String, ImageFault> { .failure(ImageFault(message: message)) }
    guard let images, images.workshop.isAvailable else { return fault(ImageError.unavailable.message) }
    guard let file = body.file("image") else { return fault("Choose a picture first.") }
    let alt = MediaRoom.described(body["alt"])
    guard !alt.isEmpty else { return fault("Say what the picture shows, for those who do not see it, and choose it once more.") }
    guard alt.count <= MediaRoom.maximumAlt else {
      return fault("What the picture shows may take at most \(MediaRoom.maximumAlt) characters.")
    }
    do {
      guard let kept = try await images.add(file.bytes, alt: alt, of: viewer.id, in: store) else { return fault(MediaRoom.full) }
      return .success("![\(Self.markdown(alt))](\(kept.name.address))")
    } catch let error as ImageError {
      return fault(error.message)
    }
  }

  /// Plain text as Markdown reads it back between brackets.
  private static func markdown(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      // References for all: a backslash before a bracket begins a formula.
      if [0x5B, 0x5C, 0x5D, 0x60, 0x2A, 0x5F, 0x24, 0x3C, 0x26].contains(byte) {
        bytes += Array("&#\(byte);".utf8)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
