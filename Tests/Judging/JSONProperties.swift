internal import ActivityStreams
internal import JSON

extension Property {
  /// What the gate lets in is written so that it reads the same, and its canonical form is a fixed point (RFC 8785).
  static let json = Property("json") { bytes in
    guard let value = try? JSONValue(parsing: bytes) else { return nil }
    // What is written may be longer than what was read: escapes.
    guard let again = try? JSONValue(parsing: value.serialized(), limits: .own) else { return "what is written is not read" }
    guard again == value else { return "what is written reads otherwise" }
    guard let canonical = try? value.canonicalBytes() else { return nil }
    guard let sorted = try? JSONValue(parsing: canonical, limits: .own), let second = try? sorted.canonicalBytes() else {
      return "the canonical form is not read"
    }
    return second == canonical ? nil : "the canonical form has another"
  }

  /// A document that is read as some type is written so that it reads the same.
  static let activityStreams = Property("activitystreams") { bytes in
    if let found = hostMeta(bytes) { return found }
    guard let value = try? JSONValue(parsing: bytes) else { return nil }
    let readers: [(String, (JSONValue) -> JSONValue?)] = [
      ("activity", { try? ActivityDocument(decoding: $0).encoded(withContext: false) }),
      ("actor", { try? ActorDocument(decoding: $0).encoded(withContext: false) }),
      ("object", { try? ObjectDocument(decoding: $0).encoded(withContext: false) }),
      ("collection", { try? CollectionDocument(decoding: $0).encoded(withContext: false) }),
      ("page", { try? CollectionPageDocument(decoding: $0).encoded(withContext: false) }),
      ("key", { try? KeyDocument(decoding: $0).encoded(withContext: false) }),
      ("webfinger", { try? WebFingerDocument(decoding: $0).encoded() }),
      ("nodeinfo", { try? NodeInfoDocument(decoding: $0).encoded() }),
      ("nodeinfo index", { try? NodeInfoIndexDocument(decoding: $0).encoded() }),
      ("host-meta", { try? HostMetaDocument(decoding: $0).encoded() }),
    ]
    for (name, rewritten) in readers {
      guard let once = rewritten(value) else { continue }
      guard let twice = rewritten(once) else { return "\(name): what is written is not read" }
      if once != twice { return "\(name): what is written reads otherwise" }
    }
    return nil
  }

  private static func hostMeta(_ bytes: [UInt8]) -> String? {
    guard let document = try? HostMetaDocument(decodingXML: bytes) else { return nil }
    let again = try? HostMetaDocument(decodingXML: Array(document.xml.utf8))
    return again?.template.utf8.elementsEqual(document.template.utf8) == true ? nil : "host-meta reads otherwise"
  }
}
