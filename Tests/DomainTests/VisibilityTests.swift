import Testing

@testable import Domain

@Suite struct VisibilityTests {
  static let full = "https://www.w3.org/ns/activitystreams#Public"
  static let mine = "https://a.example/users/ada/followers"
  static let other = "https://b.example/users/bob"

  static let cases: [([String], [String], String?, Visibility)] = [
    ([full], [mine], mine, .public), (["as:Public"], [], mine, .public), (["Public"], [], nil, .public),
    ([other, full], [full], mine, .public),
    ([mine], [full], mine, .unlisted), ([], ["as:Public"], nil, .unlisted), ([other], ["Public", mine], mine, .unlisted),
    ([mine], [], mine, .followers), ([other], [mine], mine, .followers), ([mine], [other], nil, .direct),
    ([mine], [], "", .direct), ([], [], "", .direct),
    ([other], [], mine, .direct), ([], [], mine, .direct), (["https://b.example/users/bob/followers"], [], mine, .direct),
    (["public"], [], mine, .direct), (["https://www.w3.org/ns/activitystreams#public"], [], mine, .direct),
    (["http://www.w3.org/ns/activitystreams#Public"], [], mine, .direct),
    (["as:Public "], [], mine, .direct), ([mine + "/"], [], mine, .direct), (["Publi\u{63}\u{200B}"], [], mine, .direct),
  ]

  @Test("The addresses of a document say who may see it", arguments: cases)
  func of(to: [String], cc: [String], followers: String?, visibility: Visibility) {
    #expect(Visibility.of(to: to, cc: cc, followers: followers) == visibility)
  }

  @Test("Followers are compared by bytes, not canonically")
  func bytes() {
    #expect(Visibility.of(to: ["https://a.example/\u{E9}"], cc: [], followers: "https://a.example/e\u{301}") == .direct)
  }

  @Test("Open pages are public and unlisted ones; listed are only public ones")
  func flags() {
    #expect(Visibility.allCases.filter(\.isOpen) == [.public, .unlisted])
    #expect(Visibility.allCases.filter(\.isListed) == [.public])
  }

  @Test(
    "Language tags are read in any case and written in theirs",
    arguments: [
      ("en", "en"), ("EN", "en"), ("pt-br", "pt-BR"), ("zh_hant_TW", "zh-Hant-TW"), ("es-419", "es-419"), ("de-1996", "de-1996"),
      ("sl-rozaj", "sl-rozaj"), ("gsw", "gsw"),
      ("zh-hant", "zh-Hant"),
    ])
  func language(text: String, tag: String) throws {
    #expect(try LanguageTag(parsing: text).text == tag)
    #expect(try LanguageTag(parsing: tag).text == tag)
  }

  @Test(
    "What is no language tag is refused",
    arguments: [
      "", "e", "engl", "en-", "-en", "en--US", "en-USA1", "e1", "en US", "en-x-a", "é", "en-abcdefghi", "en-US-GB",
      "en-" + String(repeating: "abcde-", count: 9),
    ])
  func refusesLanguage(text: String) {
    #expect(throws: DomainError.self) { try LanguageTag(parsing: text) }
  }

  @Test("A vote counts one up or one down")
  func votes() {
    #expect(Vote.allCases.map(\.rawValue) == [1, -1] && Vote(rawValue: 0) == nil)
  }
}
