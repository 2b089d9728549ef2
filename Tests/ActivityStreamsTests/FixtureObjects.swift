import JSON

@testable import ActivityStreams

extension FixtureDocuments {
  static func objects() throws -> [(String, JSONValue)] {
    [
      ("article", try article().encoded()), ("article_unlisted", try unlistedArticle().encoded()),
      ("reply", try reply().encoded()), ("tombstone", try tombstone().encoded()),
    ]
  }

  static func paper() throws -> PaperDocument {
    var paper = PaperDocument(id: try iri("/papers/arxiv_1706_03762"), name: "Attention Is All You Need")
    paper.doi = "10.5555/3295222.3295349"
    paper.arxivId = "1706.03762"
    paper.dblpKey = "journals/corr/VaswaniSPUJGKP17"
    paper.sameAs = [
      try iri("https://arxiv.org/abs/1706.03762"), try iri("https://doi.org/10.5555/3295222.3295349"),
      try iri("https://dblp.org/rec/journals/corr/VaswaniSPUJGKP17"),
    ]
    paper.authors = [PaperAuthorDocument(name: "Ashish Vaswani"), PaperAuthorDocument(name: "Noam Shazeer")]
    paper.venue = PaperVenueDocument(name: "NeurIPS")
    paper.year = 2017
    return paper
  }

  static let summaryHTML =
    "<p>Attention alone is enough for state-of-the-art translation, and it trains in a fraction of the time.</p>"
  static let articleHTML = """
    <p>Summary of <a href="https://arxiv.org/abs/1706.03762">Attention Is All You Need</a> (Vaswani et al., NeurIPS \
    2017).</p><p>The model drops recurrence, says <span class="h-card"><a href="https://papers.example/@bob" \
    class="u-url mention">@<span>bob</span></a></span>, and keeps only attention: <math><semantics><mrow><mi>softmax</mi><mo>(</mo>\
    <mi>Q</mi><msup><mi>K</mi><mi>T</mi></msup><mo>)</mo><mi>V</mi></mrow><annotation encoding="application/x-tex">\
    \\mathrm{softmax}(QK^T)V</annotation></semantics></math>.</p><p><a href="https://papers.example/tags/transformers" \
    class="mention hashtag" rel="tag">#<span>transformers</span></a></p>
    """
  static let articleSource = """
    The model drops recurrence, says @bob, and keeps only attention: $\\mathrm{softmax}(QK^T)V$.

    #transformers
    """

  static func article(row: String = summaryRow) throws -> ObjectDocument {
    let room = try iri("/papers/arxiv_1706_03762")
    var article = try object("/s/\(row)", .article, by: "/users/ada", page: "/@ada/\(row)", html: articleHTML)
    article.name = "Summary: Attention Is All You Need"
    article.summary = summaryHTML
    article.source = SourceDocument(content: articleSource)
    article.published = "2026-11-20T10:00:00Z"
    article.to = [.publicCollection, room]
    article.cc = [try iri("/users/ada/followers"), try iri("/users/bob")]
    article.attachment = [
      .link(LinkDocument(href: try iri("https://arxiv.org/abs/1706.03762"), mediaType: "text/html"))
    ]
    article.tag = [
      .hashtag(name: "#transformers", href: try iri("/tags/transformers")),
      .mention(href: try iri("/users/bob"), name: "@bob@papers.example"),
      .link(
        LinkDocument(
          href: room, mediaType: WireMediaType.linkedData, name: "Attention Is All You Need",
          rel: [Vocabulary.summaryOf])),
    ]
    article.conversationContext = try iri("/contexts/\(row)")
    article.conversation = article.conversationContext
    article.replies = .embedded(try replies(to: article.id, [try iri("/n/\(commentRow)")]))
    article.likes = .embedded(
      CollectionDocument(id: try article.id.appending("/likes"), isOrdered: false, totalItems: 2))
    article.shares = .embedded(
      CollectionDocument(id: try article.id.appending("/shares"), isOrdered: false, totalItems: 1))
    article.preview = PreviewDocument(
      content: "<p><strong>Summary: Attention Is All You Need</strong></p>" + summaryHTML)
    article.paper = try paper()
    article.license = try IRI(parsing: "https://creativecommons.org/licenses/by/4.0/")
    return article
  }

  static func unlistedArticle() throws -> ObjectDocument {
    var article = try article(row: unlistedRow)
    article.to = [try iri("/users/ada/followers")]
    article.cc = [.publicCollection, try iri("/papers/arxiv_1706_03762"), try iri("/users/bob")]
    article.replies = .embedded(try replies(to: article.id, []))
    return article
  }

  static func reply() throws -> ObjectDocument {
    let html = """
      <p><span class="h-card"><a href="https://papers.example/@ada" class="u-url mention">@<span>ada</span></a></span> Is the \
      decoder masked?</p>
      """
    var reply = try object(
      "/n/\(commentRow)", .note, by: "/users/bob", page: "/@bob/\(commentRow)", html: html)
    reply.inReplyTo = try iri("/s/\(summaryRow)")
    reply.source = SourceDocument(content: "@ada Is the decoder masked?")
    reply.published = "2026-11-20T11:00:00Z"
    reply.to = [.publicCollection, try iri("/papers/arxiv_1706_03762")]
    reply.cc = [try iri("/users/bob/followers"), try iri("/users/ada")]
    reply.tag = [.mention(href: try iri("/users/ada"), name: "@ada@papers.example")]
    reply.conversationContext = try iri("/contexts/\(summaryRow)")
    reply.conversation = reply.conversationContext
    reply.replies = .embedded(try replies(to: reply.id, []))
    for (path, name) in [(\ObjectDocument.likes, "likes"), (\.shares, "shares")] {
      let id = try reply.id.appending("/\(name)")
      reply[keyPath: path] = .embedded(CollectionDocument(id: id, isOrdered: false, totalItems: 0))
    }
    return reply
  }

  static func tombstone() throws -> ObjectDocument {
    var tombstone = ObjectDocument(id: try iri("/s/\(summaryRow)"), type: .tombstone)
    tombstone.formerType = .article
    tombstone.deleted = "2026-11-21T10:00:00Z"
    tombstone.atomUri = tombstone.id
    return tombstone
  }

  static func replies(to id: IRI, _ items: [IRI]) throws -> CollectionDocument {
    let collection = try id.appending("/replies")
    let page = CollectionPageDocument(
      id: try collection.appending("/page/1"), isOrdered: false, partOf: collection, totalItems: items.count,
      items: items.map { .id($0) })
    return CollectionDocument(id: collection, isOrdered: false, totalItems: items.count, first: .embedded(page))
  }

  private static func object(
    _ path: String, _ type: ObjectType, by author: String, page: String, html: String
  ) throws -> ObjectDocument {
    var object = ObjectDocument(id: try iri(path), type: type, attributedTo: try iri(author))
    object.content = html
    object.contentMap = [LanguageText(language: "en", text: html)]
    object.mediaType = "text/html"
    object.language = LanguageDocument(identifier: "en", name: "English")
    object.urls = [LinkDocument(href: try iri(page))]
    object.audience = try iri("/papers/arxiv_1706_03762")
    object.sensitive = false
    object.interactionPolicy = .publicQuotes
    return object
  }
}
