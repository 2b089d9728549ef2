import JSON

extension ActorDocument: WireDocument {
  /// Reads an actor of any server.
  ///
  /// Throws for `id`, `type` and `inbox` absent or unusable, for a `preferredUsername` that is no text, and `unexpectedType` for
  /// what is no actor.
  package init(reading fields: FieldReader) throws(ActivityStreamsError) {
    let type = try fields.actorType()
    let id = try fields.requiredID()
    let name = fields["preferredUsername"] == nil ? nil : try fields.requiredToken("preferredUsername")
    self.init(id: id, type: type, preferredUsername: name, inbox: try fields.requiredIRI("inbox"))
    readProfile(fields)
    readCollections(fields)
    manuallyApprovesFollowers = fields.bool("manuallyApprovesFollowers")
    discoverable = fields.bool("discoverable")
    indexable = fields.bool("indexable")
    publicKeys = PublicKeyDocument.list(in: fields)
    assertionMethod = MultikeyDocument.list(in: fields)
    implements = fields.firstObject("generator")?.links("implements", limit: DocumentLimits.urls) ?? []
    alsoKnownAs = fields.iris("alsoKnownAs", limit: DocumentLimits.aliases)
    movedTo = fields.iri("movedTo")
    postingRestrictedToMods = fields.bool("postingRestrictedToMods")
    sensitive = fields.bool("sensitive")
    paper = PaperDocument(fields.firstObject("paper"))
  }

  private mutating func readProfile(_ fields: FieldReader) {
    webfinger = fields.token("webfinger")
    name = fields.proseOrMap("name", DocumentLimits.nameBytes)
    summary = fields.proseOrMap("summary", DocumentLimits.summaryBytes)
    source = SourceDocument(fields, key: "source")
    urls = fields.links("url", limit: DocumentLimits.urls)
    published = fields.token("published")
    updated = fields.token("updated")
    icon = ImageDocument(fields, key: "icon")
    image = ImageDocument(fields, key: "image")
    attachment = Array(
      fields.objects("attachment").lazy.compactMap { AttachmentDocument($0) }.prefix(DocumentLimits.profileFields))
    attributionDomains = fields.elements("attributionDomains").prefix(DocumentLimits.aliases).compactMap(\.string)
      .filter { !$0.isEmpty && $0.utf8.count <= DocumentLimits.tokenBytes }
  }

  private mutating func readCollections(_ fields: FieldReader) {
    outbox = fields.iri("outbox")
    followers = fields.iri("followers")
    following = fields.iri("following")
    featured = fields.iri("featured")
    featuredTags = fields.iri("featuredTags")
    sharedInbox = fields.firstObject("endpoints")?.iri("sharedInbox") ?? fields.iri("sharedInbox")
    summaries = fields.iri("summaries")
    if type == .group { moderators = fields.iri("attributedTo") ?? fields.iri("moderators") }
  }

  package var members: JSONObject {
    var writer = DocumentWriter()
    writer.put("id", iri: id)
    writer.put("type", text: type.rawValue)
    writer.put("preferredUsername", text: preferredUsername)
    writer.put("webfinger", text: webfinger)
    writer.put("name", text: name)
    writer.put("summary", text: summary)
    writer.put("source", source?.value)
    writer.put("url", links: urls)
    writer.put("inbox", iri: inbox)
    writer.put("outbox", iri: outbox)
    writer.put("followers", iri: followers)
    writer.put("following", iri: following)
    writer.put("featured", iri: featured)
    writer.put("featuredTags", iri: featuredTags)
    writer.put("endpoints", sharedInbox.map { ["sharedInbox": .string($0.text)] })
    writer.put("manuallyApprovesFollowers", bool: manuallyApprovesFollowers)
    writer.put("discoverable", bool: discoverable)
    writer.put("indexable", bool: indexable)
    writer.put("published", text: published)
    writer.put("updated", text: updated)
    writer.put("icon", icon?.value)
    writer.put("image", image?.value)
    writer.put("publicKey", oneOrMany: publicKeys.map(\.value))
    writer.put("assertionMethod", list: assertionMethod.map(\.value))
    writer.put("generator", generator)
    writer.put("attributionDomains", list: attributionDomains.map { .string($0) })
    writer.put("attachment", list: attachment.map(\.value))
    writer.put("alsoKnownAs", iris: alsoKnownAs)
    writer.put("movedTo", iri: movedTo)
    writer.put("attributedTo", iri: moderators)
    writer.put("moderators", iri: moderators)
    writer.put("postingRestrictedToMods", bool: postingRestrictedToMods)
    writer.put("sensitive", bool: sensitive)
    writer.put("paper", paper?.value)
    writer.put("summaries", iri: summaries)
    return writer.object
  }

  private var generator: JSONValue? {
    implements.isEmpty ? nil : ["type": "Application", "implements": .array(implements.map(\.value))]
  }

  package var context: JSONValue { ContextDocument.actor(withPaper: paper != nil || summaries != nil) }
}
