internal import ActivityStreams
package import Actors
internal import Archives
internal import Domain
internal import JSON
package import Store

/// What somebody takes away as one file: what they published in every version, as ActivityStreams and as Markdown, with their
/// pictures, whom they follow, what they voted on, their lists and bookmarks, and their settings.
///
/// No password, key, token or address of another person is in it.
package struct PersonArchive: Sendable {
  /// The version of the form, for whoever reads it.
  static let version = 1
  /// Posts read at once.
  private static let piece = 50
  /// Most entries of a list.
  static let mostEntries = 20_000

  let instance: Instance
  let person: ActorRow
  let pictures: (any PictureKeeper)?

  /// - Parameter pictures: where pictures lie; without it there are none in the file
  package init(_ instance: Instance, of person: ActorRow, pictures: (any PictureKeeper)? = nil) {
    self.instance = instance
    self.person = person
    self.pictures = pictures
  }

  /// Writes the file, which stands in its place when it is whole, and gives the number of summaries in it.
  @discardableResult
  package func write(to path: String) async throws -> Int {
    let store = instance.store
    let file = try ArchiveWriter(path: path, format: .zip, modified: store.now().milliseconds / 1_000)
    try file.add("README.txt", Array(Self.readMe(person, instance.origin.text).utf8))
    let document = try await instance.document(of: person)
    try file.add("actor.json", document.encoded().serialized())
    let index = try await settings()
    try file.add("scholion.json", index.serialized())
    // Before the texts that show them: whoever reads this learns the new names first.
    try await writePictures(to: file)
    let count = try await writePosts(to: file)
    try await writeRelations(to: file)
    try await writeLists(to: file)
    try await writeBookmarks(to: file)
    try file.finish()
    return count
  }

  private func settings() async throws -> JSONValue {
    let member = try await instance.store.read { try $0.member(person.id) }
    var settings = JSONObject([
      ("version", .integer(Int64(Self.version))), ("actor", .string(person.uri.text)),
      ("handle", .string("@\(person.name)@\(person.host)")), ("made", .string(instance.store.now().iso8601)),
      ("display_name", .string(person.displayName)), ("biography", .string(person.bioSource)),
    ])
    settings["email"] = member.map { .string($0.account.email) }
    settings["licence"] = member?.account.licence.map { .string($0.rawValue) }
    return .object(settings)
  }

  private func writePosts(to file: ArchiveWriter) async throws -> Int {
    var (last, summaries, ids) = (RowID?.none, 0, [JSONValue]())
    while true {
      let before = last
      let piece = try await instance.store.read { transaction in
        try transaction.posts(
          by: person.id, kinds: [.summary, .reply, .note], seenBy: person.id, before: before, limit: Self.piece
        ).map { found in try entry(found.post, in: transaction) }
      }
      for entry in piece {
        try file.add("posts/\(entry.post.id).json", entry.document)
        ids.append(.string(entry.post.uri.text))
        guard entry.post.kind == .summary else {
          try file.add("comments/\(entry.post.id).md", Array((entry.post.source ?? "").utf8))
          continue
        }
        summaries += 1
        try file.add("summaries/\(entry.post.id).json", entry.index.serialized())
        for revision in entry.revisions {
          try file.add("summaries/\(entry.post.id)/\(revision.number).md", Array(revision.source.utf8))
        }
      }
      guard let end = piece.last?.post.id else { break }
      last = end
    }
    try file.add("outbox.json", list("outbox.json", ids))
    return summaries
  }

  private struct Entry: Sendable {
    let post: PostRow
    let document: [UInt8]
    let index: JSONValue
    let revisions: [RevisionRow]
  }

  private func entry(_ post: PostRow, in transaction: ReadTransaction) throws -> Entry {
    let document = try instance.object(post, in: transaction)?.encoded().serialized() ?? []
    guard post.kind == .summary else { return Entry(post: post, document: document, index: .null, revisions: []) }
    // The newest may be all that is left of a long history.
    let revisions = Array(try transaction.revisions(of: post.id).reversed())
    let paper = try post.paperID.flatMap { try transaction.paper($0) }
    return Entry(post: post, document: document, index: Self.index(post, paper, revisions), revisions: revisions)
  }

  private static func index(_ post: PostRow, _ paper: PaperRow?, _ revisions: [RevisionRow]) -> JSONValue {
    var index = JSONObject([
      ("id", .string(post.uri.text)), ("url", .string(post.url)), ("visibility", .string(post.visibility.rawValue)),
      ("published", .string(post.publishedAt.iso8601)),
    ])
    index["updated"] = post.updatedAt.map { .string($0.iso8601) }
    index["language"] = post.language.map { .string($0) }
    index["licence"] = post.licence.map { .string($0.rawValue) }
    index["written_for"] = post.writtenFor.map { .integer(Int64($0)) }
    index["first_published_at"] = post.importedFrom.map { .string($0) }
    index["likes"] = .integer(Int64(post.likes))
    index["dislikes"] = .integer(Int64(post.dislikes))
    index["paper"] = paper.map { .object(facts(of: $0)) }
    index["revisions"] = .array(
      revisions.map { revision in
        var entry = JSONObject([
          ("number", .integer(Int64(revision.number))), ("created", .string(revision.createdAt.iso8601)),
          ("tldr", .string(revision.tldr)),
        ])
        entry["title"] = revision.title.map { .string($0) }
        entry["licence"] = revision.licence.map { .string($0.rawValue) }
        return .object(entry)
      })
    return .object(index)
  }

  static func facts(of paper: PaperRow) -> JSONObject {
    var facts = JSONObject([
      ("title", .string(paper.title)), ("authors", .array(paper.authors.map { .string($0) })),
      ("identifiers", .array(paper.identifiers.map { .string($0.canonical) })),
    ])
    facts["venue"] = paper.venueName.map { .string($0) }
    facts["year"] = paper.year.map { .integer(Int64($0)) }
    return facts
  }

  private func writeRelations(to file: ArchiveWriter) async throws {
    var (votes, likes, last) = ([JSONValue](), [JSONValue](), RowID?.none)
    while votes.count < Self.mostEntries {
      let after = last
      let piece = try await instance.store.read { try $0.votes(of: person.id, after: after, limit: 200) }
      for vote in piece {
        votes.append(["object": .string(vote.uri), "value": .integer(Int64(vote.value))])
        if vote.value > 0 { likes.append(.string(vote.uri)) }
      }
      guard let end = piece.last?.post else { break }
      last = end
    }
    try file.add("votes.json", JSONValue.array(votes).serialized())
    try file.add("likes.json", list("likes.json", likes))
    var follows: [JSONValue] = []
    while follows.count < Self.mostEntries {
      let offset = follows.count
      let piece = try await instance.store.read { try $0.following(of: person.id, offset: offset, limit: 200) }
      if piece.isEmpty { break }
      follows += piece.map { ["actor": .string($0.uri.text), "handle": .string("@\($0.name)@\($0.host)")] }
    }
    try file.add("follows.json", JSONValue.array(follows).serialized())
  }

  /// A collection of ActivityStreams by the names that other programs look for.
  private func list(_ name: String, _ items: [JSONValue]) -> [UInt8] {
    let value: JSONValue = [
      "@context": "https://www.w3.org/ns/activitystreams", "id": .string(name), "type": "OrderedCollection",
      "totalItems": .integer(Int64(items.count)), "orderedItems": .array(items),
    ]
    return value.serialized()
  }

  private static func readMe(_ person: ActorRow, _ origin: String) -> String {
    """
    What @\(person.name)@\(person.host) wrote, voted on, collected and follows at \(origin).

    scholion.json        settings, and which form this archive has
    actor.json           the profile, as ActivityStreams
    outbox.json          ids of all posts, newest first; posts/ has each as ActivityStreams
    media/NAME           pictures that your texts show; media/N.json says of some of them what they show, and how large they are
    summaries/ID.json    paper, dates, licence and versions of a summary; summaries/ID/N.md the text of version N
    comments/ID.md       comments as they were typed
    votes.json           votes up (1) and down (-1); likes.json those up, as ActivityStreams
    follows.json         whom you follow
    lists/ID.json        a list of papers, with your notes
    bookmarks.json       summaries you marked, the last marked first

    Another Scholion takes this file under Settings, or with: scholion import archive FILE --as NAME

    """
  }
}
