import Domain
import Store
import TestSupport
import Testing

@testable import Catalog
@testable import Web

@Suite struct SiteMapTests {
  @Test func `The map leads to all public summaries of ours, their papers and the years of their venues`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      let bob = try await web.house.remote("bob", at: "https://far.example")
      let (first, second, third) = (
        try await web.paper("arxiv:1801.00001"), try await web.paper("arxiv:1801.00002", year: 2018),
        try await web.paper("arxiv:1801.00003", venue: "ICML")
      )
      let post = try await web.summary(of: first, by: ada)
      _ = try await web.summary(of: second, by: bob)
      _ = try await web.summary(of: third, by: ada, .unlisted)
      let index = try await web.visitor().get("/sitemap.xml")
      #expect(index.first("content-type") == "application/xml; charset=utf-8")
      let parts = try index.xml("sitemapindex").descendants("loc").map(\.flatText)
      #expect(parts == ["papers-0", "summaries-0", "venues-"].map { "https://papers.example/sitemap/\($0).xml" })
      var places: [String] = []
      for part in parts {
        let page = try await web.visitor().get(String(part.dropFirst("https://papers.example".count)))
        places += try page.xml("urlset").descendants("loc").map(\.flatText)
      }
      #expect(
        places
          == [
            "/paper/arxiv/1801.00001", "/paper/arxiv/1801.00002", "/@ada/\(post.id)", "/venue/neurips/2018",
            "/venue/neurips/2017",
          ].map { "https://papers.example\($0)" })
      for place in places {
        let path = String(place.dropFirst("https://papers.example".count))
        let page = try await web.visitor().get(path)
        #expect(page.status == 200 && !page.holds("noindex"), "\(place)")
      }
    }
  }

  @Test func `Parts of a bounded size hold everything once`() async throws {
    try await WebHouse.use { web in
      let ada = try await web.house.person("ada")
      for number in 0..<11 {
        let paper = try await web.paper("arxiv:1801.\(10_000 + number)", venue: "V\(number)")
        if number % 3 != 1 { _ = try await web.summary(of: paper, by: ada) }
        if number % 3 == 1 { _ = try await web.summary(of: paper, by: ada, .unlisted) }
      }
      for size in [1, 4, 5, 11, 20, 60] {
        let (parts, places) = try await web.store.read { transaction in
          let parts = try SiteMapPart.all(in: transaction, size: size)
          return (parts, try parts.map { try $0.places(in: transaction, size: size) })
        }
        // Papers and summaries of ours, eleven each; of venues a twentieth of a part.
        #expect(parts.count == 2 * ((11 + size - 1) / size) + (11 + max(1, size / 20) - 1) / max(1, size / 20))
        #expect(places.allSatisfy { $0.count <= max(size, SiteMapPart.years) })
        let all = places.flatMap { $0.map(\.path) }
        #expect(all.count == Set(all).count && all.count { $0.hasPrefix("/paper/") } == 7, "\(size)")
        #expect(all.count { $0.hasPrefix("/@ada/") } == 7 && all.count { $0.hasPrefix("/venue/") } == 7, "\(size)")
      }
    }
  }

  @Test(arguments: [
    "x", "papers.xml", "papers-.xml", "papers--1.xml", "papers-0", "venues-A.xml", "others-0.xml", "venues-%2f.xml",
  ])
  func `No other part exists`(name: String) async throws {
    #expect(SiteMapPart(name: name) == nil)
    try await WebHouse.use { web in
      let answer = try await web.visitor().get("/sitemap/\(name)")
      #expect(answer.status == 404)
    }
  }

  @Test func `Robots are told what to leave alone and where the map is`() async throws {
    try await WebHouse.use { web in
      let answer = try await web.visitor().get("/robots.txt")
      #expect(answer.status == 200 && answer.first("content-type") == "text/plain; charset=utf-8")
      let lines = answer.html.split(separator: "\n").map(String.init)
      #expect(lines.first == "User-agent: *" && lines.last == "Sitemap: https://papers.example/sitemap.xml")
      for path in ["/search", "/add", "/sign-", "/settings", "/random", "/write/"] {
        #expect(lines.contains("Disallow: \(path)"))
      }
    }
  }
}
