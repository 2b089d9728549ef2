import JSON

/// What WebFinger answers: a JSON Resource Descriptor (RFC 7033 section 4.4).
package struct WebFingerDocument: Sendable, Hashable {
  /// Who was asked for, as `acct:ada@papers.example`.
  package var subject: String
  /// Other names of the same.
  package var aliases: [String]
  /// Where to find what.
  package var links: [WebFingerLink]

  /// An answer.
  package init(subject: String, aliases: [String] = [], links: [WebFingerLink]) {
    self.subject = subject
    self.aliases = aliases
    self.links = links
  }

  /// The actor: the first `self` link of an ActivityStreams type.
  package var actor: IRI? {
    links.first { sameBytes($0.rel, "self") && ($0.type.map(WireMediaType.isActivityStreams) ?? false) }?.href
  }

  /// The template of a remote follow, with `{uri}` in it.
  package var subscribeTemplate: String? {
    links.first { sameBytes($0.rel, WebFingerLink.subscribe) }?.template
  }

  /// Reads an answer; links without `rel` are left out.
  ///
  /// Throws for a `subject` that is absent or no text.
  package init(decoding value: JSONValue) throws(ActivityStreamsError) {
    guard let object = value.object else { throw .notAnObject(field: "") }
    let fields = FieldReader(object)
    subject = try fields.requiredToken("subject", DocumentLimits.iriBytes)
    aliases = fields.elements("aliases").prefix(DocumentLimits.links).compactMap(\.string)
      .filter { !$0.isEmpty && $0.utf8.count <= DocumentLimits.iriBytes }
    links = fields.objects("links").prefix(DocumentLimits.links).compactMap { WebFingerLink($0) }
  }

  /// The answer as it is sent.
  package func encoded() -> JSONValue {
    var writer = DocumentWriter()
    writer.put("subject", text: subject)
    writer.put("aliases", list: aliases.map { .string($0) })
    writer.put("links", .array(links.map(\.value)))
    return .object(writer.object)
  }
}

/// One link of a resource descriptor.
package struct WebFingerLink: Sendable, Hashable {
  /// The relation of a page for people.
  package static let profilePage = "http://webfinger.net/rel/profile-page"
  /// The relation of a remote follow.
  package static let subscribe = "http://ostatus.org/schema/1.0/subscribe"
  /// The relation of looking at an object from elsewhere (FEP-3b86).
  package static let objectIntent = "https://w3id.org/fep/3b86/Object"
  /// The property that tells an actor's type, as Lemmy does.
  package static let typeProperty = "https://www.w3.org/ns/activitystreams#type"

  /// What it means.
  package var rel: String
  /// The media type of what is there.
  package var type: String?
  /// Where it leads.
  package var href: IRI?
  /// Where it leads once a value is filled in.
  package var template: String?
  /// The actor's type, which is the only property we know.
  package var actorType: ActorType?

  /// A link.
  package init(rel: String, type: String? = nil, href: IRI? = nil, template: String? = nil, actorType: ActorType? = nil) {
    self.rel = rel
    self.type = type
    self.href = href
    self.template = template
    self.actorType = actorType
  }

  init?(_ fields: FieldReader) {
    guard let rel = fields.token("rel", DocumentLimits.iriBytes) else { return nil }
    self.init(
      rel: rel, type: fields.token("type"), href: fields["href"]?.string.flatMap { IRI($0) },
      template: fields.token("template", DocumentLimits.iriBytes),
      actorType: fields["properties"]?[Self.typeProperty]?.string.flatMap { ActorType(name: $0) })
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    writer.put("rel", text: rel)
    writer.put("type", text: type)
    writer.put("href", iri: href)
    writer.put("template", text: template)
    writer.put("properties", actorType.map { .object([Self.typeProperty: .string($0.rawValue)]) })
    return .object(writer.object)
  }
}
