import JSON

/// A text in one language, as an entry of `contentMap`.
package struct LanguageText: Sendable, Hashable {
  /// The language tag (BCP 47), as `en`.
  package var language: String
  /// The text.
  package var text: String

  /// An entry of a language map.
  package init(language: String, text: String) {
    self.language = language
    self.text = text
  }
}

/// The text as its author wrote it (ActivityPub 3.3).
package struct SourceDocument: Sendable, Hashable {
  /// The text, usually Markdown.
  package var content: String
  /// Its media type, as `text/markdown`; Lemmy uses a source only with that one.
  package var mediaType: String?

  /// A source text.
  package init(content: String, mediaType: String? = "text/markdown") {
    self.content = content
    self.mediaType = mediaType
  }

  init?(_ fields: FieldReader, key: String) {
    guard let value = fields[key] else { return nil }
    if let text = value.string {
      self.init(content: FieldReader.cut(text, to: DocumentLimits.contentBytes), mediaType: nil)
      return
    }
    guard let part = fields.firstObject(key), let content = part.prose("content", DocumentLimits.contentBytes) else {
      return nil
    }
    self.init(content: content, mediaType: part.token("mediaType"))
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    writer.put("content", text: content)
    writer.put("mediaType", text: mediaType)
    return .object(writer.object)
  }
}

/// The language of an object as Lemmy and PieFed read it.
package struct LanguageDocument: Sendable, Hashable {
  /// The language tag, as `en`.
  package var identifier: String
  /// Its name, as `English`.
  package var name: String?

  /// A language by tag and name.
  package init(identifier: String, name: String? = nil) {
    self.identifier = identifier
    self.name = name
  }

  init?(_ fields: FieldReader, key: String) {
    if let tag = fields.token(key) {
      self.init(identifier: tag)
      return
    }
    guard let part = fields.firstObject(key), let tag = part.token("identifier") else { return nil }
    self.init(identifier: tag, name: part.token("name"))
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    writer.put("identifier", text: identifier)
    writer.put("name", text: name)
    return .object(writer.object)
  }
}

/// A shorter form of an object for those who do not show the whole (FEP-b2b8).
package struct PreviewDocument: Sendable, Hashable {
  /// Its type, as `Note`.
  package var type: String
  /// Its title.
  package var name: String?
  /// Its HTML.
  package var content: String?

  /// A preview.
  package init(type: String = "Note", name: String? = nil, content: String?) {
    self.type = type
    self.name = name
    self.content = content
  }

  init?(_ fields: FieldReader?) {
    guard let fields, let type = fields.types.first else { return nil }
    self.init(
      type: type, name: fields.prose("name", DocumentLimits.nameBytes),
      content: fields.prose("content", DocumentLimits.contentBytes))
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    writer.put("type", text: type)
    writer.put("name", text: name)
    writer.put("content", text: content)
    return .object(writer.object)
  }
}
