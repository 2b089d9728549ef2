internal import Archives
internal import Domain
internal import JSON
internal import Store

extension PersonArchive {
  /// What the person marked and may still see, the last marked first.
  func writeBookmarks(to file: ArchiveWriter) async throws {
    var (marked, last) = ([JSONValue](), RowID?.none)
    while marked.count < Self.mostEntries {
      let before = last
      let piece = try await instance.store.read { transaction in
        try transaction.bookmarks(of: person.id, before: before, limit: 200).map { ($0.key, $0.post.post.uri.text) }
      }
      marked += piece.map { .string($0.1) }
      guard let end = piece.last?.0 else { break }
      last = end
    }
    try file.add("bookmarks.json", JSONValue.array(marked).serialized())
  }
}

extension ArchiveIntake {
  /// Bookmarks that are taken from one archive.
  static let mostBookmarks = 5_000
  private static let bookmarkPiece = 100

  /// Marks what is known here and the person may see; what is not, is no fault.
  func mark(_ entries: [JSONValue], _ outcome: inout Outcome) async {
    // Lists show what was marked last, so that is marked last.
    var rest = entries.prefix(Self.mostBookmarks).reversed().compactMap {
      $0.string.flatMap { try? ResourceID(parsing: $0) }
    }[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Self.bookmarkPiece)
      rest = rest.dropFirst(piece.count)
      do {
        outcome.bookmarks += try await store.write { transaction in
          try piece.count { uri in
            guard let id = try transaction.post(uri: uri)?.id, try !transaction.isBookmarked(id, by: person.id),
              try transaction.post(id, seenBy: person.id)?.post.kind == .summary
            else { return false }
            try transaction.setBookmark(true, of: id, by: person.id)
            return true
          }
        }
      } catch {
        outcome.complain("\(piece.count) bookmarks: \(Self.words(for: error))")
      }
    }
  }
}
