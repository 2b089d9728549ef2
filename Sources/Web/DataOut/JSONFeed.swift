internal import Domain
internal import JSON

/// A feed as JSON Feed 1.1 (jsonfeed.org).
enum JSONFeed {
  static func bytes(of feed: FeedDocument) -> [UInt8] {
    var object = JSONObject([
      ("version", "https://jsonfeed.org/version/1.1"), ("title", .string(feed.title)), ("home_page_url", .string(feed.home)),
      ("feed_url", .string(feed.link(.json))), ("description", .string(feed.subtitle)),
    ])
    object["next_url"] = feed.nextLink(.json).map { .string($0) }
    object["items"] = .array(feed.entries.map(item))
    return JSONValue.object(object).serialized()
  }

  private static func item(_ entry: FeedEntry) -> JSONValue {
    var item = JSONObject([
      ("id", .string(entry.id)), ("url", .string(entry.address)), ("title", .string(entry.title)),
      ("content_html", .string(entry.html.renderText)), ("date_published", .string(entry.published.iso8601)),
      ("authors", [["name": .string(entry.author), "url": .string(entry.authorAddress)]]),
    ])
    item["external_url"] = entry.registryAddresses.first.map { .string($0) }
    item["summary"] = entry.tldr.isEmpty ? nil : .string(entry.tldr)
    item["date_modified"] = entry.updated.map { .string($0.iso8601) }
    item["language"] = entry.language.map { .string($0) }
    if !entry.hashtags.isEmpty { item["tags"] = .array(entry.hashtags.map { .string($0) }) }
    // What is about the paper has a place of its own, as the format wants extensions named.
    var extra = JSONObject([
      (
        "paper",
        [
          "url": .string(entry.paperAddress), "title": .string(entry.paperTitle),
          "identifiers": .array(entry.identifiers.map { .string($0) }),
        ]
      )
    ])
    extra["license"] = entry.licence.map { .string($0.deed) }
    item["_scholion"] = .object(extra)
    return .object(item)
  }
}
