import JSON

/// An object: an article, a note, a page, a poll, a tombstone.
///
/// A summary is an `article`, a comment a `note`. Dates are RFC 3339 text as it came; whoever uses one checks it.
package struct ObjectDocument: Sendable, Equatable, Identified {
  /// The identifier.
  package var id: IRI
  /// What it is.
  package var type: ObjectType
  /// Its authors; peers other than PeerTube name one.
  package var attributedTo: [AttributionDocument] = []
  /// The title.
  package var name: String?
  /// HTML: a summary's TL;DR; with notes of others a warning in front of the text.
  package var summary: String?
  /// HTML; read from the first entry of `contentMap` when it came only there.
  package var content: String?
  /// The text by language.
  package var contentMap: [LanguageText] = []
  /// The media type of `content`.
  package var mediaType: String?
  /// The text as its author wrote it.
  package var source: SourceDocument?
  /// The language.
  package var language: LanguageDocument?
  /// The pages that show it.
  package var urls: [LinkDocument] = []
  /// What it answers; never set on a summary, which Lemmy would refuse.
  package var inReplyTo: IRI?
  /// When it was published.
  package var published: String?
  /// When it was last changed; only when it was.
  package var updated: String?
  /// What a tombstone was.
  package var formerType: ObjectType?
  /// When a tombstone became one.
  package var deleted: String?
  /// The first recipients; Public in one spelling.
  package var to: [IRI] = []
  /// The other recipients; Public in one spelling.
  package var cc: [IRI] = []
  /// The one group it was written for.
  package var audience: IRI?
  /// Whether media hide behind a warning.
  package var sensitive: Bool?
  /// What hangs on it; a summary's first is the link to its paper.
  package var attachment: [AttachmentDocument] = []
  /// Hashtags, mentions, links, emoji.
  package var tag: [TagDocument] = []
  /// The collection of its discussion (FEP-7888).
  package var conversationContext: IRI?
  /// The older name of its discussion, by which Mastodon groups.
  package var conversation: IRI?
  /// Its answers.
  package var replies: Reference<CollectionDocument>?
  /// Who liked it, often only a count.
  package var likes: Reference<CollectionDocument>?
  /// Who boosted it, often only a count.
  package var shares: Reference<CollectionDocument>?
  /// Who may do what with it.
  package var interactionPolicy: InteractionPolicyDocument?
  /// What it quotes, by whichever name it came.
  package var quote: IRI?
  /// A shorter form.
  package var preview: PreviewDocument?
  /// The paper it is about.
  package var paper: PaperDocument?
  /// The address of the licence it is under; read also from where PeerTube has it, as far as that is an address.
  package var license: IRI?
  /// The identifier once more, as Mastodon wants it in a tombstone.
  package var atomUri: IRI?

  /// An object with what every object has; the rest is set afterwards.
  package init(id: IRI, type: ObjectType, attributedTo: IRI? = nil) {
    self.id = id
    self.type = type
    self.attributedTo = attributedTo.map { [AttributionDocument(id: $0)] } ?? []
  }

  package var identifier: IRI? { id }

  /// The author: the first who is a person or of no known type, else the first.
  package var author: IRI? {
    (attributedTo.first { $0.type == nil || $0.type == .person } ?? attributedTo.first)?.id
  }

  /// The page for people: the first address that is HTML or of no type, else none.
  package var pageURL: IRI? {
    urls.first { $0.mediaType.map { sameBytes($0, "text/html") } ?? true }?.href
  }

  /// Whether everybody may see it: Public in `to` or `cc`.
  package var isPublic: Bool { to.contains(.publicCollection) || cc.contains(.publicCollection) }
}

/// An author as named in `attributedTo`.
package struct AttributionDocument: Sendable, Hashable {
  /// The actor.
  package var id: IRI
  /// Its type, which PeerTube tells.
  package var type: ActorType?

  /// An author.
  package init(id: IRI, type: ActorType? = nil) {
    self.id = id
    self.type = type
  }

  init?(_ value: JSONValue, in fields: FieldReader) {
    guard let id = FieldReader.iri(in: value) else { return nil }
    self.init(id: id, type: value.object.flatMap { try? fields.part($0).actorType() })
  }

  var value: JSONValue {
    guard let type else { return .string(id.text) }
    return ["type": .string(type.rawValue), "id": .string(id.text)]
  }
}
