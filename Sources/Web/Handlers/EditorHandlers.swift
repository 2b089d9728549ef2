internal import Actors
internal import Domain
internal import Hummingbird
internal import Images
internal import Markup
internal import Outbox
internal import Store

/// Writing and editing one's summary of a paper, with a preview that needs no script.
extension Site {
  func addEditor(to routes: Routes) {
    _ =
      routes
      .get("/write/{paper}", use: memberPage(editor))
      .post("/write/{paper}", use: memberUpload(atMost: Self.deskBytes, write))
  }

  /// Bytes of the whole form.
  static let deskBytes = FormBody.maximumBytes + ImageLimits.bytes

  @Sendable private func editor(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let desk = try await desk(visit, viewer)
    let published = await published(desk)
    guard let draft = desk.draft, !desk.isPublished(draft) else { return try renderDesk(page(published, desk, visit), visit) }
    var page = page(EditorForm(draft), desk, visit)
    page.revision = draft.base == 0 ? "" : "\(draft.base)"
    page.draft = DraftNotice(
      moment: ViewMaker(self, visit).moment(draft.saved.timestamp), discardAddress: "/drafts/\(draft.paperID)/discard")
    if !page.revision.utf8.elementsEqual(desk.revision.utf8) {
      page.revision = desk.revision
      page.other = OtherText.published(published, EditorForm(draft))
    }
    return try renderDesk(page, visit)
  }

  /// The form of what is published, or of nothing yet.
  private func published(_ desk: Desk) async -> EditorForm {
    var form = EditorForm()
    guard let own = desk.own else { return form }
    form.title = own.title ?? ""
    form.tldr = await hasTypedTLDR(own) ? own.tldr : ""
    form.source = own.source ?? ""
    form.visibility = own.visibility
    form.language = own.language ?? ""
    return form
  }

  @Sendable private func write(_ visit: Visit, _ viewer: ActorRow, _ body: FormBody) async throws -> Response {
    let desk = try await desk(visit, viewer)
    let form = EditorForm(body)
    switch body["do"] {
    case "publish", "anyway": return try await publish(form, desk, visit, viewer, body)
    case "image": return try await addImage(form, desk, visit, viewer, body)
    case "draft": return try await keep(form, desk, visit, viewer, body)
    default:
      let problems = form.draft(desk).problems
      var page = page(form, desk, visit, problems, as: body)
      page.preview = try await preview(form, desk)
      return try renderDesk(page, visit, status: problems.isEmpty ? .ok : .unprocessableContent)
    }
  }

  private func publish(
    _ form: EditorForm, _ desk: Desk, _ visit: Visit, _ viewer: ActorRow, _ body: FormBody
  ) async throws -> Response {
    var (draft, problems) = form.draft(desk)
    let other = await changedMeanwhile(form, desk, body)
    if other != nil {
      problems[.body] =
        "Your summary was changed in another window meanwhile. What stands in the form is what you sent; "
        + "sending it again replaces the other."
    }
    func refused(_ problems: [DomainError.Field: String]) throws -> Response {
      var page = page(form, desk, visit, problems, as: other == nil ? body : nil)
      page.other = other
      return try renderDesk(page, visit, status: .unprocessableContent)
    }
    guard problems.isEmpty else { return try refused(problems) }
    let warnings = WritingWarning.all(of: try await publisher.render(form.source, lookingUp: false).text, desk.paper)
    guard warnings.allSatisfy({ body.acknowledges($0) }) else {
      var page = page(form, desk, visit, as: body)
      page.preview = try await preview(form, desk)
      page.warnings = warnings.map(\.sentence)
      page.warned = warnings.map(\.rawValue).joined(separator: " ")
      return try renderDesk(page, visit, status: .unprocessableContent)
    }
    do {
      let post =
        if let own = desk.own {
          try await publisher.edit(summary: own.id, to: draft, by: viewer)
        } else {
          try await publisher.publish(draft, of: desk.paper, by: viewer)
        }
      if let kept = desk.draft {
        try await store.write { _ = try $0.deleteDraft(of: kept.paperID, by: viewer.id, number: kept.number) }
      }
      let path = desk.paper.bestIdentifier?.pagePath ?? "/"
      return seeOther("\(path)?done=\(desk.own == nil ? Notice.published : .saved)#s-\(post.id)")
    } catch let error as PublishError where error != .notFound {
      problems[.body] = error.message
      return try refused(problems)
    }
  }

