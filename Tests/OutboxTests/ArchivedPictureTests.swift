import Domain
import Testing

@testable import Outbox

@Suite struct ArchivedPictureTests {
  private func name(_ letter: String, _ ending: String = "webp") throws -> MediaName {
    try #require(MediaName(digest: String(repeating: letter, count: 64), ending: ending))
  }

  @Test func `Texts name pictures as they are called here, and link to those that did not come along`() throws {
    let (former, here, lost) = (try name("a"), try name("b", "jpg"), try name("c"))
    var pictures = ArchivedPictures(from: "https://old.example", to: "https://new.example")
    pictures.note(former, is: here)
    pictures.note(lost, is: nil)
    for (text, expected) in [
      ("![A]\(paren(former.address)) and", "![A]\(paren(here.address)) and"),
      ("![A]\(paren("https://old.example" + former.address))", "![A]\(paren(here.address))"),
      (former.address, here.address), ("\(former.address)\n\(former.address)", "\(here.address)\n\(here.address)"),
      ("![C]\(paren(lost.address))", "![C]\(paren("https://old.example" + lost.address))"),
      ("![C]\(paren("https://old.example" + lost.address))", "![C]\(paren("https://old.example" + lost.address))"),
      ("[x]\(paren("https://other.example" + former.address))", "[x]\(paren("https://other.example" + former.address))"),
      ("https://web.example/https://old.example\(former.address)", "https://web.example/https://old.example\(former.address)"),
      ("/media/short.webp /media/", "/media/short.webp /media/"), ("", ""), ("é\(former.address)", "é\(here.address)"),
    ] {
      #expect(pictures.renamed(in: text) == expected)
    }
  }

  @Test func `A text that a link would make too long keeps the name, and an archive from here changes nothing`() throws {
    let lost = try name("c")
    let text = String(repeating: "x", count: SummaryDraft.maximumBody - 80) + " \(lost.address)"
    #expect(ArchivedPictures(from: "https://old.example", to: "https://new.example").renamed(in: text) == text)
    let short = "![C]\(paren(lost.address))"
    #expect(ArchivedPictures(from: "https://old.example", to: "https://old.example").renamed(in: short) == short)
  }

  private func paren(_ text: String) -> String { "(\(text))" }
}
