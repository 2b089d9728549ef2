import ActivityStreams
import Actors
import Domain
import JSON
import Store
import TestSupport
import Testing

@Suite("How others find out who is here")
struct WellKnownTests {
  @Test("WebFinger answers for people, rooms and the instance by handle, id and page, in any case, and leads to the id")
  func webFinger() async throws {
    try await TestHouse.use { house in
      let ada = try await house.person("ada")
      let room = try await house.room(of: house.paper())
      let expected = [
        ("acct:ada@papers.example", ada.uri.text), ("acct%3AAda%40Papers.Example", ada.uri.text),
        ("ada@papers.example", ada.uri.text),
        ("acct:@ada@papers.example", ada.uri.text), ("https://papers.example/users/ada", ada.uri.text),
        ("https://papers.example/@ada", ada.uri.text), ("acct:arxiv_1706_03762@papers.example", room.uri.text),
        ("https://papers.example/papers/arxiv_1706_03762", room.uri.text),
        ("acct:papers.example@papers.example", "https://papers.example/actor"),
        ("https://papers.example/", "https://papers.example/actor"), ("https://papers.example", "https://papers.example/actor"),
        ("https://papers.example/@papers.example", "https://papers.example/actor"),
      ]
      try await house.served { served in
        for (resource, id) in expected {
          let answer = try await served.get("/.well-known/webfinger?resource=\(resource)", accept: nil)
          #expect(answer.status == 200, "\(resource)")
          let document = try WebFingerDocument(decoding: answer.json)
          #expect(document.actor?.text == id, "\(resource)")
          #expect(document.aliases.contains(id))
          #expect(answer.first("content-type") == "application/jrd+json; charset=utf-8")
          #expect(answer.first("access-control-allow-origin") == "*")
        }
      }
    }
  }

  @Test(
    "WebFinger knows nobody else",
    arguments: [
      "acct:eve@papers.example", "acct:ada@other.example", "https://other.example/users/ada", "http://papers.example/users/ada",
      "acct:evilpapers.example@papers.example", "https://papers.example/papers/ada", "acct:waits@papers.example",
      "acct:out@papers.example", "https://papers.example/users/waits", "acct:%C3%A4da@papers.example",
    ])
  func webFingerUnknown(resource: String) async throws {
    try await TestHouse.use { house in
      _ = try await house.person("ada")
      _ = try await house.person("waits", state: .pending)
      let out = try await house.person("out")
      try await house.store.write { try $0.setState(of: out.id, .suspended) }
      try await house.served { served in
        let answer = try await served.get("/.well-known/webfinger?resource=\(resource)", accept: nil)
        #expect(answer.status == 404)
      }
    }
  }

  @Test("WebFinger asks for a resource: none and an empty one are 400")
  func webFingerMissing() async throws {
    try await TestHouse.use { house in
      try await house.served { served in
        for query in ["", "?resource=", "?other=x"] {
          let answer = try await served.get("/.well-known/webfinger\(query)", accept: nil)
          #expect(answer.status == 400, "\(query.prefix(40))")
        }
      }
    }
  }

  @Test("host-meta leads to WebFinger, as XML and as JSON")
  func hostMeta() async throws {
    try await TestHouse.use { house in
      try await house.served { served in
        let template = "https://papers.example/.well-known/webfinger?resource={uri}"
        let xml = try await served.get("/.well-known/host-meta", accept: nil)
        #expect(xml.first("content-type")?.hasPrefix("application/xrd+xml") == true)
        #expect(try HostMetaDocument(decodingXML: xml.body).template == template)
        #expect(
          try HostMetaDocument(decoding: await served.get("/.well-known/host-meta.json", accept: nil).json).template == template)
      }
    }
  }

  @Test("NodeInfo 2.0 and 2.1 are found by the index and count who and what is here")
  func nodeInfo() async throws {
    try await TestHouse.use { house in
      _ = try await house.person("ada")
      _ = try await house.person("waits", state: .pending)
      try await house.served { served in
        let index = try NodeInfoIndexDocument(decoding: await served.get("/.well-known/nodeinfo", accept: nil).json)
        #expect(index.best?.text == "https://papers.example/nodeinfo/2.1")
        #expect(index.instanceActor?.text == "https://papers.example/actor")
        for version in ["2.0", "2.1"] {
          let answer = try await served.get("/nodeinfo/\(version)", accept: nil)
          let type = "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/\(version)#\""
          #expect(answer.first("content-type") == type)
          let document = try NodeInfoDocument(decoding: answer.json)
          #expect(document.version.rawValue == version && document.softwareName == "scholion")
          #expect(document.usage.users == 1 && document.usage.localPosts == 0)
        }
      }
    }
  }
}

extension TestHouse {
  /// Serves what Actors serves.
  func served(_ body: @Sendable @escaping (ServedRoutes) async throws -> Void) async throws {
    try await ServedRoutes.use(
      [ActorRoutes(instance: instance).endpoints, WellKnownRoutes(instance: instance, openRegistrations: false).endpoints], body)
  }
}
