internal import Catalog
internal import Domain
internal import Store

/// Finds papers by what somebody pasted or typed: here first, then at the sources, within the time a reader waits.
struct PaperFinder: Sendable {
  let store: Store
  /// Nil where no source is asked.
  let sources: PaperSources?
  /// How long the sources have.
  var patience: Duration = .seconds(8)

  /// Who is searched with words, and how many records of each are shown.
  static let searched: [SourceName] = [
    .dblp, .arxiv, .crossref, .openReview, .openAlex, .pubMed, .dataCite, .bibSonomy,
  ]
  static let shown = 8

  /// What was found.
  struct Finding: Sendable {
    /// The paper here that the text names.
    var known: PaperRow?
    /// What the text names, where it names a paper.
    var identifier: PaperIdentifier?
    /// One of the same paper from several sources stand together, whose word counts most first.
    var candidates: [Candidate] = []
    /// Why sources said nothing, a sentence each.
    var remarks: [String] = []
  }

  /// One paper as sources tell of it.
  struct Candidate: Sendable {
    /// Never empty; the first is shown.
    var statements: [PaperStatement]
    /// The paper here that has one of its identifiers.
    var known: PaperRow?

    /// Identifiers of all statements.
    var identifiers: Set<PaperIdentifier> { Set(statements.flatMap(\.paper.identifiers)) }
  }

  /// What a text leads to; an identifier asks the sources that know such, words ask those that can be searched.
  func find(_ text: String) async throws -> Finding {
    var finding = Finding()
    let reference = PastedText.reference(in: text)
    if case .identifier(let identifier) = reference {
      finding.identifier = identifier
      finding.known = try await store.read { try $0.paper(identifier) }
      if finding.known != nil { return finding }
    }
    guard let sources else { return finding }
    let asked = Self.isWords(text, reference) ? await search(text, sources) : await lookUp(reference, sources)
    finding.remarks = asked.remarks
    finding.candidates = Self.grouped(asked.records)
    for index in finding.candidates.indices {
      let identifiers = Array(finding.candidates[index].identifiers)
      finding.candidates[index].known = try await store.read { transaction in
        let ids = try transaction.paperIDs(identifiers)
        return ids.count == 1 ? try ids.first.flatMap { try transaction.paper($0) } : nil
      }
    }
    return finding
  }

  /// Whether a text is searched for: it names no paper, or it is a title in which something looks like an identifier.
  private static func isWords(_ text: String, _ reference: PastedReference?) -> Bool {
    reference == nil || (text.split(separator: " ").count > 4 && !text.contains("/") && !text.contains(":"))
  }

  private struct Asked: Sendable {
    var records: [BibliographicRecord] = []
    var remarks: [String] = []
  }

  /// The sources that know such identifiers; what they tell of a better one is followed once, from preprint to publisher.
  private func lookUp(_ reference: PastedReference?, _ sources: PaperSources) async -> Asked {
    guard let reference else { return Asked() }
    let found = await within(patience) { () async -> Asked in
      let first = await sources.lookUp(reference)
      var asked = Asked(records: first.records, remarks: first.failures.map(\.description))
      guard let record = first.records.first else { return asked }
      let next = record.identifiers.first { $0.scheme == .doi && !Self.named(reference).contains($0) }
      if let next { asked.records += await sources.lookUp(next).records }
      return asked
    }
    return found ?? Asked(remarks: ["the sources took longer than a reader waits"])
  }

  private static func named(_ reference: PastedReference) -> [PaperIdentifier] {
    if case .identifier(let identifier) = reference { [identifier] } else { [] }
  }

  private func search(_ words: String, _ sources: PaperSources) async -> Asked {
    let able = Self.searched.filter(sources.searchable.contains)
    let answers = await withTaskGroup(of: (Int, Asked).self) { group in
      for (place, source) in able.enumerated() {
        group.addTask {
          let found = await within(patience) { () async -> Asked in
            do throws(SourceError) {
              return Asked(records: try await sources.search(words, at: source, limit: Self.shown))
            } catch {
              return Asked(remarks: [error.description])
            }
          }
          return (place, found ?? Asked(remarks: ["\(source.label) took longer than a reader waits"]))
        }
      }
      return await group.reduce(into: [Int: Asked]()) { $0[$1.0] = $1.1 }
    }
    let inOrder = able.indices.compactMap { answers[$0] }
    return Asked(records: Self.interleaved(inOrder.map(\.records)), remarks: inOrder.flatMap(\.remarks))
  }

  /// The first of each, then the second of each: every source puts the best first.
  private static func interleaved(_ lists: [[BibliographicRecord]]) -> [BibliographicRecord] {
    (0..<(lists.map(\.count).max() ?? 0)).flatMap { place in lists.compactMap { $0.dropFirst(place).first } }
  }

  /// Records that share an identifier, or title and first author, are of one paper; what is none is left out.
  static func grouped(_ records: [BibliographicRecord]) -> [Candidate] {
    var candidates: [Candidate] = []
    for record in records {
      guard let statement = try? record.statement() else { continue }
      let names = Set(statement.paper.identifiers.filter(\.scheme.identifiesOnePaper))
      let index = candidates.firstIndex { candidate in
        !names.isDisjoint(with: candidate.identifiers) || candidate.statements.contains { Self.isSame($0.paper, statement.paper) }
      }
      if let index {
        candidates[index].statements.append(statement)
        candidates[index].statements.sort { $0.rank < $1.rank }
      } else {
        candidates.append(Candidate(statements: [statement]))
      }
    }
    return candidates
  }

  private static func isSame(_ left: Paper, _ right: Paper) -> Bool {
    guard left.foldedTitle.utf8.count > 10, left.foldedTitle.utf8.elementsEqual(right.foldedTitle.utf8),
      abs((left.year ?? 0) - (right.year ?? left.year ?? 0)) <= 2
    else { return false }
    func last(_ paper: Paper) -> String? { paper.authors.first?.split(separator: " ").last.map { $0.lowercased() } }
    return last(left) == last(right)
  }
}

/// What an operation gives within a time; nil when that was over first, and the operation is cancelled.
func within<T: Sendable>(_ time: Duration, _ operation: @escaping @Sendable () async -> T) async -> T? {
  await withTaskGroup(of: T?.self) { group in
    group.addTask { await operation() }
    group.addTask {
      try? await Task.sleep(for: time)
      return nil
    }
    let first = await group.next() ?? nil
    group.cancelAll()
    return first
  }
}
