internal import ActivityStreams
internal import Actors
internal import Domain
internal import Store

/// Whom a post is meant for and what it answers, cheap to read from its document.
struct PostAddressing: Sendable {
  let to: [String]
  let cc: [String]
  /// Ids in `Mention` tags.
  let mentions: [String]
  let audience: IRI?
  let inReplyTo: ResourceID?
  let conversation: ResourceID?

  init(_ document: ObjectDocument) {
    to = document.to.map(\.text)
    cc = document.cc.map(\.text)
    mentions = document.tag.compactMap { tag in
      if case .mention(let href, _) = tag { href.text } else { nil }
    }
    audience = document.audience
    inReplyTo = document.inReplyTo.flatMap { try? ResourceID($0) }
    conversation = (document.conversationContext ?? document.conversation).flatMap { try? ResourceID($0) }
  }

  /// Actors of ours that are addressed or mentioned, each once; the instance itself is nobody.
  func localActors(_ origin: Origin, in transaction: ReadTransaction) throws -> [ActorRow] {
    var seen: Set<ResourceID> = []
    var found: [ActorRow] = []
    for text in to + cc + mentions + [audience?.text].compactMap(\.self) {
      guard found.count < InboxLimits.addressed, let uri = try? ResourceID(parsing: text), origin.minted(uri),
        seen.insert(uri).inserted, let actor = try transaction.actor(uri: uri), actor.isLocal, actor.state == .active,
        actor.kind != .instance
      else { continue }
      found.append(actor)
    }
    return found
  }

  /// Whether the post has to do with anybody or anything here; others are not kept.
  ///
  /// - Parameter addressed: what ``localActors(_:in:)`` found, where that was asked already
  func concernsUs(
    by author: ActorRow, _ origin: Origin, addressed: [ActorRow]? = nil, in transaction: ReadTransaction
  ) throws -> Bool {
    if try transaction.isFollowedHere(author.id) { return true }
    if try !(addressed ?? localActors(origin, in: transaction)).isEmpty { return true }
    if let inReplyTo, try transaction.hasPost(inReplyTo) { return true }
    guard let conversation, origin.minted(conversation) else { return false }
    let id = conversation.path.split(separator: "/").last.flatMap { try? RowID(parsing: String($0)) }
    let context = try id.flatMap { try transaction.post($0) }?.contextURI
    return context?.utf8.elementsEqual(conversation.text.utf8) ?? false
  }
}
