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
      .get("/write/{paper}", use: memberPage(isForWriting: true, editor))
      .post("/write/{paper}", use: memberUpload(atMost: Self.deskBytes, write))
  }

  /// Bytes of the whole form.
  static let deskBytes = FormBody.maximumBytes + ImageLimits.bytes

  @Sendable private func editor(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let desk = try await desk(visit, viewer)
    let published = await published(desk, usual: visit.usualLicence)
    guard let draft = desk.draft, !desk.isPublished(draft) else { return try renderDesk(page(published, desk, visit), visit) }
    let draftForm = EditorForm(draft, desk)
    var page = page(draftForm, desk, visit)
    page.revision = draft.base == 0 ? "" : "\(draft.base)"
    page.draft = DraftNotice(
      moment: ViewMaker(self, visit).moment(draft.saved.timestamp), discardAddress: "/drafts/\(draft.paperID)/discard")
    if !page.revision.utf8.elementsEqual(desk.revision.utf8) {
      page.revision = desk.revision
      page.other = OtherText.published(published, draftForm)
    }
    return try renderDesk(page, visit)
  }

  /// The form of what is there already, or of nothing yet.
  private func published(_ desk: Desk, usual: Licence) async -> EditorForm {
    var form = EditorForm()
    if let own = desk.own {
      form.title = own.title ?? ""
      form.tldr = await hasTypedTLDR(own) ? own.tldr : ""
      form.source = own.source ?? ""
      form.readers = Readership(own.visibility)
      form.language = own.language ?? ""
      form.licence = own.licence
    } else if let kept = desk.kept {
      form.title = kept.text.title ?? ""
      form.tldr = kept.text.tldr
      form.source = kept.text.source
      form.readers = .private
      form.language = kept.text.language ?? ""
      form.licence = kept.text.licence
    } else if let hidden = desk.hidden {
      form.fill(from: hidden)
      if let post = hidden.post, hidden.waiting == nil, await !hasTypedTLDR(post) { form.tldr = "" }
    } else {
      form.licence = usual
    }
    return form
  }

  @Sendable private func write(_ visit: Visit, _ viewer: ActorRow, _ body: FormBody) async throws -> Response {
    let desk = try await desk(visit, viewer)
    let form = EditorForm(body, desk, usual: visit.usualLicence)
    switch body["do"] {
    case "publish", "anyway": return try await publish(form, desk, visit, viewer, body)
    case "image": return try await addImage(form, desk, visit, viewer, body)
    // Enter, pressed in a field: what was chosen is not lost.
    case "enter" where body.file("image") != nil: return try await addImage(form, desk, visit, viewer, body)
    case "draft": return try await keep(form, desk, visit, viewer, body)
    default:
      let problems = form.draft().problems
      var page = page(form, desk, visit, problems, as: body)
      page.preview = try await preview(form, desk)
      return try renderDesk(page, visit, status: problems.isEmpty ? .ok : .unprocessableContent)
    }
  }

  private func publish(
    _ form: EditorForm, _ desk: Desk, _ visit: Visit, _ viewer: ActorRow, _ body: FormBody
  ) async throws -> Response {
    var (draft, problems) = form.draft()
    let other = await changedMeanwhile(form, desk, body, usual: visit.usualLicence)
    if other != nil {
      problems[.body] =
        "Your summary was changed in another window meanwhile. What stands in the form is what you sent; "
        + "sending it again replaces the other."
    }
    if form.readers == .pseudonym, !MediaName.all(in: form.source).isEmpty {
      problems[.body] = "Pictures are kept under your account, so a text without your name can hold none. Take them out first."
    }
    let agreement = AgreementView(from: desk.own, to: form.readers)
    if let agreement, !body["agreed"].utf8.elementsEqual(agreement.value.utf8) {
      problems[.visibility] = "Below is what this change takes back. Agree to it, or choose other readers."
    }
    func refused(_ problems: [DomainError.Field: String]) throws -> Response {
      var page = page(form, desk, visit, problems, as: other == nil ? body : nil)
      page.agreement = agreement
      page.other = other
      return try renderDesk(page, visit, status: .unprocessableContent)
    }
    guard problems.isEmpty else { return try refused(problems) }
    let warnings = WritingWarning.all(of: try await publisher.render(form.source, lookingUp: false).text, desk.paper)
    guard warnings.allSatisfy({ body.acknowledges($0) }) else {
      var page = page(form, desk, visit, as: body)
      page.agreement = agreement
      page.preview = try await preview(form, desk)
      page.warnings = warnings.map(\.sentence)
      page.warned = warnings.map(\.rawValue).joined(separator: " ")
      return try renderDesk(page, visit, status: .unprocessableContent)
    }
    do {
      let address = try await place(draft, for: form.readers, desk.paper, desk.own, by: viewer)
      if let kept = desk.draft {
        try await store.write { _ = try $0.deleteDraft(of: kept.paperID, by: viewer.id, number: kept.number) }
      }
      return seeOther(address)
    } catch let error as PublishError where error != .notFound {
      problems[.body] = error.message
      return try refused(problems)
    }
  }

  /// The text that another window kept or published since this one was opened.
  private func changedMeanwhile(_ form: EditorForm, _ desk: Desk, _ body: FormBody, usual: Licence) async -> OtherText? {
    if desk.hasText, !body["revision"].utf8.elementsEqual(desk.revision.utf8) {
      return OtherText.published(await published(desk, usual: usual), form)
    }
    guard let kept = desk.draft, kept.number != body.draftNumber, !desk.isPublished(kept) else { return nil }
    let theirs = EditorForm(kept, desk)
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
        title: (!desk.hasText ? "Write a summary of " : "Edit your summary of ") + desk.paper.title, hidesFromSearch: true,
        hasProblems: !problems.isEmpty),
      about: views.line(desk.paper), action: "/write/\(desk.paper.id)" + (desk.own.map { "?summary=\($0.id)" } ?? ""),
      addresses: DeskAddresses(preview: "/write/\(desk.paper.id)/preview", draft: "/write/\(desk.paper.id)/draft"), title: title,
      tldr: tldr, text: text,
      cancelAddress: views.address(desk.paper))
    page.isRevision = desk.hasText
    page.revision = sent?["revision"] ?? desk.revision
    page.problems = ProblemList(FormProblem.list(title, tldr, text))
    page.image = ImageForm(isOpen: images?.workshop.isAvailable ?? false, address: "/write/\(desk.paper.id)/image")
    page.newcomers = FormField("newcomers", value: form.newcomers)
    page.hasNewcomers = !form.newcomers.isEmpty
    page.experts = FormField("experts", value: form.experts)
    page.hasExperts = !form.experts.isEmpty
    page.draftNumber = sent?.draftNumber ?? desk.draft?.number ?? 0
    page.visibilities = desk.hidden?.actor == nil ? EditorForm.readers(form.readers) : []
    page.pseudonym = desk.hidden?.actor.map { LinkView(label: views.person($0).name, address: views.address($0)) }
    page.languages = EditorForm.languages(form.language)
    page.versions = form.versions(desk)
    page.licences = ChoiceView.licences(form.licence, offersNone: desk.hasText && desk.licence(usual: nil) == nil)
    page.deleteAddress =
      desk.own.map { "/post/\($0.id)/delete" } ?? desk.kept.map { "/private/\($0.paperID)/delete" }
      ?? desk.hidden.map { "/pseudonym/\($0.paper)/delete" }
    return page
  }
}
