package import ActivityStreams
package import Actors
internal import Domain
internal import Markup
package import Store

extension Instance {
  /// The `Article` of a summary of ours: rows become a document here and nowhere else (DESIGN 5.1).
  package func article(
    _ post: PostRow, by author: ActorRow, of paper: PaperRow, mentioning mentioned: [ActorRow], hashtags: [String],
    figures: PostFigures = PostFigures(), size: ArticleSize = .whole
  ) throws -> ObjectDocument {
    var article = ObjectDocument(id: try IRI(post.uri), type: .article, attributedTo: try IRI(author.uri))
    let title = post.title ?? "Summary: \(paper.title)"
    let short = "<p>\(PlainText.escaped(post.tldr))</p>"
    let room = try IRI(parsing: addresses.actor(.paper, paper.name))
    article.name = title
    article.summary = short
    try addText(to: &article, of: post, content: try content(of: post, paper: paper, size: size), size: size)
    // Whom a summary was written to it keeps, though its paper became part of another since.
    let audience = post.audienceURI.flatMap { IRI($0) } ?? room
    address(&article, post: post, by: author, room: audience, mentioning: mentioned)
    if let link = paper.bestIdentifier.flatMap({ IRI($0.url) }) {
      article.attachment = [.link(LinkDocument(href: link, mediaType: "text/html"))]
    }
    article.attachment += try images(of: post)
    article.tag = try tags(mentioning: mentioned, hashtags: hashtags)
    article.tag.append(
      .link(
        LinkDocument(
          href: room, mediaType: WireMediaType.linkedData, name: paper.title, rel: [Vocabulary.summaryOf])))
    article.preview = PreviewDocument(content: "<p><strong>\(PlainText.escaped(title))</strong></p>\(short)")
    article.paper = try document(of: paper)
    article.paper?.version = post.writtenFor
    article.license = try post.licence.map { try IRI(parsing: $0.deed) }
    try addThread(to: &article, post: post, figures: figures)
    return article
  }

  /// The pictures in the text, for those who show them beside it.
  private func images(of post: PostRow) throws -> [AttachmentDocument] {
    try OwnImage.all(in: post.html).map { image in
      .media(
        MediaDocument(
          type: "Image", url: try IRI(parsing: image.address),
          mediaType: MediaName(address: image.address, origin: origin.text)?.type, name: image.alt.isEmpty ? nil : image.alt,
          width: image.size.width, height: image.size.height))
    }
  }

  /// The document of a local post as it stands now, whole, with its people and figures.
  package func object(_ post: PostRow, in transaction: ReadTransaction) throws -> ObjectDocument? {
    guard let author = try transaction.actor(post.actorID) else { return nil }
    let mentioned = try transaction.recipients(of: post.id)
    let hashtags = try transaction.hashtags(of: post.id)
    let figures = try PostFigures(post, in: transaction)
    let paper = try post.paperID.flatMap { try transaction.paper($0) }
    if post.kind == .summary, let paper {
      return try article(post, by: author, of: paper, mentioning: mentioned, hashtags: hashtags, figures: figures)
    }
    return try note(post, by: author, about: paper, mentioning: mentioned, hashtags: hashtags, figures: figures)
  }

  /// The HTML: a first paragraph that links the paper, then the text, or as much of it as that size carries.
  private func content(of post: PostRow, paper: PaperRow, size: ArticleSize) throws -> String {
    let page = try IRI(parsing: post.url)
    let opening = Self.opening(for: paper, otherwise: page)
    let short = opening + "<p>\(PlainText.escaped(post.tldr))</p>"
    switch size {
    case .whole, .once: return opening + post.html
    case .compact: return opening + MathForms.compact(post.html)
    case .opening: return Self.leading(to: page, after: short + MathForms.compact(FirstSection.html(of: post.html) ?? ""))
    case .abridged, .bare: return Self.leading(to: page, after: short)
    }
  }

  private static func opening(for paper: PaperRow, otherwise page: IRI) -> String {
    let link = paper.bestIdentifier.map(\.url) ?? page.text
    let names = paper.authors.map(familyName)
    let people = names.count > 2 ? "\(names.first ?? "") et al." : names.joined(separator: " and ")
    let place = [paper.venueName, paper.year.map(String.init)].compactMap(\.self).joined(separator: " ")
    let origin = [people, place].filter { !$0.isEmpty }.joined(separator: ", ")
    return "<p>Summary of <a href=\"\(PlainText.escaped(link))\">\(PlainText.escaped(paper.title))</a>"
      + (origin.isEmpty ? "" : " (\(PlainText.escaped(origin)))") + ".</p>"
  }

  private static func familyName(_ name: String) -> String {
    name.split(separator: " ").last.map(String.init) ?? name
  }
}
