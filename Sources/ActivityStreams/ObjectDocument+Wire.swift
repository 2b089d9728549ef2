import JSON

extension ObjectDocument: WireDocument {
  /// Reads an object of any type.
  ///
  /// Throws for `id` or `type` absent or unusable, and for too many recipients.
  package init(reading fields: FieldReader) throws(ActivityStreamsError) {
    self.init(id: try fields.requiredID(), type: try fields.objectType())
    attributedTo = fields.elements("attributedTo").prefix(DocumentLimits.attributions)
      .compactMap { AttributionDocument($0, in: fields) }
    to = try fields.recipients("to")
    cc = try fields.recipients("cc")
    audience = fields.iri("audience")
    inReplyTo = fields.iri("inReplyTo")
    readText(fields)
    readDiscussion(fields)
    urls = fields.links("url", limit: DocumentLimits.urls)
    published = fields.token("published")
    updated = fields.token("updated")
    deleted = fields.token("deleted")
    formerType = fields.token("formerType").map { ObjectType(name: $0) }
    sensitive = fields.bool("sensitive")
    attachment = Array(
      fields.objects("attachment").lazy.compactMap { AttachmentDocument($0) }.prefix(DocumentLimits.attachments))
    tag = fields.tags()
    paper = PaperDocument(fields.firstObject("paper"))
    atomUri = fields.iri("atomUri")
    license = ["license", "licence", "schema:license", "sdo:license"].lazy.compactMap { fields.iri($0) }.first
  }

  private mutating func readText(_ fields: FieldReader) {
    name = fields.proseOrMap("name", DocumentLimits.nameBytes)
    summary = fields.proseOrMap("summary", DocumentLimits.summaryBytes)
    contentMap = fields.languageMap("contentMap", DocumentLimits.contentBytes)
    content = fields.proseOrMap("content", DocumentLimits.contentBytes)
    mediaType = fields.token("mediaType")
    source = SourceDocument(fields, key: "source")
    language = LanguageDocument(fields, key: "language")
    preview = PreviewDocument(fields.firstObject("preview"))
  }

  private mutating func readDiscussion(_ fields: FieldReader) {
    conversationContext = fields.iri("context")
    conversation = fields.iri("conversation")
    replies = Reference(fields["replies"], in: fields)
    likes = Reference(fields["likes"], in: fields)
    shares = Reference(fields["shares"], in: fields)
    interactionPolicy = InteractionPolicyDocument(fields.firstObject("interactionPolicy"))
    quote = ["quote", "quoteUrl", "quoteUri", "_misskey_quote"].lazy.compactMap { fields.iri($0) }.first
  }

  package var members: JSONObject {
    var writer = DocumentWriter()
    writer.put("id", iri: id)
    writer.put("type", text: type.name)
    writer.put("formerType", text: formerType?.name)
    writer.put("attributedTo", oneOrMany: attributedTo.map(\.value))
    writer.put("inReplyTo", iri: inReplyTo)
    writer.put("name", text: name)
    writer.put("summary", text: summary)
    writer.put("content", text: content)
    writer.put("contentMap", map: contentMap)
    writer.put("mediaType", text: mediaType)
    writer.put("source", source?.value)
    writer.put("language", language?.value)
    writer.put("url", links: urls)
    writer.put("published", text: published)
    writer.put("updated", text: updated)
    writer.put("deleted", text: deleted)
    writeAddressing(&writer)
    writer.put("sensitive", bool: sensitive)
    writeAttached(&writer)
    writer.put("context", iri: conversationContext)
    writer.put("conversation", iri: conversation)
    writer.put("replies", replies?.value)
    writer.put("likes", likes?.value)
    writer.put("shares", shares?.value)
    writer.put("interactionPolicy", interactionPolicy?.value)
    writer.put("quote", iri: quote)
    writer.put("preview", preview?.value)
    writer.put("paper", paper?.value)
    writer.put("license", iri: license)
    writer.put("atomUri", iri: atomUri)
    return writer.object
  }

  /// Both lists are always there, since Lemmy's parser wants them; a tombstone has none.
  private func writeAddressing(_ writer: inout DocumentWriter) {
    guard type != .tombstone else { return }
    writer.put("to", .array(to.map { .string($0.text) }))
    writer.put("cc", .array(cc.map { .string($0.text) }))
    writer.put("audience", iri: audience)
  }

  private func writeAttached(_ writer: inout DocumentWriter) {
    guard type != .tombstone else { return }
    writer.put("attachment", .array(attachment.map(\.value)))
    writer.put("tag", .array(tag.map(\.value)))
  }

  package var context: JSONValue {
    type == .tombstone ? ContextDocument.tombstone : ContextDocument.object
  }
}
