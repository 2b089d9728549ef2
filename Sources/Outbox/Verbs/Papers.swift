package import Actors
package import Domain
internal import Signatures
package import Store

extension Publisher {
  /// Adds a paper, or opens the one that has any of its identifiers and adds the others to it.
  ///
  /// - Parameter source: `local`, or the name of where the facts come from
  /// Throws ``PublishError/identifierConflict`` when the identifiers belong to different papers.
  package func addPaper(_ paper: Paper, source: String) async throws -> PaperRow {
    try await addPaper(PaperStatement(source: source, rank: 40, paper: paper))
  }

  /// Adds the paper that a source states, or keeps the statement with the paper that has any of its identifiers.
  ///
  /// What the source itself said may join papers: those of one title and year are merged, of others moderators are asked.
  ///
  /// - Parameter isFirstHand: whether the source itself was asked, or the operator gave its file; false for what anybody sent
  /// Throws ``PublishError/identifierConflict`` when the identifiers belong to different papers.
  package func addPaper(_ statement: PaperStatement, isFirstHand: Bool = false) async throws -> PaperRow {
    let paper = statement.paper
    let room = try Self.room(for: paper, at: instance.addresses)
    do {
      let (row, merges) = try await instance.store.write { transaction -> (PaperRow?, [PaperMergeRow]) in
        var known = try transaction.paperIDs(paper.identifiers)
        var merges: [PaperMergeRow] = []
        if known.count > 1, isFirstHand, PaperStatement.trustedRanks.contains(statement.rank) {
          // Not thrown: what is put before moderators is to be kept.
          guard let one = try transaction.unite(known, because: statement) else { return (nil, []) }
          merges = try transaction.merges(of: one).filter { $0.kind == .merge && $0.undoneAt == nil && known.contains($0.from) }
          for entry in merges { try announceMoved(by: entry, in: transaction) }
          known = [one]
        }
        let id: RowID
        switch known.count {
        case 0: id = try transaction.insertPaper(statement, room: room)
        case 1:
          guard let only = known.first else { throw PublishError.notFound }
          try transaction.addIdentifiers(paper.identifiers, to: only)
          try transaction.confirmPaper(only)
          // What is typed beside an identifier that is known only leads to the paper; an edit is a verb of its own.
          if statement.source != "local" { try transaction.keep(statement, of: only) }
          id = only
        default: throw PublishError.identifierConflict
        }
        guard let row = try transaction.paper(id) else { throw PublishError.notFound }
        try widerRooms.open(for: row, in: transaction)
        return (row, merges)
      }
      guard let row else { throw PublishError.identifierConflict }
      try await finish(merges)
      return row
    } catch StoreError.nameTaken, StoreError.identifierConflict {
      throw PublishError.identifierConflict
    }
  }

  /// Changes what is shown of a paper by hand: a statement of this server's, which counts before every source's.
  ///
  /// Identifiers that nobody has are added. Throws ``PublishError/identifierConflict`` when another paper has one.
  package func edit(paper id: RowID, to paper: Paper, by editor: ActorRow) async throws -> PaperRow {
    do {
      return try await instance.store.write { transaction in
        guard try transaction.paper(id) != nil else { throw PublishError.notFound }
        let others = try transaction.paperIDs(paper.identifiers).subtracting([id])
        guard others.isEmpty else { throw PublishError.identifierConflict }
        try transaction.addIdentifiers(paper.identifiers, to: id)
        try transaction.confirmPaper(id)
        var statement = PaperStatement(source: "local", rank: PaperStatement.localRank, paper: paper)
        statement.key = "edit"
        statement.orcids = try transaction.paper(id)?.orcids(for: paper.authors) ?? []
        try transaction.keep(statement, of: id, by: editor.id)
        guard let row = try transaction.paper(id) else { throw PublishError.notFound }
        try widerRooms.open(for: row, in: transaction)
        return row
      }
    } catch StoreError.identifierConflict {
      throw PublishError.identifierConflict
    }
  }

  /// The room of a new paper; its handle is minted once and never changes (DESIGN 4).
  package static func room(for paper: Paper, at addresses: Addresses) throws -> LocalActorDraft {
    let name = try ActorName.paper(for: paper.identifiers, sha256: Digest.sha256)
    return try addresses.draft(.paper, name: name.text, displayName: paper.title)
  }
}
