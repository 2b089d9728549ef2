internal import Domain
internal import JSON
internal import Markup
internal import Store

/// What search engines and reference managers read in a page: schema.org as JSON-LD.
///
/// It stands in a `script` element whose type is no language, so it is never run and the policy of pages does not touch it
/// (HTML, "prepare the script element": a data block ends there, before the policy is asked). Inside it `<` is written `\u003c`,
/// so that nothing in it can end the element.
enum StructuredData {
  /// The value as it may stand between the tags.
  static func markup(_ value: JSONValue) -> TrustedHTML {
    var bytes: [UInt8] = []
    for byte in value.serialized() {
      // Outside of strings JSON has none of these.
      switch byte {
      case UInt8(ascii: "<"): bytes += Array("\\u003c".utf8)
      case UInt8(ascii: ">"): bytes += Array("\\u003e".utf8)
      case UInt8(ascii: "&"): bytes += Array("\\u0026".utf8)
      default: bytes.append(byte)
      }
    }
    return TrustedHTML(sanitized: String(decoding: bytes, as: UTF8.self))
  }

  /// A paper (`ScholarlyArticle`).
  ///
  /// - Parameters:
  ///   - page: our page of it
  ///   - isWhole: with the abstract, and as a document of its own
  static func article(_ paper: PaperRow, page: String, isWhole: Bool) -> JSONValue {
    var object = JSONObject()
    if isWhole { object["@context"] = "https://schema.org" }
    object["@type"] = "ScholarlyArticle"
    object["@id"] = .string(page)
    object["url"] = .string(page)
    object["headline"] = .string(paper.title)
    object["name"] = .string(paper.title)
    object["author"] = .array(
      paper.authors.prefix(isWhole ? Paper.maximumAuthors : 20).enumerated().map { place, name in
        author(name, orcid: paper.orcid(ofAuthor: place))
      })
    object["datePublished"] = paper.year.map { .string(String($0)) }
    if let name = paper.venueName { object["isPartOf"] = ["@type": "CreativeWorkSeries", "name": .string(name)] }
    object["sameAs"] = .array(paper.identifiers.map { .string($0.url) })
    if isWhole {
      object["identifier"] = .array(
        paper.identifiers.map {
          ["@type": "PropertyValue", "propertyID": .string($0.scheme.label), "value": .string($0.value)]
        })
      object["abstract"] = paper.abstract.map { .string($0) }
    }
    return .object(object)
  }

  private static func author(_ name: String, orcid: String?) -> JSONValue {
    var object = JSONObject([("@type", "Person"), ("name", .string(name))])
    object["sameAs"] = orcid.map { .string("https://orcid.org/\($0)") }
    return .object(object)
  }

  /// Characters of a summary's text; the page has all of it.
  static let longestBody = 500

  /// The beginning of a text as plain text; nil where there is none.
  private static func body(of html: String) -> String? {
    let text = PlainText.from(html: html)
    guard !text.isEmpty else { return nil }
    let start = text.prefix(longestBody)
    return start.endIndex == text.endIndex ? text : String(start) + "…"
  }

  /// A summary (`Review`) of a paper.
  static func review(
    _ post: PostRow, by author: PersonView, of paper: PaperRow, views: ViewMaker, siteName: String
  ) -> JSONValue {
    let page = views.url("\(author.address)/\(post.id)")
    var object = JSONObject([("@context", "https://schema.org"), ("@type", "Review")])
    object["@id"] = .string(post.uri.text)
    object["url"] = .string(page)
    object["name"] = .string(post.title ?? "Summary of \(paper.title)")
    object["author"] = [
      "@type": "Person", "name": .string(author.name), "url": .string(views.url(author.address)),
    ]
    object["datePublished"] = .string(post.publishedAt.iso8601)
    object["dateModified"] = post.updatedAt.map { .string($0.iso8601) }
    object["inLanguage"] = post.language.map { .string($0) }
    object["license"] = post.licence.map { .string($0.deed) }
    object["abstract"] = post.tldr.isEmpty ? nil : .string(post.tldr)
    object["reviewBody"] = body(of: post.html).map { .string($0) }
    object["publisher"] = ["@type": "Organization", "name": .string(siteName), "url": .string(views.url("/"))]
    object["itemReviewed"] = article(paper, page: views.url(views.address(paper)), isWhole: false)
    return .object(object)
  }
}
