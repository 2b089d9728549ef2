import JSON
import Testing

@testable import ActivityStreams

@Suite("Our own documents")
struct OwnSampleTests {
  @Test("What is built equals the file that shows it, key by key and in the same order")
  func builtEqualsFile() throws {
    for (name, built) in try FixtureDocuments.everybody() {
      let file = try SampleFiles.json("samples/scholion/\(name).json")
      let found = difference(built, file)
      #expect(found == nil, "\(name): \(found ?? "")")
    }
  }

  @Test("Every file among our samples is built by a fixture")
  func everyFileIsBuilt() throws {
    let built = try FixtureDocuments.everybody().map { "scholion/\($0.0).json" }.sorted()
    #expect(built == SampleFiles.all.filter { $0.hasPrefix("scholion/") })
  }

  @Test("host-meta's XML is the file's and reads back to the same template")
  func hostMetaXML() throws {
    let document = HostMetaDocument(origin: FixtureDocuments.origin)
    #expect(document.xml == (try SampleFiles.text("samples/scholion/host_meta.xml")))
    #expect(try HostMetaDocument(decodingXML: Array(document.xml.utf8)) == document)
    #expect(try HostMetaDocument(decoding: document.encoded()) == document)
  }

  @Test("A summary keeps every rule that some peer would break on")
  func articleRules() throws {
    let article = try FixtureDocuments.article().encoded()
    #expect(article["type"]?.string == "Article")
    #expect(article["attributedTo"]?.string != nil)
    #expect(article["inReplyTo"] == nil)
    #expect(article["context"]?.string != nil && article["context"] == article["conversation"])
    #expect(article["url"]?.string != nil && article["published"]?.string != nil)
    #expect(article["contentMap"]?["en"] == article["content"])
    #expect(article["language"]?["identifier"]?.string == "en")
    #expect(article["attachment"]?.array?.first?["type"]?.string == "Link")
    #expect(article["interactionPolicy"]?["canQuote"]?["automaticApproval"]?.array?.count == 1)
    #expect(article["tag"]?.array?.allSatisfy { $0["type"]?.string != nil } == true)
    let recipients = (article["to"]?.array ?? []) + (article["cc"]?.array ?? [])
    let groups = recipients.compactMap(\.string).filter { $0.contains("/papers/") || $0.contains("/c/") }
    #expect(groups.count == 1 && groups.first == article["audience"]?.string)
  }

  @Test("No id we send has a query, a trailing slash or an upper-case letter")
  func idsAreplain() throws {
    for (name, document) in try FixtureDocuments.everybody() {
      for id in ids(in: document) where id.hasPrefix(FixtureDocuments.origin) {
        #expect(!id.contains("?") && !id.hasSuffix("/") && id == id.lowercased(), "\(name): \(id)")
      }
    }
  }

  @Test("A delivery with the summary in it stays under the smallest limit of a peer")
  func deliverySize() throws {
    #expect(try FixtureDocuments.create().encoded().serialized().count < 48 * 1_024)
  }

  private func ids(in value: JSONValue) -> [String] {
    switch value {
    case .array(let items): items.flatMap { ids(in: $0) }
    case .object(let object):
      object.members.flatMap { key, value in (key == "id" ? [value.string ?? ""] : []) + ids(in: value) }
    default: []
    }
  }
}
