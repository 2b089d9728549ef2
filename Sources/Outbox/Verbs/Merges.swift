internal import ActivityStreams
internal import Actors
package import Domain
package import Store

extension Publisher {
  /// Characters of a reason.
  package static let longestReason = 500
  /// Summaries that the room of the paper that stays tells of after a merge.
  private static let announcedAtOnce = 50

  /// Makes one paper of two: all of `loser` goes to `winner`, whose room tells of the summaries that came.
  ///
  /// - Parameter moderator: who decided; nil for the operator
  /// Throws ``PublishError``.
  package func merge(_ loser: RowID, into winner: RowID, by moderator: ActorRow?, reason: String) async throws -> PaperMergeRow {
    let cause = MergeCause(actorID: moderator?.id, reason: try Self.checkedReason(reason))
    return try await changing { transaction in
      let entry = try transaction.merge(loser, into: winner, because: cause)
      try announceMoved(by: entry, in: transaction)
      return entry
    }
  }

  /// Makes two papers again of what a merge made one.
  ///
  /// Throws ``PublishError``.
  package func undoMerge(_ id: RowID, by moderator: ActorRow?, reason: String) async throws -> PaperMergeRow {
    let reason = try Self.checkedReason(reason)
    return try await changing { transaction in
      guard let entry = try transaction.merge(id) else { throw PublishError.notFound }
      let moved = try transaction.standingPaper(entry.to).map { paper in
        (paper, try transaction.summaries(movedBy: id, at: paper.id, limit: PaperMergeRow.mostSummaries))
      }
      let undone = try transaction.undoMerge(id, by: moderator?.id, reason: reason)
      // What the room said of them since is taken out of its outbox: they are of another paper again.
      if let (paper, posts) = moved {
        for post in posts {
          try transaction.eraseActivities(of: paper.actorID, about: post.uri.text, since: entry.createdAt)
        }
      }
      return undone
    }
  }

  /// Makes a paper of its own of some identifiers, records and summaries of another.
  ///
  /// Throws ``PublishError``.
  package func split(
    _ paperID: RowID, taking choice: SplitChoice, by moderator: ActorRow?, reason: String
  ) async throws -> PaperMergeRow {
    let cause = MergeCause(actorID: moderator?.id, reason: try Self.checkedReason(reason))
    return try await changing { transaction in
      guard let paper = try transaction.paper(paperID) else { throw PublishError.notFound }
      guard choice.identifiers.contains(where: \.scheme.identifiesOnePaper) else {
        throw StoreError.cannotMerge(.noIdentifier)
      }
      let facts = try Paper(title: paper.title, authors: paper.authors, identifiers: choice.identifiers)
      let entry = try transaction.split(
        paperID, taking: choice, room: try Self.room(for: facts, at: instance.addresses), because: cause)
      if let new = try transaction.paper(entry.to) { try widerRooms.open(for: new, in: transaction) }
      try announceMoved(by: entry, in: transaction)
      return entry
    }
  }

  /// Runs a change of which papers are one, then tells the followers of both rooms what the rooms are now.
  private func changing(_ body: @escaping @Sendable (WriteTransaction) throws -> PaperMergeRow) async throws -> PaperMergeRow {
    do {
      let entry = try await instance.store.write(body)
      try await finish([entry])
      return entry
    } catch StoreError.cannotMerge(let obstacle) {
      throw PublishError.invalid(obstacle.sentence)
    } catch StoreError.nameTaken {
      throw PublishError.invalid("The room of such a paper is there already, as one that was merged: undo that merge instead.")
    }
  }

  /// What follows a merge and needs no place in its transaction: documents of rooms go out, long papers are indexed to their end.
  func finish(_ entries: [PaperMergeRow]) async throws {
    for entry in entries {
      for id in [entry.from, entry.to] {
        guard let paper = try await instance.store.read({ try $0.standingPaper(id) }) else { continue }
        for room in try await instance.store.read({ try $0.roomsOfOnePaper(paper.actorID) }) { try await tellOfRoom(room) }
        var last: RowID?
        repeat {
          let from = last
          last = try await instance.store.write { try $0.indexSummaries(of: paper.id, after: from) }
        } while last != nil
      }
    }
  }

  /// The `Update` of a room, to those who follow it from elsewhere.
  private func tellOfRoom(_ room: ActorRow) async throws {
    let (isFollowed, paper, rooms) = try await instance.store.read { transaction in
      (
        try transaction.isFollowedFromElsewhere(room.id), try transaction.paper(room: room.id),
        try transaction.roomsOfOnePaper(room.id)
      )
    }
    guard isFollowed else { return }
    let keys = try await instance.keys.keys(of: room)
    let document = try await instance.document(of: room, paper: paper, keys: keys, rooms: rooms)
    let update = try composer.compose(
      .update, by: room, keys: keys, about: room.uri.text, object: .actor(document), to: [.publicCollection],
      cc: [room.followersURI.flatMap { IRI($0) }].compactMap(\.self))
    try await instance.store.write { transaction in
      try transaction.send(update, signer: room, to: try transaction.followerInboxes(of: room.id))
    }
  }

  /// The room of the paper that summaries came to tells of them by their ids, and so they stand in its outbox.
  func announceMoved(by entry: PaperMergeRow, in transaction: WriteTransaction) throws {
    guard let paper = try transaction.standingPaper(entry.to), let room = try transaction.actor(paper.actorID) else { return }
    for post in try transaction.summaries(movedBy: entry.id, at: paper.id, limit: Self.announcedAtOnce) {
      try announcer.announceAlone(try IRI(post.uri), by: room, in: transaction)
    }
  }

  private static func checkedReason(_ reason: String) throws(PublishError) -> String {
    let words = reason.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !words.isEmpty else { throw .invalid("Say why, in a few words: the reason is shown in the history of the paper.") }
    guard words.count <= longestReason else { throw .invalid("The reason may have at most \(longestReason) characters.") }
    return words
  }
}
