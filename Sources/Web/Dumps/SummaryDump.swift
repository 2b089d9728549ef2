package import Actors
internal import Archives
internal import Domain
internal import JSON
internal import Signatures
internal import Store

/// Every openly licensed public summary of people here, as JSON Lines packed with gzip.
package struct SummaryDump: Sendable {
  /// The name of the file in its folder and at `/dumps/`.
  package static let fileName = "summaries.jsonl.gz"

  private let instance: Instance
  /// Summaries read at once.
  private static let piece = 200

  package init(instance: Instance) { self.instance = instance }

  /// Writes the file, which stands in its place when it is whole, and gives the number of summaries in it.
  ///
  /// - Parameter progress: told how many are written
  @discardableResult
  package func write(to path: String, _ progress: (Int) -> Void = { _ in }) async throws -> Int {
    let now = instance.store.now()
    let file = try ArchiveWriter(path: path, format: .gzip, modified: now.milliseconds / 1_000)
    var (count, last) = (0, RowID?.none)
    while true {
      let after = last
      let piece = try await instance.store.read { transaction in
        try transaction.openSummaries(after: after, limit: Self.piece).map { found in
          (found, try found.post.paperID.flatMap { try transaction.paper($0) })
        }
      }
      for case (let found, let paper?) in piece {
        try file.write(line(found, of: paper).serialized() + [0x0A])
        count += 1
      }
      progress(count)
      guard let end = piece.last?.0.post.id else { break }
      last = end
    }
    try file.finish()
    return count
  }

  /// One summary; whoever wrote under another name is told of by that name.
  private func line(_ found: AuthoredPost, of paper: PaperRow) -> JSONValue {
    let (post, author) = (found.post, found.author)
    var line = JSONObject([
      ("id", .string(post.uri.text)), ("url", .string(post.url)),
      ("author", ["handle": .string("@\(author.name)@\(author.host)"), "name": .string(author.displayName)]),
      ("published", .string(post.publishedAt.iso8601)),
    ])
    line["updated"] = post.updatedAt.map { .string($0.iso8601) }
    line["licence"] = post.licence.map { ["id": .string($0.rawValue), "url": .string($0.deed)] }
    line["language"] = post.language.map { .string($0) }
    line["first_published_at"] = post.importedFrom.map { .string($0) }
    var facts = JSONObject([
      ("title", .string(paper.title)), ("authors", .array(paper.authors.map { .string($0) })),
      ("identifiers", .array(paper.identifiers.map { .string($0.canonical) })),
    ])
    facts["venue"] = paper.venueName.map { .string($0) }
    facts["year"] = paper.year.map { .integer(Int64($0)) }
    line["paper"] = .object(facts)
    line["title"] = post.title.map { .string($0) }
    line["tldr"] = .string(post.tldr)
    line["markdown"] = .string(post.source ?? "")
    line["html"] = .string(post.html)
    return .object(line)
  }
}
