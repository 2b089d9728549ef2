internal import ActivityStreams
internal import Actors
package import Domain
package import Store

extension Publisher {
  /// Boosts a public post to one's followers, or takes the boost back.
  package func share(_ isShared: Bool, post postID: RowID, by person: ActorRow) async throws {
    let keys = try await instance.keys.keys(of: person)
    try await instance.store.write { transaction in
      guard let seen = try transaction.post(postID, seenBy: person.id), seen.post.visibility.isOpen else {
        throw PublishError.notFound
      }
      let known = try transaction.share(of: person.id, of: postID)
      guard (known != nil) != isShared else { return }
      let object = try IRI(seen.post.uri)
      let cc = [person.followersURI.flatMap { IRI($0) }, try IRI(seen.author.uri)].compactMap(\.self)
      let activity: OutgoingActivity
      if let known {
        try transaction.deleteShare(of: person.id, of: postID)
        if seen.author.isLocal {
          try transaction.deleteNotification(seen.author.id, of: .share, by: person.id, about: postID)
        }
        var inner = ActivityDocument(id: IRI(known.uri), type: .announce, actor: try IRI(person.uri), object: .id(object))
        inner.to = [.publicCollection]
        inner.cc = cc
        inner = try composer.sent(known.uri, in: transaction, otherwise: inner)
        activity = try composer.compose(
          .undo, by: person, keys: keys, about: seen.post.uri.text, object: .activity(inner), to: inner.to, cc: inner.cc)
      } else {
        activity = try composer.compose(
          .announce, by: person, keys: keys, about: seen.post.uri.text, object: .id(object), to: [.publicCollection], cc: cc,
          isListed: true)
        try transaction.insertShare(of: person.id, of: postID, uri: activity.uri.text)
        if seen.author.isLocal { try transaction.notify(seen.author.id, of: .share, by: person.id, about: postID) }
      }
      try transaction.send(
        activity, signer: person, to: try targets(of: person, mentioning: [], also: [seen.author], in: transaction))
    }
  }
}
