internal import Domain

/// A feed as Atom (RFC 4287), with pages (RFC 5005 section 3).
enum AtomFeed {
  static func bytes(of feed: FeedDocument) -> [UInt8] {
    var xml = XMLWriter()
    xml.element("feed", [("xmlns", "http://www.w3.org/2005/Atom")]) { xml in
      xml.element("id", text: feed.link(.atom))
      xml.element("title", text: feed.title)
      xml.element("subtitle", text: feed.subtitle)
      xml.element("updated", text: feed.updated.iso8601)
      xml.element("generator", [("version", feed.version)], text: "Scholion")
      link(&xml, "alternate", feed.home, type: "text/html")
      link(&xml, "alternate", feed.link(.json), type: "application/feed+json")
      link(&xml, "self", feed.link(.atom), type: "application/atom+xml")
      link(&xml, "first", feed.link(.atom), type: "application/atom+xml")
      if let next = feed.nextLink(.atom) { link(&xml, "next", next, type: "application/atom+xml") }
      for entry in feed.entries { write(entry, to: &xml) }
    }
    return xml.bytes
  }

  private static func write(_ entry: FeedEntry, to xml: inout XMLWriter) {
    xml.element("entry", [("xml:lang", entry.language)]) { xml in
      xml.element("id", text: entry.id)
      xml.element("title", text: entry.title.isEmpty ? "Untitled" : entry.title)
      xml.element("published", text: entry.published.iso8601)
      xml.element("updated", text: (entry.updated ?? entry.published).iso8601)
      xml.element("author") { xml in
        xml.element("name", text: entry.author)
        xml.element("uri", text: entry.authorAddress)
      }
      link(&xml, "alternate", entry.address, type: "text/html")
      link(&xml, "alternate", entry.id, type: "application/activity+json")
      if let origin = entry.origin { link(&xml, "via", origin) }
      link(&xml, "related", entry.paperAddress, type: "text/html", title: entry.paperTitle)
      for address in entry.registryAddresses { link(&xml, "related", address, title: entry.paperTitle) }
      if let licence = entry.licence {
        // RFC 4946, and for readers that do not know it the words.
        link(&xml, "license", licence.deed)
        xml.element("rights", text: licence.name)
      }
      for tag in entry.hashtags { xml.element("category", [("term", tag), ("label", "#\(tag)")]) }
      xml.element("summary", text: entry.tldr)
      xml.element("content", [("type", "html")], text: entry.html.renderText)
    }
  }

  private static func link(
    _ xml: inout XMLWriter, _ relation: String, _ address: String, type: String? = nil, title: String? = nil
  ) {
    xml.element("link", [("rel", relation), ("type", type), ("href", address), ("title", title)])
  }
}
