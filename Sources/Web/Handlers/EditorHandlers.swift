internal import Actors
internal import Domain
internal import Hummingbird
internal import Markup
internal import Outbox
internal import Signatures
internal import Store

/// Writing and editing one's summary of a paper, with a preview that needs no script.
extension Site {
  func addEditor(to routes: Routes) {
    _ =
      routes
      .get("/write/{paper}", use: memberPage(isForWriting: true, editor))
      .post("/write/{paper}", use: memberForm(write))
  }

  @Sendable private func editor(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let desk = try await desk(visit, viewer)
    var form = EditorForm()
    if let own = desk.own {
      form.title = own.title ?? ""
      form.tldr = await hasTypedTLDR(own) ? own.tldr : ""
      form.text = own.source ?? ""
      form.readers = Readership(own.visibility)
      form.language = own.language ?? ""
      form.licence = own.licence
    } else if let kept = desk.kept {
      form.title = kept.text.title ?? ""
      form.tldr = kept.text.tldr
      form.text = kept.text.source
      form.readers = .private
      form.language = kept.text.language ?? ""
      form.licence = kept.text.licence
    } else if let hidden = desk.hidden {
      form.fill(from: hidden)
      if let post = hidden.post, hidden.waiting == nil, await !hasTypedTLDR(post) { form.tldr = "" }
    } else {
      form.licence = visit.usualLicence
    }
    return try render(page(form, desk, visit), visit)
  }

  @Sendable private func write(_ visit: Visit, _ viewer: ActorRow, _ body: FormBody) async throws -> Response {
    let desk = try await desk(visit, viewer)
    var form = EditorForm(body, licence: desk.licence(usual: visit.usualLicence))
    // A form that does not say changes nobody's sight.
    if body["visibility"].isEmpty || desk.hidden?.actor != nil { form.readers = desk.readers }
    var problems: [DomainError.Field: String] = [:]
    let draft = SummaryDraft(
      title: form.title, tldr: form.tldr, body: form.text, language: form.language, licence: form.licence)
    _ = problems.noting { () throws(DomainError) in try draft.validated() }
    guard body["do"].utf8.elementsEqual("publish".utf8) else {
      let preview = try await preview(form)
      return try render(
        page(form, desk, visit, problems, preview: preview), visit, status: problems.isEmpty ? .ok : .unprocessableContent)
    }
    let agreement = AgreementView(from: desk.own, to: form.readers)
    if let agreement, !body["agreed"].utf8.elementsEqual(agreement.value.utf8) {
      problems[.visibility] = "Below is what this change takes back. Agree to it, or choose other readers."
    }
    if desk.hasText, !body["revision"].utf8.elementsEqual(desk.revision.utf8) {
      problems[.body] =
        "Your summary was changed in another window meanwhile. What you see here is the later text; "
        + "sending it again replaces the other."
    }
    guard problems.isEmpty else {
      return try render(page(form, desk, visit, problems, agreement: agreement), visit, status: .unprocessableContent)
    }
    do {
      return seeOther(try await place(draft, for: form.readers, desk.paper, desk.own, by: viewer))
    } catch let error as PublishError where error != .notFound {
      problems[.body] = error.message
      return try render(page(form, desk, visit, problems), visit, status: .unprocessableContent)
    }
  }

  /// What lies on the desk: the paper, and the summary of it that the writer has published.
  private struct Desk {
    var paper: PaperRow
    var own: PostRow?
    /// The one that only the writer sees.
    var kept: PrivateSummaryRow?
    /// The one under a pseudonym, published or waiting.
    var hidden: PseudonymousSummary?
    /// The number of the last revision, or when a private one was changed; empty for a new summary.
    var revision = ""

    var hasText: Bool { own != nil || kept != nil || hidden != nil }

    /// What it says of its use now; what a new one starts with where there is none.
    func licence(usual: Licence?) -> Licence? {
      if let own { return own.licence }
      if let kept { return kept.text.licence }
      return hidden.map { $0.waiting?.licence ?? $0.post?.licence } ?? usual
    }

    /// For whom it is now.
    var readers: Readership {
      own.map { Readership($0.visibility) } ?? kept.map { _ in .private } ?? hidden.map { _ in .pseudonym } ?? .public
    }
  }

