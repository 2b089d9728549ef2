import JSON

/// An activity: who does what with what.
package struct ActivityDocument: Sendable, Equatable, Identified {
  /// The identifier; transient activities of some peers have none.
  package var id: IRI?
  /// What is done.
  package var type: ActivityType
  /// Who does it.
  package var actor: IRI
  /// With what.
  package var object: ActivityObject?
  /// Where to: the collection of Add and Remove, the new home of Move, the place of Block.
  package var target: IRI?
  /// What came of it: the stamp of an accepted QuoteRequest.
  package var result: IRI?
  /// By what: the quoting object of a QuoteRequest.
  package var instrument: IRI?
  /// The first recipients; Public in one spelling.
  package var to: [IRI] = []
  /// The other recipients; Public in one spelling.
  package var cc: [IRI] = []
  /// The one group it is meant for.
  package var audience: IRI?
  /// When it was done.
  package var published: String?
  /// A reason: of a moderator's Delete or Block, of Lemmy's Flag.
  package var summary: String?
  /// The comment of a Flag, the emoji of a reaction.
  package var content: String?
  /// The picture of a reaction's emoji.
  package var tag: [TagDocument] = []
  /// Whether a Block takes what was written with it (Lemmy).
  package var removeData: Bool?
  /// When a Block ends (Lemmy).
  package var endTime: String?
  /// An object proof (FEP-8b32), not checked here.
  package var proof: JSONObject?
  /// What was read, whole, with unknown members; nil for what was built.
  ///
  /// It is never written.
  package var raw: JSONValue?

  /// An activity with what every activity has; the rest is set afterwards.
  package init(id: IRI?, type: ActivityType, actor: IRI, object: ActivityObject?) {
    self.id = id
    self.type = type
    self.actor = actor
    self.object = object
  }

  package var identifier: IRI? { id }

  /// The identifier of what it is done with.
  package var objectID: IRI? { object?.id }

  /// Whether everybody may see it: Public in `to` or `cc`.
  package var isPublic: Bool { to.contains(.publicCollection) || cc.contains(.publicCollection) }

  /// Whether others may pass it on, so that it wants a proof: everybody may see it, or a group is to announce it.
  package var mayTravel: Bool { isPublic || audience != nil }

  /// The emoji of a reaction (FEP-c0e0, Misskey); nil for a plain Like.
  package var reaction: String? {
    guard type == .like || type == .emojiReact else { return nil }
    return content ?? raw?["_misskey_reaction"]?.string.map { FieldReader.cut($0, to: DocumentLimits.tokenBytes) }
  }
}
