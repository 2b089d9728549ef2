internal import Domain
internal import Store
internal import Synchronization

/// Which papers are like one, as they were found within the hour: they change seldom, and are looked for at many places.
final class SimilarPapers: Sendable {
  private struct Found {
    var ids: [RowID]
    var at: Timestamp
  }

  private let found = Mutex<[RowID: Found]>([:])
  private static let seconds: Int64 = 3_600
  private static let most = 1_000

  /// Papers like one, most alike first.
  func papers(like paper: PaperRow, in transaction: ReadTransaction) throws -> [PaperRow] {
    let now = transaction.now
    let known = found.withLock { found in
      found[paper.id].flatMap { now < $0.at.adding(seconds: Self.seconds) ? $0.ids : nil }
    }
    if let known { return try known.compactMap { try transaction.paper($0) } }
    let papers = try transaction.papersSimilar(to: paper)
    found.withLock { found in
      if found.count >= Self.most { found.removeAll() }
      found[paper.id] = Found(ids: papers.map(\.id), at: now)
    }
    return papers
  }
}
