internal import Actors
internal import Domain
internal import Hummingbird
internal import Markup
internal import Outbox
internal import Store

/// Writing and editing one's summary of a paper, with a preview that needs no script.
extension Site {
  func addEditor(to routes: Routes) {
    _ =
      routes
      .get("/write/{paper}", use: memberPage(editor))
      .post("/write/{paper}", use: memberForm(write))
  }

  @Sendable private func editor(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let desk = try await desk(visit, viewer)
    var form = EditorForm()
    if let own = desk.own {
      form.title = own.title ?? ""
      form.tldr = await hasTypedTLDR(own) ? own.tldr : ""
      form.text = own.source ?? ""
      form.visibility = own.visibility
      form.language = own.language ?? ""
      form.licence = own.licence
    } else {
      form.licence = visit.usualLicence
    }
    return try render(page(form, desk, visit), visit)
  }

  @Sendable private func write(_ visit: Visit, _ viewer: ActorRow, _ body: FormBody) async throws -> Response {
    let desk = try await desk(visit, viewer)
    let form = EditorForm(body, licence: desk.own.map(\.licence) ?? visit.usualLicence)
    var problems: [DomainError.Field: String] = [:]
    let draft = SummaryDraft(
      title: form.title, tldr: form.tldr, body: form.text, visibility: desk.own?.visibility ?? form.visibility,
      language: form.language, licence: form.licence)
    _ = problems.noting { () throws(DomainError) in try draft.validated() }
    if !draft.visibility.isOpen { problems[.visibility] = "A summary is public or unlisted." }
    guard body["do"].utf8.elementsEqual("publish".utf8) else {
      let preview = try await preview(form)
      return try render(
        page(form, desk, visit, problems, preview: preview), visit, status: problems.isEmpty ? .ok : .unprocessableContent)
    }
    if desk.own != nil, !body["revision"].utf8.elementsEqual(desk.revision.utf8) {
      problems[.body] =
        "Your summary was changed in another window meanwhile. What you see here is the later text; "
        + "sending it again replaces the other."
    }
    guard problems.isEmpty else {
      return try render(page(form, desk, visit, problems), visit, status: .unprocessableContent)
    }
    do {
      let post =
        if let own = desk.own {
          try await publisher.edit(summary: own.id, to: draft, by: viewer)
        } else {
          try await publisher.publish(draft, of: desk.paper, by: viewer)
        }
      let path = desk.paper.bestIdentifier?.pagePath ?? "/"
      return seeOther("\(path)?done=\(desk.own == nil ? Notice.published : .saved)#s-\(post.id)")
    } catch let error as PublishError where error != .notFound {
      problems[.body] = error.message
      return try render(page(form, desk, visit, problems), visit, status: .unprocessableContent)
    }
  }

  /// What lies on the desk: the paper, and the summary of it that the writer has published.
  private struct Desk {
    var paper: PaperRow
    var own: PostRow?
    /// The number of the last revision; empty for a new summary.
    var revision = ""
  }

  private func desk(_ visit: Visit, _ viewer: ActorRow) async throws -> Desk {
    let id = try visit.id("paper")
    let found = try await store.read { transaction -> Desk? in
      guard let paper = try transaction.paper(id) else { return nil }
      guard let own = try transaction.summary(of: id, by: viewer.id) else { return Desk(paper: paper) }
      return Desk(paper: paper, own: own, revision: try transaction.revisions(of: own.id).first.map { "\($0.number)" } ?? "")
    }
    guard let found else { throw WebError.notFound }
    return found
  }

  /// Whether the stored TL;DR was typed, not taken from the first paragraph.
  private func hasTypedTLDR(_ post: PostRow) async -> Bool {
    let first = await Renderer(math: nil).markdown(post.source ?? "").firstParagraphText
    if first.utf8.elementsEqual(post.tldr.utf8) { return false }
    return !(post.tldr.hasSuffix("…") && first.utf8.starts(with: post.tldr.dropLast().utf8))
  }

  private func preview(_ form: EditorForm) async throws -> PreviewView {
    // A text past the limit is not worth rendering; the problem is told beside it.
    let text = form.text.utf8.count > SummaryDraft.maximumBody ? "" : form.text
    let body = try await publisher.render(text, lookingUp: false).text
    let typed = form.tldr.utf8.contains { $0 > 0x20 }
    var view = PreviewView(
      title: form.title.utf8.contains { $0 > 0x20 } ? form.title : nil,
      tldrHTML: typed ? ViewMaker.paragraph(form.tldr) : TrustedHTML(sanitized: body.excerptHTML), isFirstParagraph: !typed,
      bodyHTML: TrustedHTML(sanitized: PageForms.scrolling(body.html)))
    view.language = form.language
    view.remarks = body.failedFormulas.prefix(5).map { Self.remark($0) }
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

  private func page(
    _ form: EditorForm, _ desk: Desk, _ visit: Visit, _ problems: [DomainError.Field: String] = [:], preview: PreviewView? = nil
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
      about: views.line(desk.paper), action: "/write/\(desk.paper.id)", title: title, tldr: tldr, text: text,
      cancelAddress: views.address(desk.paper))
    page.isRevision = desk.own != nil
    page.revision = desk.revision
    page.problems = ProblemList(FormProblem.list(title, tldr, text))
    page.preview = preview
    page.visibilities = desk.own == nil ? EditorForm.visibilities(form.visibility) : []
    page.languages = EditorForm.languages(form.language)
    page.licences = ChoiceView.licences(form.licence, offersNone: desk.own.map { $0.licence == nil } ?? false)
    page.deleteAddress = desk.own.map { "/post/\($0.id)/delete" }
    return page
  }
}

/// The fields of the editor.
struct EditorForm: Sendable {
  var title = ""
  var tldr = ""
  var text = ""
  var visibility = Visibility.public
  var language = "en"
  var licence: Licence?

  init() {}

  /// - Parameter licence: what stands where the form names none that we know
  init(_ body: FormBody, licence: Licence?) {
    title = body["title"]
    tldr = body["tldr"]
    text = body["text"]
    visibility = Visibility(rawValue: body["visibility"]) ?? .public
    language = body["language"]
    self.licence = Licence(rawValue: body["licence"]) ?? licence
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
