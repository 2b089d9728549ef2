import Testing
import Transport

@testable import scholion

@Suite struct HouseTests {
  @Test func `Every answer carries the fields that bind a browser, errors too`() async throws {
    try await RunningHouse.with(try ScratchFolder()) { house in
      for (path, status) in [("/livez", 200), ("/actor", 200), ("/nowhere", 404)] {
        let answer = try await house.ask("GET", path)
        #expect(answer.status == status)
        #expect(answer.first("content-security-policy") == SecurityFields.policy)
        #expect(answer.first("x-content-type-options") == "nosniff")
        #expect(answer.first("referrer-policy") == "same-origin")
        #expect(answer.first("cross-origin-opener-policy") == "same-origin")
        #expect(answer.first("strict-transport-security") == nil, "the origin is not https")
      }
    }
  }

  @Test func `Another Host is answered 421, but a monitor on this machine may use any name`() async throws {
    try await RunningHouse.with(try ScratchFolder()) { house in
      let port = house.base.split(separator: ":").last ?? ""
      for host in ["127.0.0.1", "evil.localhost"] {
        for (path, status) in [("/actor", 421), ("/", 421), ("/livez", 200), ("/readyz", 200), ("/metrics", 200)] {
          let url = try WebURL(parsing: "http://\(host):\(port)\(path)")
          #expect(try await house.client.send(.document(url)).status == status, "\(host)\(path)")
        }
        let url = try WebURL(parsing: "http://\(host):\(port)/livez")
        let forwarded = try await house.client.send(.document(url, fields: [("X-Forwarded-For", "203.0.113.9")]))
        #expect(forwarded.status == 421, "the client behind the proxy is not on this machine")
      }
    }
  }

  @Test func `Metrics are shown to this machine and to the token alone`() async throws {
    try await RunningHouse.with(try ScratchFolder(), change: { $0.metricsToken = "s3cret" }) { house in
      let far = ("X-Forwarded-For", "203.0.113.9")
      #expect(try await house.ask("GET", "/metrics").status == 200)
      #expect(try await house.ask("GET", "/metrics", [far]).status == 404)
      #expect(try await house.ask("GET", "/metrics", [far, ("Authorization", "Bearer wrong")]).status == 404)
      let answer = try await house.ask("GET", "/metrics", [far, ("Authorization", "Bearer s3cret")])
      #expect(answer.status == 200 && answer.first("content-type") == PrometheusText.contentType)
    }
  }

  @Test func `HEAD has no body, an error is a page for who asks for one, and long header fields are refused`() async throws {
    try await RunningHouse.with(try ScratchFolder()) { house in
      let get = try await house.ask("GET", "/actor")
      let head = try await house.ask("HEAD", "/actor")
      #expect(head.status == 200 && head.body.isEmpty && !get.body.isEmpty)
      #expect(head.first("content-type") == get.first("content-type"))

      let page = try await house.ask("GET", "/nowhere", [("Accept", "text/html,*/*;q=0.8")])
      #expect(page.first("content-type") == "text/html; charset=utf-8")
      let line = try await house.ask("GET", "/nowhere", [("Accept", "application/activity+json")])
      #expect(line.status == 404 && String(decoding: line.body, as: UTF8.self) == "Not found\n")

      let refused = try? await house.ask("GET", "/livez", [("X-Long", String(repeating: "x", count: 9_000))])
      #expect(refused.map { $0.status >= 400 } ?? true)
      let after = try await house.ask("GET", "/livez")
      #expect(after.status == 200)
    }
  }

  @Test func `Once told to stop it is no longer ready`() async throws {
    let folder = try ScratchFolder()
    let (assembly, _) = try await Assembly.open(folder.settings, logger: silence) { try HeldPort($0) }
    let readiness = Readiness(store: assembly.store, folder: folder.path)
    #expect(await readiness.complaint() == nil)
    readiness.stop()
    #expect(await readiness.complaint() == "stopping")
    await assembly.close()
    #expect(await Readiness(store: assembly.store, folder: folder.path).complaint() == "the database cannot be read")
  }
}
