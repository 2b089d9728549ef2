package import ActivityStreams
package import Actors
internal import Domain
internal import Markup
package import Store

extension Instance {
  /// The `Note` of a comment of ours, or of a question about a paper.
  ///
  /// - Parameter paper: what a question is about
  package func note(
    _ post: PostRow, by author: ActorRow, about paper: PaperRow? = nil, mentioning mentioned: [ActorRow], hashtags: [String],
    figures: PostFigures = PostFigures(), size: ArticleSize = .whole
  ) throws -> ObjectDocument {
    var note = ObjectDocument(id: try IRI(post.uri), type: .note, attributedTo: try IRI(author.uri))
    note.inReplyTo = post.inReplyTo.flatMap { IRI($0) }
    note.name = post.title
    let opening = paper.map { Self.opening(of: post, about: $0) } ?? ""
    try addText(to: &note, of: post, content: opening + (try content(of: post, size: size)), size: size)
    address(&note, post: post, by: author, room: post.audienceURI.flatMap { IRI($0) }, mentioning: mentioned)
    note.tag = try tags(mentioning: mentioned, hashtags: hashtags)
    try addThread(to: &note, post: post, figures: figures)
    return note
  }

  /// A first paragraph that links the paper and tells the question, since few show the name of a note.
  private static func opening(of post: PostRow, about paper: PaperRow) -> String {
    let link = PlainText.escaped(paper.bestIdentifier.map(\.url) ?? post.url)
    return "<p>Question about <a href=\"\(link)\">\(PlainText.escaped(paper.title))</a>: "
      + "<strong>\(PlainText.escaped(post.title ?? ""))</strong></p>"
  }

  private func content(of post: PostRow, size: ArticleSize) throws -> String {
    switch size {
    case .whole, .once: return post.html
    case .compact: return MathForms.compact(post.html)
    case .opening, .abridged, .bare:
      let start = PlainText.from(html: post.html).prefix(Self.noteStart)
      return Self.leading(to: try IRI(parsing: post.url), after: "<p>\(PlainText.escaped(String(start)))…</p>")
    }
  }

  /// Characters of a comment that is too long to travel, of which the rest is behind the link.
  private static let noteStart = 500
}
