internal import ActivityStreams
internal import Actors
package import Domain
package import Store

/// A pseudonym speaks for its writer, and ends.
extension Publisher {
  /// As whom a person answers for a post: as themselves, or as the pseudonym of theirs that wrote it.
  func voice(of person: ActorRow, on post: RowID) async throws -> ActorRow {
    let keys = instance.keys
    return try await instance.store.read { transaction in
      guard let author = try transaction.post(post)?.actorID, author != person.id,
        let (_, link) = try keys.pseudonym(actor: author, in: transaction), link.person == person.id
      else { return person }
      return try transaction.actor(author) ?? person
    }
  }

  /// Deletes what a person wrote about a paper under a pseudonym, published or waiting, and the pseudonym with all it said.
  package func delete(pseudonymousOf paper: RowID, by person: ActorRow) async throws {
    let ending = try await ending(of: paper, by: person)
    try await instance.store.write { try end(ending, in: $0) }
  }

  /// Publishes what a person wrote under a pseudonym anew by their own name, and deletes the pseudonym with all it said.
  package func claim(pseudonymousOf paper: RowID, by person: ActorRow) async throws -> PostRow {
    let ending = try await ending(of: paper, by: person)
    guard let row = try await instance.store.read({ try $0.paper(paper) }), let former = ending.summary.post else {
      throw PublishError.notFound
    }
    var latest =
      ending.summary.waiting
      ?? SummaryDraft(
        title: former.title, tldr: former.tldr, body: former.source ?? "", language: former.language, licence: former.licence)
    latest.writtenFor = latest.writtenFor ?? former.writtenFor
    let ready = try await ready(latest, of: row, by: person)
    return try await publishing(ready) { transaction in
      try end(ending, in: transaction)
      return try insert(ready, in: transaction)
    }
  }

  /// A pseudonym with what its end needs.
  struct PseudonymEnding: Sendable {
    let row: PseudonymRow
    let link: PseudonymLink
    let summary: PseudonymousSummary
    let keys: OpenKeys?
  }

  func ending(of paper: RowID, by person: ActorRow) async throws -> PseudonymEnding {
    let keys = instance.keys
    let found = try await instance.store.read { try keys.pseudonym(of: person.id, on: paper, in: $0) }
    guard let (row, link) = found, let summary = try await pseudonymous(of: paper, by: person) else {
      throw PublishError.notFound
    }
    let own = try await summary.actor.asyncMap { try await keys.keys(of: $0) }
    return PseudonymEnding(row: row, link: link, summary: summary, keys: own)
  }

  /// Tells other servers that the pseudonym is gone, erases what it wrote, and forgets whose it was.
  func end(_ ending: PseudonymEnding, in transaction: WriteTransaction) throws {
    guard try transaction.erasePseudonym(ending.row) else { throw PublishError.notFound }
    try closeGap(at: ending.link, in: transaction)
    guard let actor = ending.summary.actor, let keys = ending.keys else { return }
    let room = try transaction.paper(ending.summary.paper).flatMap { try transaction.actor($0.actorID) }
    let targets = try targets(of: actor, mentioning: [], followersOf: [room].compactMap(\.self), in: transaction)
    if let post = try transaction.summary(of: ending.summary.paper, by: actor.id) {
      try erase(post: post.id, by: actor, keys: keys, in: transaction)
    }
    let activity = try composer.compose(
      .delete, by: actor, keys: keys, about: actor.uri.text, object: .id(try IRI(actor.uri)), to: [.publicCollection],
      cc: [actor.followersURI.flatMap { IRI($0) }].compactMap(\.self))
    try transaction.send(activity, signer: actor, to: targets)
    try transaction.erasePerson(actor.id)
  }

  /// Moves the last of a person's pseudonyms to the place that is free, so that they are found one after the other.
  private func closeGap(at gone: PseudonymLink, in transaction: WriteTransaction) throws {
    let keys = instance.keys
    var last: (row: PseudonymRow, link: PseudonymLink)?
    var place = gone.place + 1
    while let next = try keys.pseudonym(of: gone.person, at: place, in: transaction) {
      last = next
      place += 1
    }
    guard let (row, link) = last else { return }
    var moved = link
    moved.place = gone.place
    let latter = try keys.sealed(moved, waiting: try keys.openWaiting(row), dueAt: row.dueAt)
    guard try transaction.replacePseudonym(row, by: latter) else { throw PublishError.busy }
  }
}

extension Optional {
  /// What an asynchronous closure makes of it.
  fileprivate func asyncMap<T>(_ body: (Wrapped) async throws -> T) async rethrows -> T? {
    switch self {
    case .some(let value): try await body(value)
    case .none: nil
    }
  }
}
