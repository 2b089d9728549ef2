internal import Actors
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Store

/// What lies on the desk: the paper, the summary of it that the writer has published, and what they are writing.
struct Desk: Sendable {
  var paper: PaperRow
  var own: PostRow?
  /// The number of the last revision; empty for a new summary.
  var revision = ""
  var draft: DraftRow?

  /// Whether a draft says nothing but what is published: it was kept just before.
  func isPublished(_ draft: DraftRow) -> Bool {
    guard let own, let source = own.source else { return false }
    let text = draft.text
    return withoutReturns(text.source).elementsEqual(source.utf8) && text.title.utf8.elementsEqual((own.title ?? "").utf8)
      && (text.tldr.isEmpty || text.tldr.utf8.elementsEqual(own.tldr.utf8))
  }

  /// A browser sends line breaks as `\r\n`; what is published has them as `\n`.
  private func withoutReturns(_ text: String) -> some Sequence<UInt8> { text.utf8.lazy.filter { $0 != 0x0D } }
}

extension Site {
  /// The page with the editor is the only one that runs a script, one of ours, which speaks with this site alone.
  static let deskPolicy =
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    + "base-uri 'none'; frame-ancestors 'none'"

  func desk(_ visit: Visit, _ viewer: ActorRow) async throws -> Desk {
    let id = try visit.id("paper")
    let found = try await store.read { transaction -> Desk? in
      guard let paper = try transaction.paper(id) else { return nil }
      var desk = Desk(paper: paper)
      desk.draft = try transaction.draft(of: id, by: viewer.id)
      guard let own = try transaction.summary(of: id, by: viewer.id) else { return desk }
      desk.own = own
      desk.revision = try transaction.revisions(of: own.id).first.map { "\($0.number)" } ?? ""
      return desk
    }
    guard let found else { throw WebError.notFound }
    return found
  }

  /// The editor with its style and script, which the policy of other pages forbids.
  func renderDesk(_ page: EditorPage, _ visit: Visit, status: HTTPResponse.Status = .ok) throws -> Response {
    var page = page
    page.chrome.styles.append(assets.deskStyle)
    page.head.scripts = [assets.deskScript]
    var response = try render(page, visit, status: status)
    response.headers[.contentSecurityPolicy] = Self.deskPolicy
    return response
  }
}

extension FormBody {
  /// The number of the draft that the form was filled from; 0 for none.
  var draftNumber: Int {
    guard let number = Int(self["draft"]), number > 0, number < Int(Int32.max) else { return 0 }
    return number
  }

  /// Whether "Publish anyway" was pressed by somebody who had seen this warning.
  func acknowledges(_ warning: WritingWarning) -> Bool {
    self["do"].utf8.elementsEqual("anyway".utf8)
      && self["warned"].utf8.prefix(200).split(separator: 0x20).contains { $0.elementsEqual(warning.rawValue.utf8) }
  }
}

extension EditorForm {
  /// All that was typed, for comparing.
  var whole: String {
    let parts = [title, tldr, source].filter { !$0.isEmpty }
    return String(decoding: parts.joined(separator: "\n\n").utf8.filter { $0 != 0x0D }, as: UTF8.self)
  }

  /// Whether nothing was typed.
  var isEmpty: Bool { whole.utf8.allSatisfy { $0 <= 0x20 } }
}

extension OtherText {
  /// What was published meanwhile, beside what stands in the form.
  static func published(_ other: EditorForm, _ form: EditorForm) -> OtherText {
    OtherText(
      heading: "Your summary was changed in another window",
      explanation: "Below is what you wrote here. Publishing it replaces what is published now, which stays among the versions.",
      other, form)
  }

  /// What was kept meanwhile, beside what stands in the form.
  static func kept(_ other: EditorForm, _ form: EditorForm) -> OtherText {
    OtherText(
      heading: "Your draft was changed in another window",
      explanation:
        "Below is what you wrote here. Saving or publishing it replaces the other draft: take from that what you need.",
      other, form)
  }

  private init(heading: String, explanation: String, _ other: EditorForm, _ form: EditorForm) {
    self.heading = heading
    self.explanation = explanation
    lines = TextDifference(from: other.whole, to: form.whole).view()
    text = other.whole
  }
}
