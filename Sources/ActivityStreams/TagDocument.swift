import JSON

/// One entry of an object's `tag`.
package enum TagDocument: Sendable, Hashable {
  /// A hashtag; the name begins with `#` as sent by us, which a reader must not rely on.
  case hashtag(name: String, href: IRI?)
  /// Somebody addressed by name.
  case mention(href: IRI, name: String?)
  /// A link to another object (FEP-e232).
  case link(LinkDocument)
  /// A picture for a `:name:` in the text.
  case emoji(name: String, id: IRI?, icon: ImageDocument?)
  /// A type we do not know.
  case unknown(type: String)

  /// Nil for entries without a type or without what their type needs.
  init?(_ fields: FieldReader) {
    if fields.hasType("Mention") {
      guard let href = fields.iri("href") else { return nil }
      self = .mention(href: href, name: fields.token("name", DocumentLimits.nameBytes))
    } else if fields.hasType("Hashtag") {
      guard let name = fields.token("name", DocumentLimits.nameBytes) else { return nil }
      self = .hashtag(name: name, href: fields.iri("href"))
    } else if fields.hasType("Link") {
      guard let link = LinkDocument(fields) else { return nil }
      self = .link(link)
    } else if fields.hasType("Emoji") {
      guard let name = fields.token("name") else { return nil }
      let id = fields["id"]?.string.flatMap { IRI($0) }
      self = .emoji(name: name, id: id, icon: ImageDocument(fields, key: "icon"))
    } else if let type = fields.types.first {
      self = .unknown(type: type)
    } else {
      return nil
    }
  }

  var isMention: Bool {
    if case .mention = self { true } else { false }
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    switch self {
    case .hashtag(let name, let href):
      writer.put("type", "Hashtag")
      writer.put("name", text: name)
      writer.put("href", iri: href)
    case .mention(let href, let name):
      writer.put("type", "Mention")
      writer.put("href", iri: href)
      writer.put("name", text: name)
    case .link(let link):
      return link.value
    case .emoji(let name, let id, let icon):
      writer.put("id", iri: id)
      writer.put("type", "Emoji")
      writer.put("name", text: name)
      writer.put("icon", icon?.value)
    case .unknown(let type):
      writer.put("type", text: type)
    }
    return .object(writer.object)
  }
}

extension FieldReader {
  /// The tags of an object, each sort cut at its limit.
  func tags() -> [TagDocument] {
    var mentions = 0
    var others = 0
    return objects("tag").compactMap { fields in
      guard let tag = TagDocument(fields) else { return nil }
      if tag.isMention { mentions += 1 } else { others += 1 }
      return mentions <= DocumentLimits.mentions && tag.isMention || others <= DocumentLimits.tags && !tag.isMention
        ? tag : nil
    }
  }
}
