import Domain
import Glibc
import Images
import JSON
import Outbox
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct PictureTests {
  /// A red point, as a PNG.
  static let png: [UInt8] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0,
    0x90, 0x77, 0x53, 0xDE, 0, 0, 0, 0x0C, 0x49, 0x44, 0x41, 0x54, 0x08, 0xD7, 0x63, 0xF8, 0xCF, 0xC0, 0, 0, 3, 1, 1, 0, 0x18,
    0xDD,
    0x8D, 0xB0, 0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
  ]

  private func use(_ body: @Sendable @escaping (WebHouse, PaperRow) async throws -> Void) async throws {
    var template = Array("/tmp/scholion-pictures-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    let folder = try #require(made)
    let room = MediaRoom(workshop: ImageWorkshop(folder: "\(folder)/reading"), shelf: MediaShelf(folder: "\(folder)/media"))
    try await WebHouse.use(images: room) { web in try await body(web, try await web.paper("arXiv:1706.03762")) }
  }

  @Test func `A picture is added to the text, shown on the page and told to other servers`() async throws {
    try await use { web, paper in
      let ada = try await web.member(try await web.house.person("ada"))
      let editor = "/write/\(paper.id)"
      try await ada.get(editor)
      let alt = "A [red] *point* \"here\" & there"
      let added = try await ada.upload(
        editor, picture: Self.png, [("text", "It is one red point."), ("alt", alt), ("do", "image")])
      #expect(added.status == 200 && added.holds("It is one red point."))
      let name = try #require(added.between("](/media/", ")").flatMap { MediaName($0) })
      #expect(
        added.holds(
          "<img src=\"https://papers.example\(name.address)\" alt=\"A [red] *point* &quot;here&quot; &amp; there\" width=\"1\" height=\"1\" loading=\"lazy\">"
        ))

      let file = try await web.visitor().get(name.address)
      #expect(
        file.status == 200 && file.first("content-type") == "image/webp" && file.first("x-content-type-options") == "nosniff")
      #expect(file.first("content-security-policy") == "default-src 'none'; sandbox")
      #expect(file.first("cache-control") == "public, max-age=31536000, immutable")
      for other in ["x", "\(String(repeating: "0", count: 64)).webp", "\(String(repeating: "0", count: 64)).svg"] {
        #expect(try await web.visitor().get("/media/\(other)").status == 404)
      }

      let text =
        "It is one red point, and it says a lot.\n\n![A point](\(name.address))\n\n![Elsewhere](https://evil.example/a.png)"
      let published = try await ada.post(editor, [("text", text), ("visibility", "public"), ("do", "publish")])
      #expect(published.status == 303)
      let page = try await web.visitor().get("/paper/arxiv/1706.03762")
      #expect(
        page.holds("alt=\"A point\" width=\"1\"") && !page.holds("src=\"https://evil.example") && page.holds(">Elsewhere</a>"))
      let id = try #require(published.location.split(separator: "#s-").last)
      let article = try await web.visitor().get("/s/\(id)", accept: "application/activity+json").json
      let attachments = article["attachment"]?.array ?? []
      #expect(attachments.count == 2 && attachments.first?["type"]?.string == "Link")
      #expect(attachments.last?["type"]?.string == "Image" && attachments.last?["name"]?.string == "A point")
      #expect(attachments.last?["url"]?.string == "https://papers.example\(name.address)")
      #expect(attachments.last?["mediaType"]?.string == "image/webp")
      #expect(article["content"]?.string?.contains("<img src=\"https://papers.example/media/") == true)
    }
  }

  @Test func `A picture without words, or none at all, is asked for again, and the text stays`() async throws {
    try await use { web, paper in
      let ada = try await web.member(try await web.house.person("ada"))
      let editor = "/write/\(paper.id)"
      try await ada.get(editor)
      for (picture, alt, words) in [
        (Self.png, " ", "Say what the picture shows"), ([], "A point", "Choose a picture first"),
        (Array("<svg/>".utf8), "A point", "Only PNG, JPEG, WebP and GIF"),
        (Array(Self.png.prefix(40)), "A point", "could not be read"),
        (Self.png, String(repeating: "x", count: 1_001), "at most 1000 characters"),
      ] {
        let page = try await ada.upload(editor, picture: picture, [("text", "Typed before."), ("alt", alt), ("do", "image")])
        #expect(page.status == 422 && page.holds(words) && page.holds("Typed before.</textarea>"), "\(words)")
        let told = try await ada.upload("\(editor)/image", picture: picture, [("alt", alt)])
        #expect(told.status == 422 && told.holds(words))
      }
      let told = try await ada.upload("\(editor)/image", picture: Self.png, [("alt", "A point")])
      #expect(told.status == 200 && told.holds("{\"markdown\":\"![A point](/media/"))
      #expect(try await web.visitor().upload("\(editor)/image", picture: Self.png, [("alt", "A point")]).status == 403)
    }
  }

  @Test func `Without libvips the editor says once that pictures cannot be added`() async throws {
    try await WebHouse.use { web in
      let paper = try await web.paper("arXiv:1706.03762")
      let ada = try await web.member(try await web.house.person("ada"))
      let page = try await ada.get("/write/\(paper.id)")
      #expect(page.holds("Pictures cannot be added on this server.") && !page.holds("type=\"file\""))
      #expect(try await web.visitor().get("/media/\(String(repeating: "0", count: 64)).webp").status == 404)
    }
  }
}