  private func desk(_ visit: Visit, _ viewer: ActorRow) async throws -> Desk {
    let id = try visit.id("paper")
    let found = try await store.read { transaction -> Desk? in
      guard let paper = try transaction.standingPaper(id) else { return nil }
      guard let own = try Self.ownSummary(of: paper, by: viewer, visit, in: transaction) else {
        let kept = try transaction.privateSummary(of: paper.id, by: viewer.id)
        return Desk(paper: paper, kept: kept, revision: kept.map { "private \($0.updatedAt.milliseconds)" } ?? "")
      }
      return Desk(paper: paper, own: own, revision: try transaction.revisions(of: own.id).first.map { "\($0.number)" } ?? "")
    }
    guard var found else { throw WebError.notFound }
    guard found.own == nil, let hidden = try await publisher.pseudonymous(of: found.paper.id, by: viewer) else { return found }
    found.hidden = hidden
    let latest = hidden.waiting?.body ?? hidden.post?.source ?? ""
    found.revision = "pseudonym \(Hex.encode(Digest.sha256(Array(latest.utf8)).prefix(8)))"
    return found
  }

  /// The writer's summary: the one that is named, where a merge left several, else the one there is.
  private static func ownSummary(
    of paper: PaperRow, by viewer: ActorRow, _ visit: Visit, in transaction: ReadTransaction
  ) throws -> PostRow? {
    let named = try visit.query("summary").flatMap { try? RowID(parsing: $0) }.flatMap { try transaction.post($0) }
    if let named, named.isLocal, named.kind == .summary, named.paperID == paper.id, named.actorID == viewer.id { return named }
    return try transaction.summary(of: paper.id, by: viewer.id)
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

  private static func action(_ desk: Desk) -> String {
    "/write/\(desk.paper.id)" + (desk.own.map { "?summary=\($0.id)" } ?? "")
  }

  private func page(
    _ form: EditorForm, _ desk: Desk, _ visit: Visit, _ problems: [DomainError.Field: String] = [:], preview: PreviewView? = nil,
    agreement: AgreementView? = nil
  ) -> EditorPage {
    let views = ViewMaker(self, visit)
    let title = FormField("title", value: form.title, problem: problems[.title])
    let tldr = FormField("tldr", value: form.tldr, problem: problems[.tldr])
    let text = FormField(
      "text", value: form.text, problem: problems[.body] ?? problems[.visibility] ?? problems[.language])
    var page = EditorPage(
      chrome: chrome(visit),
      head: PageHead(
        title: (!desk.hasText ? "Write a summary of " : "Edit your summary of ") + desk.paper.title, hidesFromSearch: true,
        hasProblems: !problems.isEmpty),
      about: views.line(desk.paper), action: Self.action(desk), title: title, tldr: tldr, text: text,
      cancelAddress: views.address(desk.paper))
    page.isRevision = desk.hasText
    page.revision = desk.revision
    page.problems = ProblemList(FormProblem.list(title, tldr, text))
    page.preview = preview
    page.visibilities = desk.hidden?.actor == nil ? EditorForm.readers(form.readers) : []
    page.pseudonym = desk.hidden?.actor.map { LinkView(label: views.person($0).name, address: views.address($0)) }
    page.agreement = agreement
    page.languages = EditorForm.languages(form.language)
    page.licences = ChoiceView.licences(form.licence, offersNone: desk.hasText && desk.licence(usual: nil) == nil)
    page.deleteAddress =
      desk.own.map { "/post/\($0.id)/delete" } ?? desk.kept.map { "/private/\($0.paperID)/delete" }
      ?? desk.hidden.map { "/pseudonym/\($0.paper)/delete" }
    return page
  }
}

/// The fields of the editor.
struct EditorForm: Sendable {
  var title = ""
  var tldr = ""
  var text = ""
  var readers = Readership.public
  var language = "en"
  var licence: Licence?

  init() {}

  /// - Parameter licence: what stands where the form names none that we know
  init(_ body: FormBody, licence: Licence?) {
    title = body["title"]
    tldr = body["tldr"]
    text = body["text"]
    // What is not understood goes to the fewest.
    readers = body["visibility"].isEmpty ? .public : Readership(rawValue: body["visibility"]) ?? .private
    language = body["language"]
    self.licence = Licence(rawValue: body["licence"]) ?? licence
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
