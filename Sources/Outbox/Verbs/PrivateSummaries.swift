internal import Actors
package import Domain
internal import Signatures
package import Store

/// Summaries that only their writer sees: no activity, no delivery, nothing asked of another server.
extension Publisher {
  /// Keeps what a person wrote about a paper for themselves.
  ///
  /// - Parameter former: a published summary of theirs, which is deleted everywhere
  func keep(_ draft: SummaryDraft, of paper: PaperRow, by person: ActorRow, replacing former: PostRow?) async throws {
    let content = try validated(draft)
    // A handle in it is not asked for at its server, which would learn that somebody writes about it.
    let body = try await render(content.body, lookingUp: false)
    let text = PrivateText(
      title: content.title, tldr: content.tldr ?? "", source: content.body, html: body.text.html,
      language: content.language?.text, licence: content.licence)
    let keys = try await former == nil ? nil : instance.keys.keys(of: person)
    let pseudonyms = instance.keys
    try await instance.store.write { transaction in
      if let former, let keys { try erase(post: former.id, by: person, keys: keys, in: transaction) }
      // Published in another window meanwhile.
      if let existing = try transaction.summary(of: paper.id, by: person.id) { throw PublishError.summaryExists(existing.id) }
      guard try pseudonyms.pseudonym(of: person.id, on: paper.id, in: transaction) == nil else { throw Self.isPseudonymous }
      try transaction.keepPrivateSummary(of: paper.id, by: person.id, text)
    }
  }

  /// Makes a link by which whoever has it reads a private summary, in the place of one there was.
  ///
  /// Only its SHA-256 is stored, so it is told once.
  package func shareLink(ofPrivateSummaryOf paper: RowID, by person: ActorRow) async throws -> String {
    let token = try Random.token()
    let hash = Digest.sha256(Array(token.utf8))
    let isThere = try await instance.store.write {
      try $0.setLink(ofPrivateSummaryOf: paper, by: person.id, hash: hash)
    }
    guard isThere else { throw PublishError.notFound }
    return instance.addresses.url("/shared/\(token)")
  }

  /// Withdraws the link: what it led to is not there any more.
  package func withdrawLink(ofPrivateSummaryOf paper: RowID, by person: ActorRow) async throws {
    guard try await instance.store.write({ try $0.setLink(ofPrivateSummaryOf: paper, by: person.id, hash: nil) }) else {
      throw PublishError.notFound
    }
  }

  /// What a link leads to, with its writer and paper; nil where there is nothing.
  package func privateSummary(
    linked token: String
  ) async throws -> (summary: PrivateSummaryRow, writer: ActorRow, paper: PaperRow)? {
    guard token.utf8.count == 43 else { return nil }
    let hash = Digest.sha256(Array(token.utf8))
    return try await instance.store.read { transaction in
      guard let row = try transaction.privateSummary(linkHash: hash), let writer = try transaction.actor(row.actorID),
        let paper = try transaction.paper(row.paperID)
      else { return nil }
      return (row, writer, paper)
    }
  }

  /// Forgets a private summary and its link.
  package func delete(privateSummaryOf paper: RowID, by person: ActorRow) async throws {
    guard try await instance.store.write({ try $0.erasePrivateSummary(of: paper, by: person.id) }) else {
      throw PublishError.notFound
    }
  }
}
