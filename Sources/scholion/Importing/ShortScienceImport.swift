internal import Catalog
internal import Domain
internal import Outbox
internal import Store

/// Brings what stood at ShortScience.org here: papers, people who can claim their accounts, summaries with dates and votes.
///
/// Nothing is delivered. Doing it twice is doing it once.
struct ShortScienceImport {
  let publisher: Publisher
  /// Asked about papers that are not here; nil where the feed alone has to do.
  var sources: PaperSources?
  /// The account here that gets the summaries of an export, instead of one to claim.
  var owner: ActorRow?

  struct Outcome {
    var added = 0
    var renewed = 0
    var known = 0
    var kept = 0
    var refused = 0
    var papers = 0
    var people = 0
    var complaints: [String] = []

    mutating func complain(_ place: String, _ words: String) {
      refused += 1
      if complaints.count < PaperImport.Outcome.mostComplaints { complaints.append("\(place): \(words)") }
    }

    mutating func count(_ outcome: ImportOutcome) {
      switch outcome {
      case .added: added += 1
      case .renewed: renewed += 1
      case .known: known += 1
      case .kept: kept += 1
      }
    }
  }

  private var store: Store { publisher.instance.store }
  /// Anonymous summaries of one paper that are told apart.
  private static let mostAnonymous = 20
  /// Bytes at the beginning of an anonymous text by which it is known again.
  private static let beginning = 200

  /// Reads a feed.
  func run(feed path: String, named name: String, into outcome: inout Outcome) async {
    var found = outcome
    var bar: ProgressBar?
    do {
      try await ShortScienceFeed(path: path).read { entry, done, all in
        switch entry {
        case .item(let item): await add(item, at: name, into: &found)
        case .fault(let number, let line, let words): found.complain("\(name):\(line) (item \(number))", words)
        }
        if bar == nil { bar = ProgressBar(name, total: all) }
        bar?.show(done)
      }
    } catch {
      found.complain(name, ErrorSentence.of(error) ?? "\(error)")
    }
    outcome = found
  }

  /// Takes somebody's own export.
  func run(export text: String, of userName: String, named name: String, into outcome: inout Outcome) async {
    let (items, complaints) = ShortScienceExport.items(in: text, of: userName)
    for complaint in complaints { outcome.complain("\(name):\(complaint.line ?? 0)", complaint.message) }
    var bar = ProgressBar(name, total: items.count)
    for (number, row) in items.enumerated() {
      await add(row.item, at: "\(name):\(row.line)", into: &outcome)
      bar.show(number + 1)
    }
  }

  private func add(_ item: ShortScienceItem, at place: String, into outcome: inout Outcome) async {
    do {
      let paper = try await paper(of: item, counting: &outcome)
      var summary = ImportedSummary(
        draft: SummaryDraft(body: item.text, language: nil), published: item.edited ?? store.now(), address: item.address)
      summary.isCut = item.isCut
      summary.score = item.votes
      // An export has no date, but what a feed leaves out: addresses, and with them images and links.
      summary.replaces = item.edited == nil
      guard let userName = item.userName else {
        outcome.count(try await addAnonymous(summary, of: paper))
        return
      }
      let author: ActorRow
      if let owner {
        author = owner
        try await store.write { try $0.insertFormerAccount(userName, at: FormerSite.shortScience.source, of: owner.id) }
      } else {
        let known = try await store.read { try $0.formerAccount(userName, at: FormerSite.shortScience.source) }
        if let known, known.state != .active {
          outcome.kept += 1
          return
        }
        author = try await publisher.formerPerson(userName, displayName: item.displayName ?? userName, of: .shortScience)
        if known == nil { outcome.people += 1 }
      }
      outcome.count(try await publisher.importSummary(summary, of: paper, by: author))
    } catch {
      outcome.complain("\(place), \(item.address)", ErrorSentence.of(error) ?? "\(error)")
    }
  }

  /// One account for all anonymous summaries, and another for a second one of the same paper: a person has one summary of a paper.
  ///
  /// Who wrote which is not told, so a text is known again by its beginning.
  private func addAnonymous(_ summary: ImportedSummary, of paper: PaperRow) async throws -> ImportOutcome {
    let start = summary.draft.body.utf8.prefix(Self.beginning)
    for number in 1...Self.mostAnonymous {
      let author = try await publisher.anonymous(number, of: .shortScience)
      guard let known = try await store.read({ try $0.summary(of: paper.id, by: author.id) }) else {
        return try await publisher.importSummary(summary, of: paper, by: author)
      }
      guard (known.source ?? "").utf8.prefix(Self.beginning).elementsEqual(start) else { continue }
      return try await publisher.importSummary(summary, of: paper, by: author)
    }
    throw Refusal("there are \(Self.mostAnonymous) anonymous summaries of this paper already")
  }

  /// The paper, as it is known here, as a source tells of it, or as the feed does.
  private func paper(of item: ShortScienceItem, counting outcome: inout Outcome) async throws -> PaperRow {
    let identifiers = item.identifiers
    guard let first = identifiers.first else { throw Refusal("\(item.key) is no key of a paper") }
    let known = try await store.read { try $0.paperIDs(identifiers) }
    guard known.count <= 1 else { throw PublishError.identifierConflict }
    if let id = known.first {
      try await store.write { try $0.addIdentifiers(identifiers, to: id) }
      if let row = try await store.read({ try $0.paper(id) }) { return row }
    }
    outcome.papers += 1
    if let sources {
      for identifier in identifiers {
        guard let record = await sources.lookUp(identifier).records.first, let statement = try? record.statement() else {
          continue
        }
        let row = try await publisher.addPaper(statement)
        try await store.write { try $0.addIdentifiers(identifiers, to: row.id) }
        return row
      }
    }
    // A feed tells no authors, an export not even the title: whatever a source says later takes their place.
    let draft = PaperDraft(
      title: item.title.map { String($0.prefix(Paper.maximumTitle)) } ?? first.canonical, authors: ["Unknown author"],
      identifiers: identifiers.map(\.canonical))
    let statement = PaperStatement(source: FormerSite.shortScience.source, rank: Self.rank, paper: try draft.validated())
    return try await publisher.addPaper(statement)
  }

  /// After every source.
  private static let rank = 90
}
