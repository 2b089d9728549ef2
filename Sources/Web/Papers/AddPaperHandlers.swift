internal import Actors
internal import Catalog
internal import Domain
internal import Hummingbird
internal import Outbox
internal import Store

/// Adding papers: by whatever names one, by words, from a file, or by hand.
extension Site {
  /// Bytes of a file that is taken in a page; more is for `scholion paper import`.
  static let uploadBytes = 2 << 20
  /// Papers of a file that is taken in a page.
  static let uploadRecords = 200

  func addPaperForms(to routes: Routes) {
    _ =
      routes
      .get("/add", use: memberPage(isForWriting: true, addForm))
      .post("/add", use: memberForm(add))
      .post("/add/found", use: memberForm(addFound))
      .post("/add/file", use: memberUpload(atMost: Self.uploadBytes, addFile))
  }

  private var finder: PaperFinder { PaperFinder(store: store, sources: sources) }

  @Sendable private func addForm(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let query = visit.request.uri.queryParameters
    // The older name of the field stands in links of other sites.
    let text = query.get("q") ?? query.get("identifier") ?? ""
    var page = addPage(visit)
    page.query.value = text
    guard text.utf8.contains(where: { $0 > 0x20 }) else { return try render(page, visit) }
    guard text.utf8.count <= 1_000 else {
      page.query.problem = "This is too long to search for."
      return try render(page, visit, status: .unprocessableContent)
    }
    let finding = try await finder.find(text)
    if let known = finding.known?.bestIdentifier { return seeOther(known.pagePath + "?done=known") }
    page.isAnswer = true
    page.found = finding.candidates.prefix(20).map { Self.view($0, ViewMaker(self, visit), query: text) }
    page.remarks = finding.remarks.map { Self.sentence($0) }
    page.opensByHand = page.found.isEmpty
    page.identifier.value = finding.identifier?.canonical ?? ""
    return try render(page, visit)
  }

  /// Adds what was found: the sources are asked again, from their kept answers, so that nothing is taken from the form.
  @Sendable private func addFound(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    guard let identifier = try? PaperIdentifier(parsing: form["identifier"]), form["q"].utf8.count <= 1_000 else {
      throw WebError.badForm
    }
    let finding = try await finder.find(form["q"])
    if let known = finding.known?.bestIdentifier { return seeOther(known.pagePath + "?done=known") }
    guard let candidate = finding.candidates.first(where: { $0.identifiers.contains(identifier) }) else {
      var page = addPage(visit)
      page.query = form.field("q", problem: "The sources do not answer as before. Try again, or type the paper in by hand.")
      page.identifier.value = identifier.canonical
      page.opensByHand = true
      return try render(page, visit, status: .unprocessableContent)
    }
    return try await take([candidate], visit).map { seeOther($0) } ?? addFailed(form, visit)
  }

  private func addFailed(_ form: FormBody, _ visit: Visit) throws -> Response {
    var page = addPage(visit)
    page.query = form.field("q", problem: PublishError.identifierConflict.message)
    return try render(page, visit, status: .unprocessableContent)
  }

  /// Adds papers as their sources state them; the page of the last one, nil where all were refused.
  private func take(_ candidates: [PaperFinder.Candidate], _ visit: Visit) async throws -> String? {
    var path: String?
    for candidate in candidates {
      for statement in candidate.statements {
        // Sources that do not agree which paper it is keep their words to themselves; the first has it.
        guard let row = try? await publisher.addPaper(statement, isFirstHand: true) else { continue }
        path = row.bestIdentifier.map { "\($0.pagePath)?done=\(candidate.known == nil ? "added" : "known")" } ?? path
      }
    }
    return path
  }

  @Sendable private func addFile(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let bytes = form.file("file")?.bytes ?? Array(form["text"].utf8)
    var page = addPage(visit)
    page.opensFile = true
    guard !bytes.isEmpty else {
      page.file.problem = "Choose a file, or paste its text."
      return try render(page, visit, status: .unprocessableContent)
    }
    guard let format = CatalogFormat.detect(bytes) else {
      page.file.problem = "This is none of the formats that are read here."
      return try render(page, visit, status: .unprocessableContent)
    }
    let reader = RecordReader(format)
    var records: [BibliographicRecord] = []
    do {
      records = try reader.feed(bytes) + reader.finish()
    } catch {
      records += reader.rest()
      page.remarks.append(Self.sentence("after these it could not be read: \(error.description)"))
    }
    let complaints = reader.complaints.map { complaint in complaint.line.map { "Line \($0): " } ?? "" + complaint.message }
    page.remarks += complaints.prefix(20)
    if records.count > Self.uploadRecords {
      page.remarks.append("Only the first \(Self.uploadRecords) papers of the file were taken.")
    }
    for record in records.prefix(Self.uploadRecords) {
      do {
        let statement = try record.statement()
        let isKnown = try await store.read { try !$0.paperIDs(statement.paper.identifiers).isEmpty }
        let row = try await publisher.addPaper(statement)
        page.taken.append(TakenPaper(paper: ViewMaker(self, visit).line(row), deed: isKnown ? "was here already" : "added"))
      } catch let error as DomainError {
        page.remarks.append("\(record.title.isEmpty ? record.key ?? "An entry" : record.title): \(error.message)")
      } catch let error as PublishError {
        page.remarks.append("\(record.title): \(error.message)")
      }
    }
    if page.taken.isEmpty { page.file.problem = "No paper in it could be added." }
    return try render(page, visit, status: page.taken.isEmpty ? .unprocessableContent : .ok)
  }

