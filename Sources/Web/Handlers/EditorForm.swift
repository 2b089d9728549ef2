internal import Domain
internal import Store

/// The fields of the editor.
struct EditorForm: Sendable {
  var title = ""
  var tldr = ""
  /// For newcomers.
  var newcomers = ""
  /// For everybody.
  var text = ""
  /// For those who work in the field.
  var experts = ""
  var readers = Readership.public
  var language = "en"
  var licence: Licence?
  /// The version of the paper that the text is for; nil where the form does not say.
  var writtenFor: Int?

  init() {}

  /// - Parameter licence: where the form does not say
  init(_ body: FormBody, licence: Licence?) {
    title = body["title"]
    tldr = body["tldr"]
    text = body["text"]
    newcomers = body["newcomers"]
    experts = body["experts"]
    // What is not understood goes to the fewest.
    readers = body["visibility"].isEmpty ? .public : Readership(rawValue: body["visibility"]) ?? .private
    language = body["language"]
    self.licence = Licence(rawValue: body["licence"]) ?? licence
    writtenFor = Int(body["written-for"])
  }

  /// The form as it was sent: one that does not say changes nobody's sight.
  init(_ body: FormBody, _ desk: Desk, usual: Licence?) {
    self.init(body, licence: desk.licence(usual: usual))
    if body["visibility"].isEmpty || desk.hidden?.actor != nil { readers = desk.readers }
    if let version = writtenFor, !desk.versions.contains(version) { writtenFor = nil }
  }

  /// The form as it was when it was kept.
  init(_ draft: DraftRow, _ desk: Desk) {
    // What was chosen was written by us.
    self.init((try? FormBody(parsing: Array(draft.text.choices.utf8))) ?? FormBody(), desk, usual: nil)
    title = draft.text.title
    tldr = draft.text.tldr
    source = draft.text.source
  }

  /// The summary that the form makes, and what is wrong with it.
  func draft() -> (draft: SummaryDraft, problems: [DomainError.Field: String]) {
    var problems: [DomainError.Field: String] = [:]
    let draft = SummaryDraft(title: title, tldr: tldr, body: source, language: language, licence: licence, writtenFor: writtenFor)
    _ = problems.noting { () throws(DomainError) in try draft.validated() }
    return (draft, problems)
  }

  /// The texts of all levels, as one.
  var source: String {
    get { SummaryLevels(newcomers: newcomers, full: text, experts: experts).source }
    set {
      let levels = SummaryLevels(source: newValue)
      (newcomers, text, experts) = (levels.newcomers, levels.full, levels.experts)
    }
  }

  /// The versions of the paper, the newest first; none where no version is known.
  func versions(_ desk: Desk) -> [ChoiceView] {
    guard let newest = desk.versions.last else { return [] }
    let chosen = writtenFor ?? (desk.hasText ? desk.writtenFor : newest)
    // What says nothing of its version goes on doing so until its author chooses.
    let silence = chosen == nil ? [ChoiceView(value: "", label: "Not told", isChosen: true)] : []
    return silence
      + desk.versions.reversed().map { ChoiceView(value: "\($0)", label: "Version \($0)", isChosen: $0 == chosen) }
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
