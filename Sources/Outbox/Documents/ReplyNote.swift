package import ActivityStreams
package import Actors
internal import Domain
internal import Markup
package import Store

extension Instance {
  /// The `Note` of a comment of ours.
  package func note(
    _ post: PostRow, by author: ActorRow, mentioning mentioned: [ActorRow], hashtags: [String],
    figures: PostFigures = PostFigures(), size: ArticleSize = .whole
  ) throws -> ObjectDocument {
    var note = ObjectDocument(id: try IRI(post.uri), type: .note, attributedTo: try IRI(author.uri))
    note.inReplyTo = post.inReplyTo.flatMap { IRI($0) }
    try addText(to: &note, of: post, content: try content(of: post, size: size), size: size)
    address(&note, post: post, by: author, room: post.audienceURI.flatMap { IRI($0) }, mentioning: mentioned)
    note.tag = try tags(mentioning: mentioned, hashtags: hashtags)
    try addThread(to: &note, post: post, figures: figures)
    return note
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
