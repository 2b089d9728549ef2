import Testing

@testable import ActivityStreams

@Suite("Identifiers")
struct IRITests {
  @Test(
    "What is no absolute ASCII URI says why",
    arguments: [
      ("", IRI.Fault.empty), ("/users/ada", .noScheme), ("ada@papers.example", .noScheme), ("1http://a", .noScheme),
      ("https://", .noHost), ("https:///x", .noHost), ("https:a.example", .noHost), ("mailto:", .noHost),
      ("https://a.example/\u{e9}", .illegalCharacter), ("https://a.example/ b", .illegalCharacter),
      ("https://a.example\\@b.example", .illegalCharacter), ("https://a.example/\n", .illegalCharacter),
      ("https://a.example/[x]", .illegalCharacter), ("https://a.example/\"", .illegalCharacter),
      ("https://u@a.example/", .userName), ("https://u:p@a.example/", .userName), ("https://a..example/", .badHost),
      ("https://a.example./", .badHost), ("https://a%2eexample/", .badHost), ("https://[x]/", .badHost),
      ("https://[::1/", .badHost), ("https://a.example:/", .badPort), ("https://a.example:0/", .badPort),
      ("https://a.example:65536/", .badPort), ("https://a.example:8o/", .badPort), ("https://:80/", .noHost),
    ])
  func faults(text: String, fault: IRI.Fault) {
    #expect(throws: ActivityStreamsError.invalidIRI(fault)) { try IRI(parsing: text) }
    #expect(IRI(text) == nil)
  }

  @Test("The limit is 2,048 bytes")
  func length() {
    let head = "https://a.example/"
    #expect(IRI(head + String(repeating: "a", count: 2_048 - head.utf8.count)) != nil)
    #expect(throws: ActivityStreamsError.invalidIRI(.tooLong)) {
      try IRI(parsing: head + String(repeating: "a", count: 2_049 - head.utf8.count))
    }
  }

  @Test("Scheme, authority, origin, path, query and fragment are told apart")
  func parts() throws {
    let iri = try IRI(parsing: "HTTPS://Papers.Example:8443/users/Ada?page=1#main-key")
    #expect(iri.scheme == "https" && iri.host == "papers.example" && iri.port == 8_443)
    #expect(iri.authority == "papers.example:8443" && iri.origin == "https://papers.example:8443")
    #expect(iri.path == "/users/Ada" && iri.query == "page=1" && iri.fragment == "main-key")
    #expect(iri.requestTarget == "/users/Ada?page=1")
    #expect(iri.withoutFragment.text == "HTTPS://Papers.Example:8443/users/Ada?page=1")
    let bare = try IRI(parsing: "http://localhost")
    #expect(bare.requestTarget == "/" && bare.port == 80 && bare.query == nil && bare.fragment == nil)
    let address = try IRI(parsing: "http://[2001:db8::1]:8080/x")
    #expect(address.host == "[2001:db8::1]" && address.port == 8_080)
  }

  @Test("A scheme's own port is left out of the authority, another scheme has none")
  func ports() throws {
    #expect(try IRI(parsing: "https://a.example:443/").authority == "a.example")
    #expect(try IRI(parsing: "http://a.example:443/").authority == "a.example:443")
    #expect(try IRI(parsing: "acct:ada@papers.example").authority == nil)
    #expect(try !IRI(parsing: "did:key:z6Mk").isDereferenceable)
    #expect(try IRI(parsing: "tag:a.example,2026:x").scheme == "tag")
  }

  @Test("Identifiers are equal only byte for byte; hosts and origins are compared in lower case")
  func equality() throws {
    let one = try IRI(parsing: "https://a.example/x")
    #expect(try one != IRI(parsing: "https://A.example/x") && one != IRI(parsing: "https://a.example:443/x"))
    #expect(try one.sharesOrigin(with: IRI(parsing: "https://A.example:443/y")))
    #expect(try !one.sharesOrigin(with: IRI(parsing: "http://a.example/y")))
    #expect(try one.sharesAuthority(with: IRI(parsing: "http://a.example/y")))
    #expect(try !one.sharesAuthority(with: IRI(parsing: "acct:a@a.example")))
    #expect(try one < IRI(parsing: "https://a.example/y"))
  }

  @Test("All three spellings of Public are one recipient")
  func everybody() throws {
    for spelling in ["https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"] {
      let note = try ObjectDocument(
        decoding: ["id": "https://a.example/n", "type": "Note", "to": "https://a.example/u", "cc": [.string(spelling)]])
      #expect(note.cc == [.publicCollection] && note.isPublic)
    }
    let note = try ObjectDocument(decoding: ["id": "https://a.example/n", "type": "Note", "to": ["public", "as:public"]])
    #expect(!note.isPublic)
  }

  @Test("A suffix is checked with the whole")
  func suffix() throws {
    let ada = try IRI(parsing: "https://a.example/users/ada")
    #expect(try ada.appending("#main-key").text == "https://a.example/users/ada#main-key")
    #expect(throws: ActivityStreamsError.invalidIRI(.illegalCharacter)) { try ada.appending(" x") }
  }
}