  /// Opens the paper that has the identifier, else adds it as typed.
  @Sendable private func add(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    var problems: [DomainError.Field: String] = [:]
    let identifier = problems.noting { () throws(DomainError) in try PaperIdentifier(parsing: form["identifier"]) }
    if let identifier, let known = try await store.read({ try $0.paper(identifier) })?.bestIdentifier {
      return seeOther(known.pagePath + "?done=known")
    }
    // Another paper's number stands in for a wrong one, so that all fields are checked; such a draft is never stored.
    let paper = form.paper([identifier?.canonical ?? "arxiv:1706.03762"], &problems)
    if problems.isEmpty, let paper {
      do {
        let row = try await publisher.addPaper(paper, source: "local")
        return seeOther((row.bestIdentifier?.pagePath ?? "/papers") + "?done=added")
      } catch let error as PublishError {
        problems[.identifier] = error.message
      }
    }
    var page = addPage(visit)
    page.head.hasProblems = true
    page.opensByHand = true
    page.identifier = form.field("identifier", problem: problems[.identifier] ?? problems[.identifiers])
    page.title = form.field("title", problem: problems[.title])
    page.authors = form.field("authors", problem: problems[.authors])
    page.year = form.field("year", problem: problems[.year])
    page.venue = form.field("venue", problem: problems[.venue])
    page.problems = ProblemList(FormProblem.list(page.identifier, page.title, page.authors, page.year, page.venue))
    return try render(page, visit, status: .unprocessableContent)
  }

  private func addPage(_ visit: Visit) -> AddPaperPage {
    AddPaperPage(
      chrome: chrome(visit), head: PageHead(title: "Add a paper", hidesFromSearch: true), query: FormField("q"),
      asksSources: sources != nil, file: FormField("file"), identifier: FormField("identifier"), title: FormField("title"),
      authors: FormField("authors"), year: FormField("year"), venue: FormField("venue"))
  }

  private static func view(_ candidate: PaperFinder.Candidate, _ views: ViewMaker, query: String) -> FoundPaper {
    let first = candidate.statements[0]
    let labels = candidate.statements.map { SourceName(rawValue: $0.source)?.label ?? $0.source }
    return FoundPaper(
      paper: views.line(first.paper),
      sources: "from " + labels.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: ", "),
      identifiers: candidate.identifiers.sorted().prefix(4).map { "\($0.scheme.label) \($0.value)" }.joined(separator: ", "),
      knownAddress: candidate.known.map { views.address($0) }, query: query,
      identifier: first.paper.bestIdentifier.canonical)
  }

  private static func sentence(_ text: String) -> String {
    let first = text.prefix(1).uppercased()
    return first + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
  }
}

extension FormBody {
  /// The paper that title, authors, year, venue and abstract describe; what is wrong goes to `problems`.
  func paper(_ identifiers: [String], _ problems: inout [DomainError.Field: String]) -> Paper? {
    let year = self["year"].filter { !$0.isWhitespace }
    if !year.isEmpty, year.utf8.count > 4 || Int(year) == nil { problems[.year] = "A year has four digits." }
    let draft = PaperDraft(
      title: self["title"], authors: self["authors"].split(whereSeparator: \.isNewline).map(String.init), venue: self["venue"],
      year: Int(year), abstract: self["abstract"], identifiers: identifiers)
    return problems.noting { () throws(DomainError) in try draft.validated() }
  }
}

extension Dictionary where Key == DomainError.Field, Value == String {
  /// Runs a check and keeps what it has to say about its field, unless something was said already.
  mutating func noting<T>(_ check: () throws(DomainError) -> T) -> T? {
    do {
      return try check()
    } catch {
      if self[error.field] == nil { self[error.field] = error.message }
      return nil
    }
  }
}
