internal import ActivityStreams
internal import Domain
internal import Outbox
internal import Store

/// Finds or adds the paper of a summary; a claim never changes a paper that is here (DESIGN 11.4).
struct PaperPlacing {
  let context: VerbContext
  let transaction: WriteTransaction

  /// What becomes of a claim.
  enum Place {
    case paper(RowID)
    /// It asks about that paper.
    case question(RowID)
    /// The claim is not enough to know a paper by.
    case none
    case refused(ItemRefusal)
  }

  /// - Parameter room: a paper's room of ours that the post is addressed to
  func place(_ post: ForeignPost, room: ActorRow?) throws -> Place {
    // What answers something is a comment, and no claim makes it a summary.
    guard post.addressing.inReplyTo == nil else { return .none }
    let roomPaper = try room.flatMap { try transaction.paper(room: $0.id) }
    guard let claim = post.claim else {
      if post.isLong { return roomPaper.map { .paper($0.id) } ?? .none }
      guard post.question != nil, post.visibility(followers: nil) == .public,
        let paperID = try roomPaper?.id ?? paper(ofRoomElsewhere: post.addressing.audience)
      else { return .none }
      return .question(paperID)
    }
    var known = try transaction.paperIDs(claim.identifiers)
    if let roomPaper { known.insert(roomPaper.id) }
    if known.count > 1 { return try conflict(claim, post) }
    if let only = known.first { return .paper(only) }
    // What only a few may read makes nothing known to all.
    guard let paper = claim.paper, post.isOpen else { return .none }
    return try add(paper, of: post, claim)
  }

  /// The paper of ours whose room follows a room of the same paper on another server.
  private func paper(ofRoomElsewhere iri: IRI?) throws -> RowID? {
    guard let uri = iri.flatMap({ try? ResourceID($0) }), let room = try transaction.actor(uri: uri), !room.isLocal,
      room.kind == .paper
    else { return nil }
    return try transaction.paper(whoseRoomFollows: room.id)
  }

  private func add(_ paper: Paper, of post: ForeignPost, _ claim: PaperClaim) throws -> Place {
    let yesterday = transaction.now.adding(seconds: -86_400)
    guard try transaction.papersLearned(from: post.author.host, since: yesterday) < InboxLimits.papersPerDay else {
      return .refused(.paperLimit)
    }
    do {
      return .paper(
        try transaction.insertPaper(
          paper, room: try Publisher.room(for: paper, at: context.instance.addresses), source: post.author.host,
          learnedFrom: post.author.host))
    } catch StoreError.nameTaken, StoreError.identifierConflict {
      return try conflict(claim, post)
    }
  }

  private func conflict(_ claim: PaperClaim, _ post: ForeignPost) throws -> Place {
    try transaction.insertIdentifierConflict(
      postURI: post.uri.text, actorURI: post.author.text, identifiers: claim.identifiers)
    return .refused(.identifierConflict)
  }
}
