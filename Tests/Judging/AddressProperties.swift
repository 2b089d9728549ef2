internal import ActivityStreams
internal import Domain
internal import Transport

extension Property {
  /// The three readers of URLs agree about whose a URL is; what is read is written so that it reads the same.
  static let addresses = Property("addresses") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    return urls(text) ?? references(text) ?? names(text)
  }

  private static func urls(_ text: String) -> String? {
    let (iri, id) = (IRI(text), try? ResourceID(parsing: text))
    if let iri {
      guard let again = IRI(iri.text), again == iri else { return "an IRI reads otherwise" }
      if iri.isDereferenceable, iri.authority == nil { return "an IRI without an authority" }
    }
    if let id {
      guard let again = try? ResourceID(parsing: id.text), again == id else { return "an id reads otherwise" }
      if let iri, iri.isDereferenceable, let authority = iri.authority, !same(authority, id.host) {
        return "an IRI of \(authority) is an id of \(id.host)"
      }
    }
    guard let url = try? WebURL(parsing: text) else { return nil }
    guard let again = try? WebURL(parsing: url.text), again == url, again.host == url.host, again.target == url.target else {
      return "a URL reads otherwise"
    }
    let origin = try? WebURL(parsing: url.origin + url.target)
    guard let origin, origin.host == url.host, origin.port == url.port, origin.target == url.target else {
      // The port makes the whole a few bytes longer than what was read.
      return url.text.utf8.count > WebURL.longest - 8 ? nil : "its origin and target are another URL"
    }
    if let iri, let authority = iri.authority, !same(authority, url.authority) {
      return "an IRI of \(authority) is requested from \(url.authority)"
    }
    if let id, !same(id.host, url.authority) { return "an id of \(id.host) is requested from \(url.authority)" }
    return nil
  }

  private static func references(_ text: String) -> String? {
    guard let base = try? WebURL(parsing: "https://name.example/a/b?x"), let url = try? base.resolving(text) else { return nil }
    guard url.scheme == "https" || url.scheme == "http" else { return "a reference with another scheme" }
    guard let again = try? WebURL(parsing: url.text) else { return "a reference that is no URL" }
    return again == url ? nil : "a reference reads otherwise"
  }

  private static func names(_ text: String) -> String? {
    if let handle = try? Handle(parsing: text) {
      guard let again = try? Handle(parsing: handle.display), again == handle else { return "a handle reads otherwise" }
      guard let other = try? Handle(parsing: handle.resource), other == handle else {
        return "a handle's resource reads otherwise"
      }
    }
    if let name = try? ActorName(text), (try? ActorName(name.text)) != name { return "a name reads otherwise" }
    if let paper = try? PaperIdentifier(parsing: text) {
      guard let again = try? PaperIdentifier(scheme: paper.scheme, value: paper.value), again == paper else {
        return "an identifier reads otherwise"
      }
    }
    if let time = try? Timestamp(parsing: text) {
      guard let again = try? Timestamp(parsing: time.iso8601), again.iso8601 == time.iso8601 else {
        return "a time reads otherwise"
      }
    }
    if let tag = try? LanguageTag(parsing: text), (try? LanguageTag(parsing: tag.text)) != tag {
      return "a language reads otherwise"
    }
    return nil
  }

  private static func same(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
}
