import Testing

@testable import Domain

@Suite struct NameTests {
  /// Stands in for SHA-256: its own test vectors are not this room's matter.
  static let digest: @Sendable ([UInt8]) -> [UInt8] = { bytes in
    var state: UInt8 = 7
    return (0..<32).map { index in
      for byte in bytes { state = state &* 31 &+ byte &+ UInt8(index) }
      return state
    }
  }

  @Test(
    "A name has 3 to 30 small letters, digits and underscores",
    arguments: ["ada", "a_1", "___", "123", String(repeating: "a", count: 30)])
  func accepts(text: String) throws {
    #expect(try ActorName(text).text == text)
  }

  @Test(
    "Any other name is refused",
    arguments: ["", "ab", String(repeating: "a", count: 31), "Ada", "a-b", "a.b", "a b", "adé", "ada\n", "a\u{212A}b", "аda"])
  func refuses(text: String) {
    #expect(throws: DomainError.self) { try ActorName(text) }
  }

  @Test(
    "A code or a title folds to a name",
    arguments: [
      ("cs.LG", "cs_lg"), ("NeurIPS", "neurips"), ("  Knowledge & Data -- Mining ", "knowledge_data_mining"),
      ("Schrödinger", "schrodinger"),
      ("Cafe\u{301} ok", "cafe_ok"), ("Neural Information Processing Systems", "neural_information_processing"),
      ("Straße", "strasse"),
    ])
  func folds(text: String, name: String) throws {
    #expect(try ActorName(folding: text).text == name)
  }

  @Test("A new arXiv number is the name of its paper, whatever else is known")
  func arxivName() throws {
    let identifiers = try ["10.1000/x", "conf/nips/X17", "1706.03762v5"].map { try PaperIdentifier(parsing: $0) }
    #expect(try ActorName.paper(for: identifiers, sha256: Self.digest).text == "arxiv_1706_03762")
  }

  @Test(
    "Any other paper is named by scheme and 16 base-32 characters of its digest",
    arguments: ["math/0309136", "10.1109/cvpr.2016.90", "openreview:rJl-b3RcF7", "https://example.org/a", "9780262035613"])
  func hashedName(text: String) throws {
    let identifier = try PaperIdentifier(parsing: text)
    let name = try ActorName.paper(for: [identifier], sha256: Self.digest)
    let parts = name.text.split(separator: "_")
    #expect(parts.count == 2 && parts.first.map(String.init) == identifier.scheme.rawValue)
    #expect(parts.last?.utf8.count == 16)
    #expect(parts.last?.allSatisfy { "abcdefghijklmnopqrstuvwxyz234567".contains($0) } == true)
    #expect(name.isReserved)
  }

  @Test("The base-32 characters are those of RFC 4648, and the bytes digested those of the canonical form")
  func base32() throws {
    let identifier = try PaperIdentifier(parsing: "10.1000/X")
    var digested: [UInt8] = []
    let name = try ActorName.paper(for: [identifier]) { bytes in
      digested = bytes
      return Array("foobarfoob".utf8) + [0xFF]
    }
    #expect(digested == Array("doi:10.1000/x".utf8))
    // "foobarfoob" in base 32, from the vectors of section 10 put end to end.
    #expect(name.text == "doi_mzxw6ytbojtg633c")
    let zeros = try ActorName.paper(for: [identifier]) { _ in Array(repeating: 0xFF, count: 32) }
    #expect(zeros.text == "doi_7777777777777777")
  }

  @Test("Without identifier, or with a short digest, there is no name")
  func noName() throws {
    let identifier = try PaperIdentifier(parsing: "10.1000/x")
    #expect(throws: DomainError.self) { try ActorName.paper(for: [], sha256: Self.digest) }
    #expect(throws: DomainError.self) { try ActorName.paper(for: [identifier]) { _ in [1, 2, 3] } }
  }

  @Test(
    "Names of papers, pages and offices are reserved",
    arguments: ["arxiv_me", "doi_x", "url_1", "s2_x", "admin", "actor", "inbox", "instance", "support", "root", "api"])
  func reserved(text: String) throws {
    #expect(try ActorName(text).isReserved)
  }

  @Test("Names of people are not", arguments: ["ada", "arxivist", "administrator1", "doing", "rooted", "api_fan"])
  func free(text: String) throws {
    #expect(try !ActorName(text).isReserved)
  }
}
