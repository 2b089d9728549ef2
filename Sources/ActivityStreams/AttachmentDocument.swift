import JSON

/// One entry of an object's or actor's `attachment`.
package enum AttachmentDocument: Sendable, Hashable {
  /// A link; the first one of a summary leads to the paper.
  case link(LinkDocument)
  /// A picture, sound or file.
  case media(MediaDocument)
  /// A profile field; the value is HTML.
  case property(name: String, value: String)
  /// A type we do not know.
  case unknown(type: String)

  /// Nil for entries without a type or without what their type needs.
  init?(_ fields: FieldReader) {
    if fields.hasType("PropertyValue") {
      guard let name = fields.prose("name", DocumentLimits.nameBytes),
        let value = fields.prose("value", DocumentLimits.nameBytes)
      else { return nil }
      self = .property(name: name, value: value)
    } else if fields.hasType("Link") {
      guard let link = LinkDocument(fields) else { return nil }
      self = .link(link)
    } else if let type = fields.types.first(where: MediaDocument.isType) {
      guard let media = MediaDocument(fields, type: type) else { return nil }
      self = .media(media)
    } else if let type = fields.types.first {
      self = .unknown(type: type)
    } else {
      return nil
    }
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    switch self {
    case .link(let link): return Self.attached(link)
    case .media(let media): return media.value
    case .property(let name, let value):
      writer.put("type", "PropertyValue")
      writer.put("name", text: name)
      writer.put("value", text: value)
    case .unknown(let type):
      writer.put("type", text: type)
    }
    return .object(writer.object)
  }

  /// A link with its address first, as every peer's own attachments have it.
  private static func attached(_ link: LinkDocument) -> JSONValue {
    var writer = DocumentWriter()
    writer.put("type", "Link")
    writer.put("href", iri: link.href)
    writer.put("mediaType", text: link.mediaType)
    writer.put("name", text: link.name)
    writer.put("rel", oneOrMany: link.rel.map { .string($0) })
    return .object(writer.object)
  }
}

/// A picture, sound, film or file that hangs on an object.
package struct MediaDocument: Sendable, Hashable {
  /// `Document`, `Image`, `Audio` or `Video`.
  package var type: String
  /// Where it is.
  package var url: IRI
  /// Its media type.
  package var mediaType: String?
  /// Its alternative text.
  package var name: String?
  /// Its width in pixels.
  package var width: Int?
  /// Its height in pixels.
  package var height: Int?

  /// A file that hangs on an object.
  package init(
    type: String = "Document", url: IRI, mediaType: String? = nil, name: String? = nil, width: Int? = nil, height: Int? = nil
  ) {
    self.type = type
    self.url = url
    self.mediaType = mediaType
    self.name = name
    self.width = width
    self.height = height
  }

  init?(_ fields: FieldReader, type: String) {
    guard let url = fields.iri("url") ?? fields.iri("href") else { return nil }
    let name = fields.prose("name", DocumentLimits.altTextBytes) ?? fields.prose("summary", DocumentLimits.altTextBytes)
    self.init(
      type: type, url: url, mediaType: fields.token("mediaType"), name: name, width: fields.count("width"),
      height: fields.count("height"))
  }

  static func isType(_ name: String) -> Bool {
    ["Document", "Image", "Audio", "Video"].contains { sameBytes($0, name) }
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    writer.put("type", text: type)
    writer.put("mediaType", text: mediaType)
    writer.put("url", iri: url)
    writer.put("name", text: name)
    writer.put("width", number: width)
    writer.put("height", number: height)
    return .object(writer.object)
  }
}
