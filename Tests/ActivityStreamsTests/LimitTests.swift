import JSON
import Testing

@testable import ActivityStreams

@Suite("Limits")
struct LimitTests {
  private func note(_ members: [(String, JSONValue)]) throws -> ObjectDocument {
    try ObjectDocument(
      decoding: .object(JSONObject([("id", "https://a.example/n"), ("type", "Note")] + members)))
  }

  private func ids(_ count: Int) -> JSONValue {
    .array((0..<count).map { .string("https://a.example/u/\($0)") })
  }

  @Test(
    "Two hundred recipients are read and one more is refused, since a cut would change who is meant", arguments: ["to", "cc"])
  func recipients(field: String) throws {
    #expect(throws: Never.self) { try note([(field, ids(200))]) }
    #expect(throws: ActivityStreamsError.tooMany(field: field, limit: 200)) { try note([(field, ids(201))]) }
  }

  @Test("Tags, mentions and attachments past their limit are cut")
  func lists() throws {
    let hashtag: JSONValue = ["type": "Hashtag", "name": "#x"]
    let mention: JSONValue = ["type": "Mention", "href": "https://a.example/u"]
    let tags = Array(repeating: hashtag, count: 101) + Array(repeating: mention, count: 201)
    let link: JSONValue = ["type": "Link", "href": "https://a.example/"]
    let read = try note([("tag", .array(tags)), ("attachment", .array(Array(repeating: link, count: 33)))])
    #expect(read.tag.filter(\.isMention).count == 200 && read.tag.count == 300)
    #expect(read.attachment.count == 32)
  }

  @Test("Prose is cut between characters, words are dropped")
  func texts() throws {
    let name = String(repeating: "é", count: 1_500)
    let read = try note([("name", .string(name)), ("published", .string(String(repeating: "9", count: 513)))])
    #expect(read.name == String(repeating: "é", count: 1_024) && read.published == nil)
    #expect(try note([("name", .string("a" + name))]).name?.utf8.count == 2_047)
  }

  @Test("A report names at most two hundred things")
  func reports() throws {
    func flag(_ count: Int) throws -> Int? {
      try ActivityDocument(decoding: ["type": "Flag", "actor": "https://a.example/u", "object": ids(count)]).object?.ids.count
    }
    #expect(try flag(200) == 200)
    #expect(throws: ActivityStreamsError.tooMany(field: "object", limit: 200)) { try flag(201) }
  }

  @Test("Activities inside activities end at the limit")
  func nesting() throws {
    func nested(_ depth: Int) -> JSONValue {
      let inner = depth == 0 ? JSONValue.string("https://a.example/n") : nested(depth - 1)
      return ["type": "Undo", "actor": "https://a.example/u", "object": inner]
    }
    #expect(throws: Never.self) { try ActivityDocument(decoding: nested(DocumentLimits.nesting)) }
    #expect(throws: ActivityStreamsError.tooDeep(limit: DocumentLimits.nesting)) {
      try ActivityDocument(decoding: nested(DocumentLimits.nesting + 1))
    }
  }

  @Test("Values nested beyond all reason are refused before they are read")
  func depth() {
    let deep = (0..<100).reduce(JSONValue.null) { value, _ in [value] }
    #expect(throws: ActivityStreamsError.tooDeep(limit: DocumentLimits.depth)) {
      try ObjectDocument(decoding: ["id": "https://a.example/n", "type": "Note", "x": deep])
    }
  }

  @Test("Authors of a paper past the limit are cut, a year that is no year is dropped")
  func papers() throws {
    let authors = JSONValue.array(Array(repeating: ["name": "A. Author"], count: 501))
    let read = try note([("paper", ["authors": authors, "year": .double(1e300), "isbn": "9780262046305"])])
    #expect(read.paper?.authors.count == 500 && read.paper?.year == nil && read.paper?.isbn == ["9780262046305"])
  }

  @Test(
    "JSON-LD keywords that change a document's meaning are refused, at the top and inside",
    arguments: ["@graph", "@included", "@reverse", "@nest", "@base"])
  func keywords(word: String) {
    let inner = JSONValue.object(JSONObject([(word, JSONValue.object(JSONObject()))]))
    for key in [word, "object", "@context"] {
      let value = key == word ? JSONValue.array([]) : inner
      let members: [(String, JSONValue)] = [("type", "Create"), ("actor", "https://a.example/u"), (key, value)]
      #expect(throws: ActivityStreamsError.refusedKeyword(word)) {
        try ActivityDocument(decoding: .object(JSONObject(members)))
      }
    }
  }
}
