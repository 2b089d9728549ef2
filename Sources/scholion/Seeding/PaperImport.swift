internal import Domain
internal import Outbox
internal import Store

/// Adds papers one after the other; what cannot be added is told of and passed over.
struct PaperImport {
  let publisher: Publisher

  struct Outcome {
    var added = 0
    var known = 0
    /// One line for each refused record.
    var complaints: [String] = []
  }

  func run(_ records: [PaperRecord.Line]) async -> Outcome {
    var outcome = Outcome()
    var bar = ProgressBar("papers", total: records.count)
    for (number, record) in records.enumerated() {
      do {
        if try await add(try record.outcome.get()) { outcome.added += 1 } else { outcome.known += 1 }
      } catch {
        outcome.complaints.append("\(record.place): \(ErrorSentence.of(error) ?? "\(error)")")
      }
      bar.show(number + 1)
    }
    return outcome
  }

  /// Whether the paper is new.
  private func add(_ record: PaperRecord) async throws -> Bool {
    let paper = try record.draft.validated()
    let known = try await publisher.instance.store.read { try $0.paperIDs(paper.identifiers) }
    _ = try await publisher.addPaper(paper, source: record.source)
    return known.isEmpty
  }
}
