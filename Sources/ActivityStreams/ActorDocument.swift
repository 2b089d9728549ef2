import JSON

/// An actor: a person, a room (`group`), an instance (`application`) or another sort.
package struct ActorDocument: Sendable, Equatable, Identified {
  /// The identifier.
  package var id: IRI
  /// What it is.
  package var type: ActorType
  /// The name in its handle.
  package var preferredUsername: String?
  /// The handle without the `@` in front, `ada@papers.example` (FEP-2c59).
  package var webfinger: String?
  /// The name to show.
  package var name: String?
  /// The biography, HTML.
  package var summary: String?
  /// The pages for people.
  package var urls: [LinkDocument] = []
  /// Where to deliver.
  package var inbox: IRI
  /// What it did, newest first.
  package var outbox: IRI?
  /// Who follows it.
  package var followers: IRI?
  /// Whom it follows.
  package var following: IRI?
  /// What it pinned.
  package var featured: IRI?
  /// The hashtags it pinned.
  package var featuredTags: IRI?
  /// One inbox for its whole server.
  package var sharedInbox: IRI?
  /// Whether a Follow waits for its word.
  package var manuallyApprovesFollowers: Bool?
  /// Whether it may be recommended; a Lemmy group with `false` is unlisted.
  package var discoverable: Bool?
  /// Whether its public posts may be searched (FEP-5feb).
  package var indexable: Bool?
  /// When it was made.
  package var published: String?
  /// When its document was last changed.
  package var updated: String?
  /// Its picture.
  package var icon: ImageDocument?
  /// The picture behind its page.
  package var image: ImageDocument?
  /// Its RSA keys; entries without id, owner or PEM are left out.
  package var publicKeys: [PublicKeyDocument] = []
  /// Its Multikeys (FEP-521a); entries that are no embedded Multikey are left out.
  package var assertionMethod: [MultikeyDocument] = []
  /// What its software can do (FEP-844e).
  package var implements: [LinkDocument] = []
  /// Domains that may name it as an author of their pages.
  package var attributionDomains: [String] = []
  /// Profile fields and links.
  package var attachment: [AttachmentDocument] = []
  /// Its other identities.
  package var alsoKnownAs: [IRI] = []
  /// Where it moved to.
  package var movedTo: IRI?
  /// The biography as it was written.
  package var source: SourceDocument?
  /// A group's moderators, a collection.
  package var moderators: IRI?
  /// Whether only a group's moderators may begin threads.
  package var postingRestrictedToMods: Bool?
  /// Whether a group is for adults.
  package var sensitive: Bool?
  /// The paper this room stands for.
  package var paper: PaperDocument?
  /// The collection of all summaries of this room.
  package var summaries: IRI?

  /// An actor with what every actor has; the rest is set afterwards.
  package init(id: IRI, type: ActorType, preferredUsername: String?, inbox: IRI) {
    self.id = id
    self.type = type
    self.preferredUsername = preferredUsername
    self.inbox = inbox
  }

  package var identifier: IRI? { id }

  /// The page for people: the first address that is HTML or of no type.
  package var pageURL: IRI? {
    urls.first { $0.mediaType.map { sameBytes($0, "text/html") } ?? true }?.href
  }

  /// The keys of this actor as a document of their own would show them.
  package var keys: KeyDocument {
    KeyDocument(id: id, keys: publicKeys, multikeys: assertionMethod)
  }
}