  /// The text that another window kept or published since this one was opened.
  private func changedMeanwhile(_ form: EditorForm, _ desk: Desk, _ body: FormBody) async -> OtherText? {
    if desk.own != nil, !body["revision"].utf8.elementsEqual(desk.revision.utf8) {
      return OtherText.published(await published(desk), form)
    }
    guard let kept = desk.draft, kept.number != body.draftNumber, !desk.isPublished(kept) else { return nil }
    let theirs = EditorForm(kept)
    return theirs.whole.utf8.elementsEqual(form.whole.utf8) ? nil : OtherText.kept(theirs, form)
  }

  /// Whether the stored TL;DR was typed, not taken from the first paragraph.
  private func hasTypedTLDR(_ post: PostRow) async -> Bool {
    let first = await Renderer(math: nil).markdown(post.source ?? "").firstParagraphText
    if first.utf8.elementsEqual(post.tldr.utf8) { return false }
    return !(post.tldr.hasSuffix("…") && first.utf8.starts(with: post.tldr.dropLast().utf8))
  }

  func preview(_ form: EditorForm, _ desk: Desk) async throws -> PreviewView {
    // A text past the limit is not worth rendering; the problem is told beside it.
    let text = form.source.utf8.count > SummaryDraft.maximumBody ? "" : form.source
    let body = try await publisher.render(text, lookingUp: false).text
    let typed = form.tldr.utf8.contains { $0 > 0x20 }
    var view = PreviewView(
      title: form.title.utf8.contains { $0 > 0x20 } ? form.title : nil,
      tldrHTML: typed ? ViewMaker.paragraph(form.tldr) : TrustedHTML(sanitized: body.excerptHTML), isFirstParagraph: !typed,
      bodyHTML: TrustedHTML(sanitized: ViewMaker.onPage(body.html)))
    view.language = form.language
    view.remarks = body.failedFormulas.prefix(5).map { Self.remark($0) }
    view.remarks += WritingWarning.all(of: body, desk.paper).filter { $0 != .formulas }.map(\.sentence)
    return view
  }

  static func remark(_ failure: FailedFormula) -> String {
    let formula = failure.formula.dollars.prefix(60)
    return switch failure.reason {
    case .unavailable: "Formulas cannot be set here at present; readers see their source."
    case .refusedSize: "The formula \(formula) is too long, or one too many."
    case .refusedCommand(let name): "The formula \(formula) uses \(name), which is not allowed here."
    case .syntax(let message): "The formula \(formula) was not understood: \(message.prefix(120))"
    case .time, .memory, .crashed, .output, .busy: "The formula \(formula) could not be set; readers see its source."
    }
  }

  /// The editor.
  ///
  /// - Parameter sent: the form that comes back, which still knows what it began with; nil where the writer is shown what is there now
  func page(
    _ form: EditorForm, _ desk: Desk, _ visit: Visit, _ problems: [DomainError.Field: String] = [:], as sent: FormBody? = nil
  ) -> EditorPage {
    let views = ViewMaker(self, visit)
    let title = FormField("title", value: form.title, problem: problems[.title])
    let tldr = FormField("tldr", value: form.tldr, problem: problems[.tldr])
    let text = FormField(
      "text", value: form.text, problem: problems[.body] ?? problems[.visibility] ?? problems[.language])
    var page = EditorPage(
      chrome: chrome(visit),
      head: PageHead(
        title: (desk.own == nil ? "Write a summary of " : "Edit your summary of ") + desk.paper.title, hidesFromSearch: true,
        hasProblems: !problems.isEmpty),
      about: views.line(desk.paper), action: "/write/\(desk.paper.id)",
      addresses: DeskAddresses(preview: "/write/\(desk.paper.id)/preview", draft: "/write/\(desk.paper.id)/draft"), title: title,
      tldr: tldr, text: text,
      cancelAddress: views.address(desk.paper))
    page.isRevision = desk.own != nil
    page.revision = sent?["revision"] ?? desk.revision
    page.problems = ProblemList(FormProblem.list(title, tldr, text))
    page.image = ImageForm(isOpen: images?.workshop.isAvailable ?? false, address: "/write/\(desk.paper.id)/image")
    page.newcomers = FormField("newcomers", value: form.newcomers)
    page.hasNewcomers = !form.newcomers.isEmpty
    page.draftNumber = sent?.draftNumber ?? desk.draft?.number ?? 0
    page.visibilities = desk.own == nil ? EditorForm.visibilities(form.visibility) : []
    page.languages = EditorForm.languages(form.language)
    page.deleteAddress = desk.own.map { "/post/\($0.id)/delete" }
    return page
  }
}

