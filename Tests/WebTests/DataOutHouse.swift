import Domain
import JSON
import Store
import TestSupport
import Testing

@testable import Catalog
@testable import Web

extension WebHouse {
  /// A paper of its own.
  @discardableResult
  func paper(
    _ identifiers: String..., title: String = "A Paper", authors: [String] = ["Ada Lovelace"], venue: String? = "NeurIPS",
    year: Int? = 2017
  ) async throws -> PaperRow {
    let draft = PaperDraft(title: title, authors: authors, venue: venue, year: year, identifiers: identifiers)
    return try await house.publisher.addPaper(try draft.validated(), source: "local")
  }

  /// A summary as stored, whatever a form would say to it.
  @discardableResult
  func summary(
    of paper: PaperRow, by author: ActorRow, title: String? = nil, tldr: String = "Short.", html: String = "<p>Long.</p>",
    _ visibility: Visibility = .public, hashtags: [String] = []
  ) async throws -> PostRow {
    let id = store.ids.next()
    let isLocal = author.isLocal
    let uri = isLocal ? house.instance.addresses.summary(id) : "\(author.uri.text)/\(id)"
    var draft = PostDraft(
      uri: try ResourceID(parsing: uri), actorID: author.id, isLocal: isLocal, kind: .summary, html: html,
      url: isLocal ? house.instance.addresses.page(of: id, by: author.name) : uri, visibility: visibility,
      publishedAt: store.now())
    draft.paperID = paper.id
    draft.title = title
    draft.tldr = tldr
    draft.hashtags = hashtags
    draft.language = "en"
    let finished = draft
    _ = try await store.write { try $0.insertPost(finished, id: id) }
    return try #require(try await store.read { try $0.post(id) })
  }
}

extension SeenPage {
  var body: [UInt8] { Array(html.utf8) }

  var json: JSONValue {
    get throws { try JSONValue(parsing: body, limits: .own) }
  }

  /// The whole as XML, as libxml2 reads it, with an element of that name at its root.
  func xml(_ root: String) throws -> XMLNode {
    let parser = XMLRecordParser(XMLShape(records: [root]))
    let records = try parser.feed(body) + parser.finish()
    return try #require(records.first).node
  }
}
