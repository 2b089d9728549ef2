import JSON
import Testing

@testable import ActivityStreams

@Suite("WebFinger, host-meta, NodeInfo and media types")
struct DiscoveryTests {
  @Test("The actor is the self link of an ActivityStreams type, not just any self link")
  func selfLink() throws {
    func actor(_ type: JSONValue) throws -> String? {
      let link: JSONValue = ["rel": "self", "type": type, "href": "https://a.example/u"]
      return try WebFingerDocument(decoding: ["subject": "acct:u@a.example", "links": [link]]).actor?.text
    }
    #expect(try actor("application/activity+json") == "https://a.example/u")
    #expect(try actor("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"") == "https://a.example/u")
    #expect(try actor("text/html") == nil)
    #expect(try actor(.null) == nil)
  }

  @Test("WebFinger without a subject is refused, broken links are left out")
  func broken() throws {
    #expect(throws: ActivityStreamsError.missing(field: "subject")) { try WebFingerDocument(decoding: ["links": []]) }
    let odd: JSONValue = ["subject": "acct:u@a.example", "aliases": [3, "x"], "links": [1, [:], ["rel": 3], ["rel": "self"]]]
    let read = try WebFingerDocument(decoding: odd)
    #expect(read.links.count == 1 && read.aliases == ["x"])
  }

  @Test(
    "host-meta's template is found in any quoting and order",
    arguments: [
      ("<XRD><Link rel='lrdd' template='https://a.example/wf?r={uri}'/></XRD>", "https://a.example/wf?r={uri}"),
      ("<Link template=\"https://a.example/?a=1&amp;r={uri}\"\n  rel = \"lrdd\" />", "https://a.example/?a=1&r={uri}"),
      ("<Link rel=\"other\" template=\"x\"/><Link rel=\"lrdd\" template=\"y\">", "y"),
    ])
  func hostMeta(xml: String, template: String) throws {
    #expect(try HostMetaDocument(decodingXML: Array(xml.utf8)).template == template)
  }

  @Test(
    "host-meta without a template is an error, however it is broken",
    arguments: [
      "", "<", "<Link", "<Link rel=", "<Link rel='lrdd", "<Link rel='lrdd' template", "<XRD/>", "<Link =\"\" rel='lrdd'>",
    ])
  func brokenHostMeta(xml: String) {
    #expect(throws: ActivityStreamsError.missing(field: "lrdd")) { try HostMetaDocument(decodingXML: Array(xml.utf8)) }
  }

  @Test("The best NodeInfo is the newest we read; figures that are none are not told")
  func nodeInfo() throws {
    let index = try NodeInfoIndexDocument(decoding: try SampleFiles.json("samples/scholion/nodeinfo_wellknown.json"))
    #expect(index.best?.path == "/nodeinfo/2.1" && index.instanceActor?.path == "/actor")
    let info = try NodeInfoDocument(decoding: try SampleFiles.json("samples/misskey/nodeinfo_2.1.json"))
    #expect(info.softwareName == "misskey" && info.usage.users == 50 && info.usage.activeMonth == nil)
    #expect(info.metadata("nodeName") == "Misskey example" && info.metadata("langs") == nil)
    let later = try NodeInfoDocument(decoding: ["version": "2.2", "software": ["name": "x"]])
    #expect(later.version == .schema21 && later.softwareVersion.isEmpty)
    #expect(throws: ActivityStreamsError.notAnObject(field: "software")) { try NodeInfoDocument(decoding: [:]) }
  }

  @Test("NodeInfo 2.0 has no repository and no homepage, since its schema forbids them")
  func oldSchema() throws {
    let old = try FixtureDocuments.nodeInfo(.schema20).encoded()
    #expect(old["software"]?.object?.keys == ["name", "version"])
  }

  @Test(
    "Only the two ActivityStreams types are taken for one",
    arguments: [
      ("application/activity+json", true), ("application/activity+json; charset=utf-8", true),
      ("Application/Activity+JSON", true), ("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", true),
      ("application/ld+json;charset=utf-8; profile=\"https://x.example https://www.w3.org/ns/activitystreams\"", true),
      ("application/ld+json; profile=https://www.w3.org/ns/activitystreams", true), ("application/ld+json", false),
      ("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams.evil\"", false), ("application/json", false),
      ("text/plain; application/activity+json", false), ("application/activity+jsonx", false), ("", false), (";", false),
      ("application/ld+json; profile=\"", false), ("image/png", false),
    ])
  func mediaTypes(type: String, isTaken: Bool) {
    #expect(WireMediaType.isActivityStreams(type) == isTaken)
  }

  @Test("A difference between two documents is named by its path")
  func differences() {
    #expect(difference(["a": [1, ["b": 2]]], ["a": [1, ["b": 3]]]) == "$.a[1].b: 2 is not 3")
    #expect(difference(["a": 1, "b": 2], ["b": 2, "a": 1]) != nil)
    #expect(difference(["a": "x"], ["a": "x"]) == nil)
  }
}
