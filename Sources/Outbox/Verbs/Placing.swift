internal import Actors
package import Domain
package import Store

/// Where a summary went.
package enum PlacedSummary: Sendable, Equatable {
  /// It is a post of the writer's.
  case published(PostRow)
  /// Only its writer sees it.
  case kept
  /// It goes out under a pseudonym, at a time that is left to chance.
  case waiting
}

extension Publisher {
  /// Puts what a person wrote about a paper where those can read it for whom it is meant, in the place of what was there.
  ///
  /// A published summary that is not to stay where it is, is deleted everywhere, in the same transaction in which its text is published
  /// anew or kept. Throws ``PublishError``.
  package func place(
    _ draft: SummaryDraft, for readers: Readership, of paper: PaperRow, by author: ActorRow
  ) async throws -> PlacedSummary {
    let own = try await instance.store.read { try $0.summary(of: paper.id, by: author.id) }
    if readers == .pseudonym {
      guard own == nil else {
        throw PublishError.invalid("This summary is known to be yours, so a pseudonym would hide nothing.")
      }
      try await wait(with: draft, of: paper, by: author)
      return .waiting
    }
    if let hidden = try await pseudonymous(of: paper.id, by: author) {
      guard hidden.actor == nil else { throw Self.isPseudonymous }
      return try await place(draft, for: readers, of: paper, by: author, insteadOf: try await ending(of: paper.id, by: author))
    }
    guard let visibility = readers.visibility else {
      try await keep(draft, of: paper, by: author, replacing: own)
      return .kept
    }
    var draft = draft
    draft.visibility = visibility
    guard let own else { return .published(try await publish(draft, of: paper, by: author, replacing: nil)) }
    return switch own.visibility.change(to: readers) {
    case .none: .published(try await edit(summary: own.id, to: draft, by: author))
    case .wider: .published(try await edit(summary: own.id, to: draft, by: author, isWider: true))
    case .anew: .published(try await publish(draft, of: paper, by: author, replacing: own))
    }
  }

  /// What nobody has seen under its pseudonym may go elsewhere.
  private func place(
    _ draft: SummaryDraft, for readers: Readership, of paper: PaperRow, by author: ActorRow, insteadOf waiting: PseudonymEnding
  ) async throws -> PlacedSummary {
    _ = try validated(draft)
    try await instance.store.write { try end(waiting, in: $0) }
    return try await place(draft, for: readers, of: paper, by: author)
  }

  static var isPseudonymous: PublishError {
    .invalid("You wrote about this paper under a pseudonym: claim that summary, or delete it first.")
  }

  /// Publishes a summary under a new id in the place of a published or a private one, of whose times it tells nothing.
  private func publish(
    _ draft: SummaryDraft, of paper: PaperRow, by author: ActorRow, replacing former: PostRow?
  ) async throws -> PostRow {
    var draft = draft
    draft.writtenFor = draft.writtenFor ?? former?.writtenFor
    let ready = try await ready(draft, of: paper, by: author)
    return try await publishing(ready) { transaction in
      if let former { try erase(post: former.id, by: author, keys: ready.keys, in: transaction) }
      try transaction.erasePrivateSummary(of: paper.id, by: author.id)
      return try insert(ready, in: transaction)
    }
  }
}
