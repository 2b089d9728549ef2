import JSON

extension NodeInfoDocument {
  /// Reads what a server says of itself.
  ///
  /// Throws for a `software` that is no object or has no name.
  package init(decoding value: JSONValue) throws(ActivityStreamsError) {
    guard let object = value.object else { throw .notAnObject(field: "") }
    let fields = FieldReader(object)
    guard let software = fields.firstObject("software") else { throw .notAnObject(field: "software") }
    self.init(
      version: fields.token("version").map { sameBytes($0, "2.0") } ?? true ? .schema20 : .schema21,
      softwareName: try software.requiredToken("name"), softwareVersion: software.token("version") ?? "")
    repository = software.iri("repository")
    homepage = software.iri("homepage")
    protocols = fields.words("protocols")
    inbound = fields.firstObject("services")?.words("inbound") ?? []
    outbound = fields.firstObject("services")?.words("outbound") ?? []
    openRegistrations = fields.bool("openRegistrations") ?? false
    let users = fields.firstObject("usage")?.firstObject("users")
    usage = Usage(
      users: users?.count("total"), activeHalfyear: users?.count("activeHalfyear"),
      activeMonth: users?.count("activeMonth"), localPosts: fields.firstObject("usage")?.count("localPosts"),
      localComments: fields.firstObject("usage")?.count("localComments"))
    let entries = fields.firstObject("metadata")?.object.members.prefix(DocumentLimits.nodeInfoEntries) ?? []
    metadata = entries.compactMap { entry in
      entry.value.string.map { NodeInfoEntry(name: entry.key, text: FieldReader.cut($0, to: DocumentLimits.nameBytes)) }
    }
  }

  /// What is sent; 2.0 has neither repository nor homepage.
  package func encoded() -> JSONValue {
    var writer = DocumentWriter()
    writer.put("version", text: version.rawValue)
    writer.put("software", software)
    writer.put("protocols", .array(protocols.map { .string($0) }))
    let services: JSONObject = [
      "inbound": .array(inbound.map { .string($0) }), "outbound": .array(outbound.map { .string($0) }),
    ]
    writer.put("services", .object(services))
    writer.put("openRegistrations", bool: openRegistrations)
    writer.put("usage", usage.value)
    writer.put("metadata", .object(JSONObject(metadata.map { ($0.name, .string($0.text)) })))
    return .object(writer.object)
  }

  private var software: JSONValue {
    var writer = DocumentWriter()
    writer.put("name", text: softwareName)
    writer.put("version", text: softwareVersion)
    if version == .schema21 {
      writer.put("repository", iri: repository)
      writer.put("homepage", iri: homepage)
    }
    return .object(writer.object)
  }
}

extension NodeInfoDocument.Usage {
  fileprivate var value: JSONValue {
    var counts = DocumentWriter()
    counts.put("total", number: users)
    counts.put("activeHalfyear", number: activeHalfyear)
    counts.put("activeMonth", number: activeMonth)
    var writer = DocumentWriter()
    writer.put("users", .object(counts.object))
    writer.put("localPosts", number: localPosts)
    writer.put("localComments", number: localComments)
    return .object(writer.object)
  }
}

/// The index at `/.well-known/nodeinfo`.
package struct NodeInfoIndexDocument: Sendable, Hashable {
  /// The relation of the instance's own actor (FEP-2677).
  package static let application = "https://www.w3.org/ns/activitystreams#Application"

  /// What there is.
  package var links: [WebFingerLink]

  /// An index.
  package init(links: [WebFingerLink]) {
    self.links = links
  }

  /// The index of ours: both versions and the instance's actor.
  ///
  /// Throws `invalidIRI` for an origin that is none.
  package init(origin: IRI) throws(ActivityStreamsError) {
    links = []
    for version in NodeInfoDocument.Version.allCases {
      links.append(WebFingerLink(rel: version.rel, href: try origin.appending("/nodeinfo/\(version.rawValue)")))
    }
    links.append(WebFingerLink(rel: Self.application, href: try origin.appending("/actor")))
  }

  /// Where the best version we can read is: 2.1, else 2.0.
  package var best: IRI? {
    NodeInfoDocument.Version.allCases.reversed().lazy.compactMap { version in
      links.first { sameBytes($0.rel, version.rel) }?.href
    }
    .first
  }

  /// The instance's own actor (FEP-2677).
  package var instanceActor: IRI? {
    links.first { sameBytes($0.rel, Self.application) }?.href
  }

  /// Reads an index; an empty one is no error.
  ///
  /// Throws `notAnObject`.
  package init(decoding value: JSONValue) throws(ActivityStreamsError) {
    guard let object = value.object else { throw .notAnObject(field: "") }
    links = FieldReader(object).objects("links").prefix(DocumentLimits.links).compactMap { WebFingerLink($0) }
  }

  /// The index as it is sent.
  package func encoded() -> JSONValue {
    ["links": .array(links.map(\.value))]
  }
}

extension FieldReader {
  /// The words of a list.
  func words(_ key: String) -> [String] {
    elements(key).prefix(DocumentLimits.nodeInfoEntries).compactMap(\.string)
      .filter { !$0.isEmpty && $0.utf8.count <= DocumentLimits.tokenBytes }
  }
}
