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
    let room = try Self.room(for: paper, at: instance.addresses)
    do {
      return try await instance.store.write { transaction in
        let known = try transaction.paperIDs(paper.identifiers)
        let id: RowID
        switch known.count {
        case 0: id = try transaction.insertPaper(paper, room: room, source: source)
        case 1:
          guard let only = known.first else { throw PublishError.notFound }
          try transaction.addIdentifiers(paper.identifiers, to: only)
          try transaction.confirmPaper(only)
          id = only
        default: throw PublishError.identifierConflict
        }
        guard let row = try transaction.paper(id) else { throw PublishError.notFound }
        return row
      }
    } catch StoreError.nameTaken, StoreError.identifierConflict {
      throw PublishError.identifierConflict
    }
  }

  /// The room of a new paper; its handle is minted once and never changes (DESIGN 4).
  package static func room(for paper: Paper, at addresses: Addresses) throws -> LocalActorDraft {
    let name = try ActorName.paper(for: paper.identifiers, sha256: Digest.sha256)
    return try addresses.draft(.paper, name: name.text, displayName: paper.title)
  }
}
