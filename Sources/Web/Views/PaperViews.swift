internal import Domain
internal import Forms
internal import Markup
internal import Store

extension ViewMaker {
  /// Authors named before the rest is folded.
  private static let leadAuthors = 12

  /// Our page of a paper.
  func address(_ paper: PaperRow) -> String { paper.bestIdentifier?.pagePath ?? "/@\(paper.name)" }

  /// A paper above a summary, or in a list of papers, where its summaries are told too.
  func line(_ paper: PaperRow, summariesLabel: String? = nil, tldr: String? = nil) -> PaperLine {
    let place = [paper.venueName, paper.year.map(String.init)].compactMap(\.self).joined(separator: " ")
    return PaperLine(
      address: address(paper), titleHTML: Self.title(paper.title), authors: Self.names(paper.authors),
      place: place.isEmpty ? nil : place, summariesLabel: summariesLabel, tldrHTML: tldr.map { Self.paragraph($0) })
  }

  /// A paper that is not here yet.
  func line(_ paper: Paper) -> PaperLine {
    let place = [paper.venue?.name, paper.year.map(String.init)].compactMap(\.self).joined(separator: " ")
    return PaperLine(
      address: paper.url, titleHTML: Self.title(paper.title), authors: Self.names(paper.authors),
      place: place.isEmpty ? nil : place, tldrHTML: paper.abstract.map { Self.paragraph(String($0.prefix(240)) + "…") })
  }

  /// A paper in a list, with how many summaries it has and the best one's TL;DR.
  func entry(_ paper: PaperRow, in transaction: ReadTransaction) throws -> PaperLine {
    let count = try transaction.summaryCount(of: paper.id)
    let best = count == 0 ? nil : try transaction.summaries(of: paper.id, seenBy: nil, limit: 1).first
    var line = line(
      paper, summariesLabel: count == 0 ? nil : counted(count, "summary", "summaries"),
      tldr: best.flatMap { $0.post.tldr.isEmpty ? nil : $0.post.tldr })
    line.contextObject = contextObject(of: paper)
    return line
  }

  /// What a reference manager takes a paper out of a list by.
  func contextObject(of paper: PaperRow) -> String { PaperMetadata(paper: paper).coins(host: instance.origin.authority) }

  func paper(
    _ paper: PaperRow, room: ActorRow, topics: [TopicRow], notices: [PaperNotice], relation: RelationView?
  ) -> PaperView {
    let authors = paper.authors.enumerated().map { place, name in
      AuthorView(
        name: name, address: "/author/\(PercentCoding.encoded(name))",
        orcidAddress: paper.orcid(ofAuthor: place).map { "https://orcid.org/\($0)" })
    }
    let lead = authors.count <= Self.leadAuthors + 1 ? authors : Array(authors.prefix(Self.leadAuthors))
    let rest = Array(authors.dropFirst(lead.count))
    let halves = HandleHalves(handle(room))
    var view = PaperView(
      titleHTML: Self.title(paper.title), leadAuthors: lead, identifiers: paper.identifiers.map(Self.identifier),
      handleName: halves.name, handleHost: halves.host, factsAddress: "/facts/\(paper.id)")
    view.notices = Self.views(notices)
    view.topics = topics.map { LinkView(label: $0.name, address: "/topic/\(PercentCoding.encoded($0.slug))") }
    view.otherAuthors = rest
    view.otherAuthorsLabel = rest.isEmpty ? nil : "and \(counted(rest.count, "other", "others"))"
    if let key = paper.venueKey, let name = paper.venueName {
      view.venue = LinkView(label: name, address: "/venue/\(key)/\(VenueYear(of: paper.year).path)")
    }
    view.year = paper.year.map(String.init)
    view.abstractHTML = paper.abstract.map { Self.paragraph($0) }
    view.abstractSource = paper.abstract == nil || paper.source == "local" ? nil : Site.label(ofSource: paper.source)
    view.relation = relation
    view.isUnconfirmed = !paper.isConfirmed
    return view
  }

  /// Of versions the last alone, and the first not at all.
  private static func views(_ notices: [PaperNotice]) -> [NoticeView] {
    let latest = notices.filter { $0.kind == .version }.map(\.number).max()
    return notices.filter { $0.kind != .version || $0.number == latest && $0.number > 1 }.map { notice in
      NoticeView(
        label: label(notice), date: notice.date, address: notice.paper.flatMap { link($0.url) }, isGrave: notice.kind.isGrave)
    }
  }

  private static func label(_ notice: PaperNotice) -> String {
    switch notice.kind {
    case .version: "Version \(notice.number)"
    case .correction: "Corrected"
    case .concern: "The publisher warns of it"
    case .withdrawal: "Withdrawn"
    case .retraction: "Retracted"
    }
  }

  /// `Vaswani, Shazeer, Parmar and 5 others`.
  private static func names(_ authors: [String]) -> String {
    let last = authors.prefix(3).map { name in
      // `Vaswani, Ashish` in some sources, `Ashish Vaswani` in most.
      name.split(separator: ",").count == 2
        ? String(name.split(separator: ",").first ?? "") : String(name.split(separator: " ").last ?? "")
    }
    guard authors.count > 3 else { return last.joined(separator: ", ") }
    return last.joined(separator: ", ") + " and " + counted(authors.count - 3, "other", "others")
  }

  private static func identifier(_ identifier: PaperIdentifier) -> IdentifierView {
    IdentifierView(scheme: identifier.scheme.label, value: identifier.value, address: link(identifier.url))
  }

  /// Plain text as a paragraph, its short formulas set.
  static func paragraph(_ text: String) -> TrustedHTML {
    let text = FormulaText(plain: text)
    return TrustedHTML(sanitized: "<p>\(text.html(of: text.text))</p>")
  }

  /// A title with its short formulas set.
  static func title(_ text: String) -> TrustedHTML {
    guard text.utf8.contains(where: { "$\\".utf8.contains($0) }) else { return TrustedHTML(plain: text) }
    let title = FormulaText(plain: text)
    return TrustedHTML(sanitized: title.html(of: title.text))
  }
}
