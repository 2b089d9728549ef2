import Domain
import Testing

@Suite struct WordOverlapTests {
  private static let abstract =
    "We propose a new simple network architecture, the Transformer, based solely on attention mechanisms, dispensing with "
    + "recurrence and convolutions entirely. Experiments on two machine translation tasks show these models to be superior."

  @Test func `The abstract itself is the abstract, whatever its capitals, accents and punctuation`() {
    #expect(WordOverlap.share(Self.abstract, Self.abstract) == 1)
    let other = "WE PROPÓSE a new, simple network-architecture: the Transformer (based solely on attention mechanisms)!"
    #expect(WordOverlap.share(other, Self.abstract.replacing("network architecture", with: "network-architecture")) == 1)
  }

  @Test func `A text that holds the whole abstract among its own words repeats it; one that quotes a sentence's half does not`() {
    let own = (1...200).map { "word\($0)" }.joined(separator: " ")
    #expect(WordOverlap.share(own + " " + Self.abstract + " " + own, Self.abstract) > 0.99)
    let quoted = own + " based solely on attention mechanisms, dispensing with recurrence " + own
    #expect(WordOverlap.share(quoted, Self.abstract) < WordOverlap.repeats)
    #expect(WordOverlap.share("Each word looks at each other one; nothing is read in order any more.", Self.abstract) == 0)
  }

  @Test(arguments: ["", " ", "We propose a new simple network architecture.", "\u{0301}\u{0301} \u{0301}"])
  func `A phrase is nobody's`(text: String) {
    #expect(WordOverlap.share(text, Self.abstract) == 0)
    #expect(WordOverlap.share(Self.abstract, text) == 0)
  }

  @Test func `Names of pictures are found in a text wherever they stand, and nothing else is one`() throws {
    let digest = String(repeating: "0a", count: 32)
    let name = try #require(MediaName(digest: digest, ending: "webp"))
    #expect(MediaName.all(in: "![x](/media/\(name.text)) and https://a.example/media/\(name.text)?") == [name])
    #expect(MediaName(address: "/media/\(name.text)") == name)
    #expect(MediaName(address: "https://a.example/media/\(name.text)", origin: "https://a.example") == name)
    for other in [
      "", "/media/", "\(digest).svg", "\(digest.uppercased()).webp", "\(digest.dropLast()).webp", "../\(digest).webp",
      "\(digest).webp/", "\(digest).webp\0",
    ] {
      #expect(MediaName(other) == nil, "\(other)")
      #expect(MediaName(address: "https://evil.example/media/\(other)", origin: "https://a.example") == nil)
    }
    let many = (0..<100).map { "/media/\(String(repeating: "0", count: 61))\(100 + $0).jpg" }.joined(separator: " ")
    #expect(MediaName.all(in: many).count == MediaName.maximum)
    #expect(MediaName.all(in: String(repeating: "/media/", count: 10_000)) == [])
  }
}
