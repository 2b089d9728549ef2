internal import Catalog
internal import Domain
internal import Outbox
internal import Store

/// Adds papers one after the other; what cannot be added is told of and passed over.
///
/// Doing it twice is doing it once.
struct PaperImport {
  let publisher: Publisher

  struct Outcome {
    var added = 0
    var known = 0
    var refused = 0
    /// One line for each refused record, up to a number.
    var complaints: [String] = []

    /// Lines that are kept.
    static let mostComplaints = 200

    mutating func complain(_ place: String, _ words: String) {
      refused += 1
      if complaints.count < Self.mostComplaints { complaints.append("\(place): \(words)") }
    }
  }

  /// Adds the papers of lines that were read.
  func run(_ records: [PaperRecord.Line], into outcome: inout Outcome) async {
    var bar = ProgressBar("papers", total: records.count)
    for (number, record) in records.enumerated() {
      await add(into: &outcome, record.place) {
        let record = try record.outcome.get()
        var statement = PaperStatement(source: record.source, rank: 40, paper: try record.draft.validated())
        statement.topics = record.topics
        return statement
      }
      bar.show(number + 1)
    }
  }

  /// Adds the papers of a bibliographic file, piece after piece: no more of it than a piece is in memory, where its format allows.
  ///
  /// What was read before a fault in the midst of the file has been added.
  func run(_ file: RecordFile, named name: String, into outcome: inout Outcome) async {
    var bar = ProgressBar(name, total: file.size)
    var found = outcome
    do {
      let complaints = try await file.read { piece in
        for record in piece.records {
          let place = record.key.map { "\(name), \($0)" } ?? name
          await add(into: &found, place) { try record.statement() }
        }
        bar.show(piece.bytesRead)
      }
      for complaint in complaints { found.complain(complaint.line.map { "\(name):\($0)" } ?? name, complaint.message) }
    } catch {
      found.complain(name, ErrorSentence.of(error) ?? "\(error)")
    }
    outcome = found
  }

  private func add(into outcome: inout Outcome, _ place: String, _ read: () throws -> PaperStatement) async {
    do {
      let statement = try read()
      let known = try await publisher.instance.store.read { try $0.paperIDs(statement.paper.identifiers) }
      _ = try await publisher.addPaper(statement, isFirstHand: true)
      if known.isEmpty { outcome.added += 1 } else { outcome.known += 1 }
    } catch {
      outcome.complain(place, ErrorSentence.of(error) ?? "\(error)")
    }
  }
}
