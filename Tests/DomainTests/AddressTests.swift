import Testing

@testable import Domain

@Suite struct AddressTests {
  @Test(
    "A resource id keeps its bytes and knows its host",
    arguments: [
      ("https://a.example/users/ada", "https", "a.example"), ("https://A.Example/x", "https", "a.example"),
      ("https://a.example", "https", "a.example"),
      ("https://a.example:443/x", "https", "a.example"), ("http://a.example:443/x", "http", "a.example:443"),
      ("http://a.localhost:80/", "http", "a.localhost"),
      ("http://alpha.localhost:8081/s/1", "http", "alpha.localhost:8081"),
      ("https://xn--bcher-kva.example/", "https", "xn--bcher-kva.example"),
      ("https://a.example?x", "https", "a.example"), ("https://a.example#main-key", "https", "a.example"),
      ("https://a.example/@ada", "https", "a.example"),
      ("https://b.example/ap/at://did:plc:x/y", "https", "b.example"), ("http://127.0.0.1:9/x", "http", "127.0.0.1:9"),
    ])
  func resource(text: String, scheme: String, host: String) throws {
    let id = try ResourceID(parsing: text)
    #expect(id.text == text && id.scheme == scheme && id.host == host)
    #expect(id.origin == "\(scheme)://\(host)")
  }

  @Test(
    "What is not an absolute ASCII web address is no resource id",
    arguments: [
      "", "a.example", "//a.example/x", "ftp://a.example/", "HTTPS://a.example/", "https:/a.example/x", "https:///x", "https://",
      "https://:443/",
      "https://u@a.example/", "https://u:p@a.example/", "https://a.example\\@b.example/", "https://a.example/\\x",
      "https://a.example/a b", "https://a.example/\n",
      " https://a.example/", "https://a.example/\u{0}", "https://a.example/\u{7F}", "https://a.example/é", "https://é.example/",
      "https://a.example:x/", "https://a.example:/",
      "https://a.example:0/", "https://a.example:65536/", "https://a.example:080/", "https://a.example:1:2/", "https://[::1]/",
      "https://a..b/", "https://.a/", "https://a.example./",
      "https://-a.example/", "https://a_b.example/", "https://%61.example/", "https://①.example/", "javascript:alert(1)",
      "acct:a@b", "https://a.example/\"",
      "https://a.example/<", "https://a.example/`", "https://" + String(repeating: "a", count: 64) + ".example/",
      "https://a.example/" + String(repeating: "x", count: 2048),
    ])
  func refusesResource(text: String) {
    let error = #expect(throws: DomainError.self) { try ResourceID(parsing: text) }
    #expect(error?.field == .resource)
  }

  @Test("Resource ids are compared by bytes; nothing is normalised")
  func bytes() throws {
    let texts = [
      "https://a.example/x", "https://a.example/X", "https://a.example:443/x", "https://a.example/x/", "https://a.example/x#",
      "https://A.example/x",
    ]
    let ids = try texts.map { try ResourceID(parsing: $0) }
    #expect(Set(ids).count == texts.count)
    #expect(ids.sorted().map(\.text) == texts.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
    #expect(ids[0].hasSameOrigin(as: ids[2]) && ids[0].hasSameOrigin(as: ids[5]))
  }

  @Test("A key id loses its fragment to become its owner")
  func fragments() throws {
    let key = try ResourceID(parsing: "https://a.example/users/ada?x=1#main-key")
    #expect(key.fragment == "main-key" && key.path == "/users/ada")
    #expect(key.withoutFragment.text == "https://a.example/users/ada?x=1")
    #expect(try key.withoutFragment == ResourceID(parsing: "https://a.example/users/ada?x=1"))
    #expect(try ResourceID(parsing: "https://a.example").path == "/")
    #expect(try !key.hasSameOrigin(as: ResourceID(parsing: "http://a.example/users/ada")))
  }

  @Test(
    "A handle is read with and without its marks, host in lower case",
    arguments: [
      ("@ada@a.example", "ada", "a.example"), ("ada@a.example", "ada", "a.example"), ("acct:ada@a.example", "ada", "a.example"),
      ("acct:@Ada@A.Example", "Ada", "a.example"),
      (" @ada@a.example ", "ada", "a.example"), ("@ada@a.example:443", "ada", "a.example"),
      ("@ada@a.example:8443", "ada", "a.example:8443"),
      ("@ada@alpha.localhost:8081", "ada", "alpha.localhost:8081"), ("@ada@localhost:80", "ada", "localhost"),
      ("@a.b-c~d_1@xn--bcher-kva.example", "a.b-c~d_1", "xn--bcher-kva.example"),
      ("a.example@a.example", "a.example", "a.example"),
    ])
  func handle(text: String, name: String, host: String) throws {
    let handle = try Handle(parsing: text)
    #expect(handle.name == name && handle.host == host)
    #expect(handle.display == "@\(name)@\(host)" && handle.resource == "acct:\(name)@\(host)")
    #expect(try Handle(parsing: handle.display) == handle)
    #expect(try Handle(parsing: handle.resource) == handle)
  }

  @Test(
    "What is no handle is refused",
    arguments: [
      "", "@", "ada", "@ada", "@ada@", "@@a.example", "ada@@a.example", "@ada@a@b", "@ada@é.example", "@adé@a.example",
      "@a b@a.example", "@ada@a.example/x", "@ada@a..b",
      "@ada@u:p@a.example", "@ada@a.example:0", "@ada@[::1]", "@...@a.example", "@a/b@a.example", "@ada@a.example\n@b", "acct:",
      "https://a.example/@ada", "@a\u{316}@a.example",
      "@" + String(repeating: "a", count: 129) + "@a.example",
    ])
  func refusesHandle(text: String) {
    let error = #expect(throws: DomainError.self) { try Handle(parsing: text) }
    #expect(error?.field == .handle)
  }

  @Test("Two handles that differ in the case of the name have one key")
  func key() throws {
    #expect(try Handle(parsing: "@Ada@a.example").key == Handle(parsing: "@ada@A.example").key)
    #expect(try Handle(parsing: "@Ada@a.example") != Handle(parsing: "@ada@a.example"))
  }
}
