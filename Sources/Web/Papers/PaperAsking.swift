internal import Actors
package import Catalog
internal import Domain
package import Outbox
package import Store

/// Asks the sources of a paper again: for versions, corrections, and what they say better by now.
package struct PaperAsking: Sendable {
  let publisher: Publisher
  let sources: PaperSources
  /// How long the sources have.
  let patience: Duration

  /// What came of asking.
  package struct Outcome: Sendable {
    /// Records that were told.
    package var records = 0
    /// Why sources told none, a sentence each.
    package var failures: [String] = []

    /// Whether the sources had their say, if only that they know nothing.
    package var isHeard: Bool { records > 0 || failures.isEmpty }
  }

  /// Asks these sources, and stores through this publisher.
  package init(publisher: Publisher, sources: PaperSources, patience: Duration) {
    self.publisher = publisher
    self.sources = sources
    self.patience = patience
  }

  /// Asks about one paper and keeps what is told of it; whoever wrote about it hears of the news.
  package func ask(about paper: PaperRow) async throws -> Outcome {
    let (id, store) = (paper.id, publisher.instance.store)
    guard let answers = await told(of: paper) else { return Outcome(failures: ["the sources took too long"]) }
    for record in answers.records {
      guard let statement = try? record.statement() else { continue }
      // What is of another paper altogether was not asked for.
      let known = try await store.read { try $0.paperIDs(statement.paper.identifiers) }
      if known.contains(id) { _ = try? await publisher.addPaper(statement, isFirstHand: true) }
    }
    let outcome = Outcome(records: answers.records.count, failures: answers.failures.map(\.description))
    if outcome.isHeard { try await store.write { try $0.finishRefresh(of: id) } }
    return outcome
  }

  private struct Answers: Sendable {
    var records: [BibliographicRecord] = []
    var failures: [SourceError] = []
  }

  /// What is told of each of a paper's identifiers; nil where that took too long.
  private func told(of paper: PaperRow) async -> Answers? {
    let asked = sources
    let identifiers = Array(paper.identifiers.filter(\.scheme.identifiesOnePaper).prefix(4))
    return await within(patience) { () async -> Answers in
      var answers = Answers()
      for identifier in identifiers where !Task.isCancelled {
        let findings = await asked.lookUp(identifier)
        answers.records += findings.records
        answers.failures += findings.failures
      }
      return answers
    }
  }
}