/// The fields of the editor.
struct EditorForm: Sendable {
  var title = ""
  var tldr = ""
  /// For newcomers.
  var newcomers = ""
  /// For everybody else.
  var text = ""
  var visibility = Visibility.public
  var language = "en"

  init() {}

  init(_ body: FormBody) {
    title = body["title"]
    tldr = body["tldr"]
    text = body["text"]
    newcomers = body["newcomers"]
    visibility = Visibility(rawValue: body["visibility"]) ?? .public
    language = body["language"]
  }

  /// The form as it was when it was kept.
  init(_ draft: DraftRow) {
    // What was chosen was written by us.
    self.init((try? FormBody(parsing: Array(draft.text.choices.utf8))) ?? FormBody())
    title = draft.text.title
    tldr = draft.text.tldr
    source = draft.text.source
  }

  /// The summary that the form makes, and what is wrong with it.
  func draft(_ desk: Desk) -> (draft: SummaryDraft, problems: [DomainError.Field: String]) {
    var problems: [DomainError.Field: String] = [:]
    let draft = SummaryDraft(
      title: title, tldr: tldr, body: source, visibility: desk.own?.visibility ?? visibility, language: language)
    _ = problems.noting { () throws(DomainError) in try draft.validated() }
    if !draft.visibility.isOpen { problems[.visibility] = "A summary is public or unlisted." }
    return (draft, problems)
  }

  /// The texts of both levels, as one.
  var source: String {
    get { SummaryLevels(newcomers: newcomers, full: text).source }
    set {
      let levels = SummaryLevels(source: newValue)
      (newcomers, text) = (levels.newcomers, levels.full)
    }
  }

  static func visibilities(_ chosen: Visibility) -> [ChoiceView] {
    [
      ChoiceView(
        value: Visibility.public.rawValue, label: "Public",
        explanation: "On the paper’s page, in lists, and sent to those who follow you or the paper.",
        isChosen: chosen != .unlisted),
      ChoiceView(
        value: Visibility.unlisted.rawValue, label: "Unlisted",
        explanation: "At its own address, on your profile and for your followers; not in lists.", isChosen: chosen == .unlisted),
    ]
  }

  static func languages(_ chosen: String) -> [ChoiceView] {
    var names = [
      ("", "Not told"), ("en", "English"), ("ar", "العربية"), ("cs", "Čeština"), ("de", "Deutsch"), ("es", "Español"),
      ("fr", "Français"), ("hi", "हिन्दी"), ("id", "Bahasa Indonesia"), ("it", "Italiano"), ("ja", "日本語"), ("ko", "한국어"),
      ("nl", "Nederlands"), ("pl", "Polski"), ("pt", "Português"), ("ru", "Русский"), ("sv", "Svenska"), ("tr", "Türkçe"),
      ("uk", "Українська"), ("vi", "Tiếng Việt"), ("zh", "中文"),
    ]
    if !names.contains(where: { $0.0.utf8.elementsEqual(chosen.utf8) }), let tag = try? LanguageTag(parsing: chosen) {
      names.append((tag.text, tag.text))
    }
    return names.map { value, label in
      ChoiceView(value: value, label: label, isChosen: value.utf8.elementsEqual(chosen.utf8))
    }
  }
}
