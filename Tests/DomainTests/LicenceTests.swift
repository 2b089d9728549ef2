import Domain
import Testing

@Suite struct LicenceTests {
  @Test(arguments: Licence.allCases)
  func `A licence is understood by its deed, its code and its short name`(licence: Licence) {
    let place = licence.deed.dropFirst("https://".utf8.count).dropLast()
    for text in [
      licence.deed, "http://\(place)", "https://www.\(place)/deed", "https://\(place)/legalcode.de", licence.rawValue,
      licence.rawValue.uppercased(),
    ] {
      #expect(Licence(stated: text) == licence, "\(text)")
    }
  }

  @Test(arguments: [
    "", "https://creativecommons.org/licenses/by-nc/4.0/", "https://creativecommons.org/licenses/by/3.0/",
    "https://creativecommons.org/licenses/by/4.0x", "https://evil.example/licenses/by/4.0/", "CC BY", "cc-by-4.0\u{301}",
    "https://creativecommons.org/licenses/by/4.0/" + String(repeating: "x", count: 300),
  ])
  func `What is no licence known here gives nobody a right`(text: String) {
    #expect(Licence(stated: text) == nil)
  }
}
