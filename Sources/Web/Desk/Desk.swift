internal import Actors
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Outbox
internal import Signatures
internal import Store

/// What lies on the desk: the paper, the summary of it that the writer has published, and what they are writing.
struct Desk: Sendable {
  var paper: PaperRow
  var own: PostRow?
  /// The one that only the writer sees.
  var kept: PrivateSummaryRow?
  /// The one under a pseudonym, published or waiting.
  var hidden: PseudonymousSummary?
  /// The number of the last revision, or what else tells one text from the next; empty for a new summary.
  var revision = ""
  var draft: DraftRow?
  /// The newest version of the paper that is known.
  var newestVersion: Int?
  /// The version that what is there was written for; nil where it does not say.
  var writtenFor: Int?

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

  /// The versions to choose from; of very many the last, since a form ends somewhere.
  var versions: [Int] {
    guard let newestVersion, newestVersion > 0 else { return [] }
    return Array(max(1, newestVersion - 199)...newestVersion)
  }

  /// Whether a draft says nothing but what is published: it was kept just before.
  func isPublished(_ draft: DraftRow) -> Bool {
    guard let there = texts else { return false }
    let text = draft.text
    return withoutReturns(text.source).elementsEqual(there.source.utf8) && text.title.utf8.elementsEqual(there.title.utf8)
      && (text.tldr.isEmpty || text.tldr.utf8.elementsEqual(there.tldr.utf8))
  }

  private var texts: (source: String, title: String, tldr: String)? {
    if let post = own ?? (hidden?.waiting == nil ? hidden?.post : nil) {
      return post.source.map { ($0, post.title ?? "", post.tldr) }
    }
    if let text = kept?.text { return (text.source, text.title ?? "", text.tldr) }
    return hidden?.waiting.map { ($0.body, $0.title ?? "", $0.tldr ?? "") }
  }

  /// A browser sends line breaks as `\r\n`; what is published has them as `\n`.
  private func withoutReturns(_ text: String) -> some Sequence<UInt8> { text.utf8.lazy.filter { $0 != 0x0D } }
}

extension Site {
  /// The page with the editor is the only one that runs a script, one of ours, which speaks with this site alone.
  static let deskPolicy =
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    + "base-uri 'none'; frame-ancestors 'none'"

  func desk(_ visit: Visit, _ viewer: ActorRow) async throws -> Desk {
    let id = try visit.id("paper")
    let found = try await store.read { transaction -> Desk? in
      guard let paper = try transaction.standingPaper(id) else { return nil }
      var desk = Desk(paper: paper)
      desk.draft = try transaction.draft(of: paper.id, by: viewer.id)
      desk.newestVersion = try transaction.latestVersion(of: paper.id)
      if let own = try Self.ownSummary(of: paper, by: viewer, visit, in: transaction) {
        desk.own = own
        desk.writtenFor = own.writtenFor
        desk.revision = try transaction.revisions(of: own.id).first.map { "\($0.number)" } ?? ""
      } else if let kept = try transaction.privateSummary(of: paper.id, by: viewer.id) {
        desk.kept = kept
        // A private text does not keep it; published, it is for the newest unless its writer chooses.
        desk.writtenFor = desk.newestVersion
        // The draft that was saved with it knows revisions by a number.
        desk.revision = "\(kept.updatedAt.milliseconds)"
      }
      return desk
    }
    guard var found else { throw WebError.notFound }
    guard !found.hasText, let hidden = try await publisher.pseudonymous(of: found.paper.id, by: viewer) else { return found }
    found.hidden = hidden
    found.writtenFor = hidden.waiting?.writtenFor ?? hidden.post?.writtenFor
    let latest = Digest.sha256(Array((hidden.waiting?.body ?? hidden.post?.source ?? "").utf8))
    found.revision = "\(latest.prefix(6).reduce(1) { $0 << 8 | Int($1) })"
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
