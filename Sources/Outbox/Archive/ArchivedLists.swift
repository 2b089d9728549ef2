internal import Archives
internal import Domain
internal import JSON
internal import Store

extension PersonArchive {
  /// Each list as a file, with what identifies the papers on it.
  func writeLists(to file: ArchiveWriter) async throws {
    var last = RowID?.none
    while true {
      let before = last
      let lists = try await instance.store.read {
        try $0.readingLists(of: person.id, seenBy: person.id, before: before, limit: 20)
      }
      for list in lists {
        let papers = try await instance.store.read { transaction in
          try transaction.papers(onList: list.id, limit: WriteTransaction.mostListedPapers).compactMap { listed -> JSONValue? in
            guard let paper = try transaction.paper(listed.paperID) else { return nil }
            var facts = Self.facts(of: paper)
            if !listed.note.isEmpty { facts["note"] = .string(listed.note) }
            return .object(facts)
          }
        }
        let value: JSONValue = [
          "title": .string(list.title), "description": .string(list.description), "public": .bool(list.isListed),
          "papers": .array(papers),
        ]
        try file.add("lists/\(list.id).json", value.serialized())
      }
      guard let end = lists.last?.id else { return }
      last = end
    }
  }
}

extension ArchiveIntake {
  /// Papers on lists that are taken from one archive.
  static let mostListed = 5_000

  /// Puts papers on the person's lists; a list that has the name of one here is that one.
  func fill(_ lists: [JSONValue], _ outcome: inout Outcome) async {
    for list in lists {
      do {
        let content = try ReadingListDraft(
          title: list["title"]?.string ?? "", description: list["description"]?.string ?? "",
          isListed: list["public"]?.bool ?? false
        ).validated()
        let id = try await store.write { transaction in
          let known = try transaction.readingLists(
            of: person.id, seenBy: person.id, limit: WriteTransaction.mostReadingLists
          ).first { $0.title.utf8.elementsEqual(content.title.utf8) }
          return try (known ?? transaction.insertReadingList(content, of: person.id)).id
        }
        for paper in (list["papers"]?.array ?? []).prefix(WriteTransaction.mostListedPapers) {
          guard outcome.listed < Self.mostListed else { throw PublishError.invalid("there are too many papers on lists") }
          do {
            if try await put(paper, on: id) { outcome.listed += 1 }
          } catch {
            outcome.complain("a paper on \(content.title): \(Self.words(for: error))")
          }
        }
      } catch {
        outcome.complain("a list: \(Self.words(for: error))")
      }
    }
  }

  /// Whether the paper was not on the list yet.
  private func put(_ entry: JSONValue, on id: RowID) async throws -> Bool {
    let note = try ReadingListDraft.note(entry["note"]?.string ?? "")
    let statement = PaperStatement(source: "archive", rank: 80, paper: try PaperDraft(archived: entry).validated())
    let paper = try await publisher.addPaper(statement)
    return try await store.write { transaction in
      guard try !transaction.isPaper(paper.id, onList: id) else { return false }
      try transaction.addPaper(paper.id, toList: id, note: note)
      return true
    }
  }

  static func words(for error: any Error) -> String {
    (error as? PublishError)?.message ?? (error as? DomainError)?.message ?? "it cannot be stored"
  }
}

extension PaperDraft {
  /// A paper as an archive tells of it.
  init(archived facts: JSONValue?) {
    func texts(_ name: String, _ most: Int) -> [String] { (facts?[name]?.array ?? []).prefix(most).compactMap(\.string) }
    self.init(
      title: facts?["title"]?.string ?? "", authors: texts("authors", Paper.maximumAuthors), venue: facts?["venue"]?.string,
      year: facts?["year"]?.integer.flatMap { Int(exactly: $0) }, identifiers: texts("identifiers", Paper.maximumIdentifiers))
  }
}
