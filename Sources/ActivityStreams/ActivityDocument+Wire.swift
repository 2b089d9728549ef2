import JSON

extension ActivityDocument: WireDocument {
  /// Reads an activity of any type.
  ///
  /// Throws for `type` and `actor` absent or unusable, an `id` that is there and no IRI, an `object` that is neither an id nor a
  /// document, documents nested too deeply, too many recipients.
  package init(reading fields: FieldReader) throws(ActivityStreamsError) {
    self.init(
      id: try fields.optionalID(), type: try fields.activityType(), actor: try fields.requiredIRI("actor"), object: nil)
    object = try fields["object"].map { value throws(ActivityStreamsError) in
      try ActivityObject(reading: value, in: fields)
    }
    to = try fields.recipients("to")
    cc = try fields.recipients("cc")
    audience = fields.iri("audience")
    target = fields.iri("target")
    result = fields.iri("result")
    instrument = fields.iri("instrument")
    published = fields.token("published")
    summary = fields.prose("summary", DocumentLimits.reportBytes)
    content = fields.prose("content", DocumentLimits.reportBytes)
    tag = fields.tags()
    removeData = fields.bool("removeData")
    endTime = fields.token("endTime")
    proof = fields.firstObject("proof")?.object
    raw = .object(fields.object)
  }

  package var members: JSONObject {
    var writer = DocumentWriter()
    writer.put("id", iri: id)
    writer.put("type", text: type.name)
    writer.put("actor", iri: actor)
    writer.put("published", text: published)
    // Lemmy's parser wants both lists of whatever is addressed at all.
    if !to.isEmpty || !cc.isEmpty {
      writer.put("to", .array(to.map { .string($0.text) }))
      writer.put("cc", .array(cc.map { .string($0.text) }))
    }
    writer.put("audience", iri: audience)
    writer.put("summary", text: summary)
    writer.put("content", text: content)
    writer.put("tag", list: tag.map(\.value))
    writer.put("removeData", bool: removeData)
    writer.put("endTime", text: endTime)
    writer.put("object", object?.value)
    writer.put("target", iri: target)
    writer.put("instrument", iri: instrument)
    writer.put("result", iri: result)
    writer.put("proof", proof.map { .object($0) })
    return writer.object
  }

  package var context: JSONValue { ContextDocument.activity(mayTravel: mayTravel, object: object) }
}
