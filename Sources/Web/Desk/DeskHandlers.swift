internal import Actors
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Store

/// What the script of the editor asks for while somebody types, and what its buttons do without a script.
extension Site {
  func addDesk(to routes: Routes) {
    _ =
      routes
      .post("/write/{paper}/preview", use: memberForm(livePreview))
      .post("/write/{paper}/draft", use: memberForm(keepSilently))
  }

  /// Bytes of a draft's text: more than may be published, so that one can cut it down later.
  private static let draftBytes = 128 * 1_024
  /// The fields of the form that are not choices.
  private static let typed: Set<String> = [
    "title", "tldr", "newcomers", "text", "experts", "csrf", "do", "revision", "draft", "warned", "image", "alt",
  ]

  /// The preview alone, as the page would show it.
  @Sendable private func livePreview(_ visit: Visit, _ viewer: ActorRow, _ body: FormBody) async throws -> Response {
    let desk = try await desk(visit, viewer)
    let preview = try await preview(EditorForm(body, desk, usual: visit.usualLicence), desk)
    return Response(
      status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "private, no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: pages.html(of: preview).renderText)))
  }

  /// Keeps the draft and shows the form again.
  func keep(_ form: EditorForm, _ desk: Desk, _ visit: Visit, _ viewer: ActorRow, _ body: FormBody) async throws -> Response {
    let kept = try await keep(form, desk, viewer, body)
    if case .saved = kept { return seeOther("/write/\(desk.paper.id)?done=\(Notice.drafted)") }
    var desk = desk
    var other: OtherText?
    var problem = kept.problem
    if case .conflict(let row) = kept {
      desk.draft = row
      other = OtherText.kept(EditorForm(row, desk), form)
      problem = "Your draft was changed in another window meanwhile; saving again replaces that one."
    }
    var page = page(form, desk, visit, [.body: problem], as: other == nil ? body : nil)
    page.revision = body["revision"]
    page.other = other
    return try renderDesk(page, visit, status: .unprocessableContent)
  }

  /// Keeps the draft for the script, which shows what it is told.
  @Sendable private func keepSilently(_ visit: Visit, _ viewer: ActorRow, _ body: FormBody) async throws -> Response {
    let desk = try await desk(visit, viewer)
    let kept = try await keep(EditorForm(body, desk, usual: visit.usualLicence), desk, viewer, body)
    guard case .saved(let number) = kept else {
      let status: HTTPResponse.Status = if case .conflict = kept { .conflict } else { .unprocessableContent }
      return Self.answer(["problem": .string(kept.problem)], status: status)
    }
    return Self.answer(["draft": .string("\(number)")])
  }

  /// What became of keeping a draft.
  private enum Keeping {
    case saved(Int), conflict(DraftRow), tooMany, tooLong, empty

    /// For the writer.
    var problem: String {
      switch self {
      case .saved: ""
      case .conflict: "Your draft was changed in another window. Press “Save draft” to see both."
      case .tooMany: "You have too many drafts to begin another; publish some or throw them away."
      case .tooLong: "The text is too long to be kept."
      case .empty: "There is nothing to keep yet."
      }
    }
  }

  private func keep(_ form: EditorForm, _ desk: Desk, _ viewer: ActorRow, _ body: FormBody) async throws -> Keeping {
    guard form.whole.utf8.count <= Self.draftBytes, form.title.utf8.count <= 4_096, form.tldr.utf8.count <= 16_384 else {
      return .tooLong
    }
    guard desk.draft != nil || !form.isEmpty else { return .empty }
    let text = DraftText(
      title: form.title, tldr: form.tldr, source: form.source, choices: body.encoded(without: Self.typed))
    let (paper, base, number) = (desk.paper.id, Int(body["revision"]) ?? 0, body.draftNumber)
    let saving = try await store.write {
      try $0.saveDraft(of: paper, by: viewer.id, text, base: max(0, min(base, 1 << 52)), replacing: number)
    }
    return switch saving {
    case .saved(let number): .saved(number)
    case .conflict(let row): .conflict(row)
    case .tooMany: .tooMany
    }
  }

  /// A few words for a script.
  static func answer(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json", .cacheControl: "private, no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.serialized())))
  }
}
