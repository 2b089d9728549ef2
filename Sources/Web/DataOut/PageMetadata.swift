internal import Actors
internal import Domain
internal import Forms
internal import Store

/// What pages say of themselves to programs: typed links, OpenGraph, schema.org, Highwire's tags, and where embeddings are.
extension Site {
  /// A paper's page, with the ways out of it.
  func described(_ page: PaperPage, of paper: PaperRow) -> PaperPage {
    var page = page
    let views = ViewMaker(ofVisitorTo: self)
    let address = views.url(views.address(paper))
    let folder = "/papers/\(paper.name)"
    page.paper.exports += Self.exportLinks(in: folder) + [LinkView(label: "Badge", address: "\(folder)/badge.svg")]
    var head = page.head.with(feeds: folder)
    head.metas = PaperMetadata(paper: paper).highwire
    head.properties = [MetaView("og:type", "article")] + paper.authors.prefix(20).map { MetaView("article:author", $0) }
    head.structuredHTML = StructuredData.markup(StructuredData.article(paper, page: address, isWhole: true))
    head.embedAddress = Self.embedAddress(of: address, views)
    // The paper is cited by its own name, not by that of our page about it.
    if let best = paper.bestIdentifier { head.signposts.append(Signpost(best.url, "cite-as")) }
    head.signposts += exportSignposts(in: folder)
    if let pdf = PaperMetadata.pdf(of: paper) { head.signposts.append(Signpost(pdf, "item", type: "application/pdf")) }
    head.signposts += [
      Signpost("https://schema.org/ScholarlyArticle", "type"), Signpost("https://schema.org/AboutPage", "type"),
    ]
    page.head = head
    return page
  }

  /// A folder's exports as what describes its page.
  func exportSignposts(in folder: String) -> [Signpost] {
    ExportFormat.allCases.map {
      Signpost(instance.addresses.url("\(folder)/export.\($0.rawValue)"), "describedby", type: $0.mediaType)
    }
  }

  /// The head of a summary's own page, when it is one that anybody may find.
  func described(_ head: PageHead, _ post: PostRow, by author: ActorRow, of paper: PaperRow) -> PageHead {
    guard post.kind == .summary, post.visibility == .public, post.isLocal else { return head }
    var head = head
    let views = ViewMaker(ofVisitorTo: self)
    let person = views.person(author)
    let address = views.url(views.address(post, by: author))
    head.properties = [
      MetaView("og:type", "article"), MetaView("article:published_time", post.publishedAt.iso8601),
      MetaView("article:author", views.url(person.address)),
    ]
    if let updated = post.updatedAt { head.properties.append(MetaView("article:modified_time", updated.iso8601)) }
    head.structuredHTML = StructuredData.markup(
      StructuredData.review(post, by: person, of: paper, views: views, siteName: settings.siteName))
    head.embedAddress = Self.embedAddress(of: address, views)
    head.signposts = [
      Signpost(address, "cite-as"), Signpost(views.url(person.address), "author"),
      Signpost(post.uri.text, "describedby", type: "application/activity+json"),
      Signpost(views.url(views.address(paper)), "about"),
      Signpost("https://schema.org/Review", "type"), Signpost("https://schema.org/AboutPage", "type"),
    ]
    if let licence = post.licence { head.signposts.append(Signpost(licence.deed, "license")) }
    return head
  }

  private static func embedAddress(of address: String, _ views: ViewMaker) -> String {
    views.url("/oembed?url=" + PercentCoding.encoded(address))
  }
}
