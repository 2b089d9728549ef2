import JSON

/// A link (`type: Link`), in `url`, `tag`, `attachment` and `implements`.
package struct LinkDocument: Sendable, Hashable {
  /// Where it leads.
  package var href: IRI
  /// The media type of what is there.
  package var mediaType: String?
  /// The text to show.
  package var name: String?
  /// What it means, in order; an FEP-e232 link to a paper says `Vocabulary.summaryOf`.
  package var rel: [String]

  /// A link.
  package init(href: IRI, mediaType: String? = nil, name: String? = nil, rel: [String] = []) {
    self.href = href
    self.mediaType = mediaType
    self.name = name
    self.rel = rel
  }

  init?(_ fields: FieldReader) {
    guard let href = fields.iri("href") else { return nil }
    self.init(
      href: href, mediaType: fields.token("mediaType"), name: fields.prose("name", DocumentLimits.nameBytes),
      rel: fields.relations)
  }

  /// Whether it says that relation, byte for byte.
  package func hasRelation(_ relation: String) -> Bool {
    rel.contains { sameBytes($0, relation) }
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    writer.put("type", "Link")
    writer.put("mediaType", text: mediaType)
    writer.put("href", iri: href)
    writer.put("name", text: name)
    writer.put("rel", oneOrMany: rel.map { .string($0) })
    return .object(writer.object)
  }
}

extension FieldReader {
  /// The relations of a link, one or a list.
  var relations: [String] {
    let texts = elements("rel").prefix(DocumentLimits.types).compactMap(\.string)
    return texts.filter { !$0.isEmpty && $0.utf8.count <= DocumentLimits.iriBytes }
  }

  /// The links in a field where each may be a string or a `Link`.
  func links(_ key: String, limit: Int) -> [LinkDocument] {
    Array(
      elements(key).lazy.compactMap { value -> LinkDocument? in
        if let text = value.string { return IRI(text).map { LinkDocument(href: $0) } }
        return value.object.flatMap { LinkDocument(part($0)) }
      }
      .prefix(limit))
  }
}

extension DocumentWriter {
  /// Links, a bare one as a string; one as itself, several as a list.
  mutating func put(_ key: String, links: [LinkDocument]) {
    put(
      key,
      oneOrMany: links.map { link in
        link == LinkDocument(href: link.href) ? .string(link.href.text) : link.value
      })
  }
}

/// A picture of an actor (`icon`, `image`).
package struct ImageDocument: Sendable, Hashable {
  /// Where it is.
  package var url: IRI
  /// Its media type.
  package var mediaType: String?
  /// Its alternative text.
  package var name: String?

  /// A picture.
  package init(url: IRI, mediaType: String? = nil, name: String? = nil) {
    self.url = url
    self.mediaType = mediaType
    self.name = name
  }

  init?(_ fields: FieldReader, key: String) {
    guard let value = fields.elements(key).first else { return nil }
    if let url = value.string.flatMap({ IRI($0) }) {
      self.init(url: url)
      return
    }
    guard let part = fields.firstObject(key), let url = part.iri("url") ?? part.iri("href") else { return nil }
    self.init(url: url, mediaType: part.token("mediaType"), name: part.prose("name", DocumentLimits.altTextBytes))
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    writer.put("type", "Image")
    writer.put("mediaType", text: mediaType)
    writer.put("url", iri: url)
    writer.put("name", text: name)
    return .object(writer.object)
  }
}
