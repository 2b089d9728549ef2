package import Domain
internal import Markup
internal import Signatures
package import Store

/// A summary that was first published elsewhere, as a file tells of it.
package struct ImportedSummary: Sendable {
  package var draft: SummaryDraft
  package var published: Timestamp
  /// When it was last changed; nil if it never was, or nobody tells.
  package var updated: Timestamp?
  /// Where it was first published.
  package var address: String
  /// Votes it brings along: likes of nobody here.
  package var score = 0
  /// Whether the file cut the text off at its end.
  package var isCut = false
  /// Whether the text counts as newer than one that is here, whatever its date.
  package var replaces = false
  /// Former texts, oldest first, without the present one.
  package var revisions: [FormerText] = []

  /// A text it had.
  package struct FormerText: Sendable {
    package var title: String?
    package var tldr: String
    package var source: String
    package var licence: Licence?
    package var created: Timestamp

    package init(title: String?, tldr: String, source: String, licence: Licence?, created: Timestamp) {
      self.title = title
      self.tldr = tldr
      self.source = source
      self.licence = licence
      self.created = created
    }
  }

  package init(draft: SummaryDraft, published: Timestamp, address: String) {
    self.draft = draft
    self.published = published
    self.address = address
  }
}

/// What became of an imported summary.
package enum ImportOutcome: Sendable {
  /// It is here now.
  case added
  /// Its newer text is here now.
  case renewed
  /// It was here already.
  case known
  /// Its author has written, or taken over, the summary of that paper here: nothing is changed behind their back.
  case kept
}

extension Publisher {
  /// Votes that one summary may bring along.
  package static let mostImportedVotes = 100_000

  /// Stores a summary that was first published elsewhere, or its newer text; nothing is delivered to anybody, since it is old.
  ///
  /// Doing it twice is doing it once. Throws ``PublishError``.
  package func importSummary(
    _ summary: ImportedSummary, of paper: PaperRow, by author: ActorRow
  ) async throws -> ImportOutcome {
    let content: SummaryContent
    do { content = try summary.draft.validated() } catch { throw PublishError.invalid(error.message) }
    guard content.visibility.isOpen else { throw PublishError.invalid("A summary is public or unlisted.") }
    let score = min(max(0, summary.score), Self.mostImportedVotes)
    let (known, isOwned) = try await instance.store.read { transaction in
      (try transaction.summary(of: paper.id, by: author.id), try transaction.member(author.id) != nil)
    }
    if let known {
      guard !isOwned, known.importedFrom != nil else {
        return known.importedFrom?.utf8.elementsEqual(summary.address.utf8) == true ? .known : .kept
      }
      if known.importedScore != score, score > 0 {
        try await instance.store.write { try $0.setImported(known.id, from: summary.address, score: score) }
      }
      guard Self.isNewer(summary, content, than: known) else { return .known }
      try await renew(known, summary, content)
      return .renewed
    }
    let body = try await render(content.body, lookingUp: false)
    let published = min(summary.published, instance.store.now())
    let tldr = Self.tldr(of: content, body)
    do {
      try await instance.store.write { transaction in
        let id = try transaction.freeID(at: published)
        var post = PostDraft(
          uri: try ResourceID(parsing: instance.addresses.summary(id)), actorID: author.id, isLocal: true, kind: .summary,
          html: body.text.html, url: instance.addresses.page(of: id, by: author.name), visibility: content.visibility,
          publishedAt: published)
        post.paperID = paper.id
        post.contextURI = instance.addresses.context(id)
        post.title = content.title
        post.tldr = tldr
        post.source = content.body
        post.language = content.language?.text
        post.audienceURI = instance.addresses.actor(.paper, paper.name)
        post.updatedAt = summary.updated.map { min($0, transaction.now) }
        post.hashtags = body.hashtags
        post.citations = body.cited
        post.licence = content.licence
        post.writtenFor = content.writtenFor
        post.importedFrom = summary.address
        post.importedScore = score
        try transaction.insertPost(post, id: id)
        for text in summary.revisions {
          try transaction.insertRevision(
            of: id, title: text.title, tldr: text.tldr, source: text.source, licence: text.licence,
            at: min(text.created, transaction.now))
        }
        try transaction.insertRevision(
          of: id, title: content.title, tldr: tldr, source: content.body, licence: content.licence,
          at: post.updatedAt ?? published)
        try transaction.confirmPaper(paper.id)
      }
      return .added
    } catch StoreError.summaryExists {
      return .kept
    }
  }

  private func renew(_ known: PostRow, _ summary: ImportedSummary, _ content: SummaryContent) async throws {
    let body = try await render(content.body, lookingUp: false)
    let tldr = Self.tldr(of: content, body)
    let last = max(known.publishedAt, known.updatedAt ?? known.publishedAt)
    let time = max(min(summary.updated ?? summary.published, instance.store.now()), last.adding(seconds: 1))
    let edit = PostEdit(
      title: content.title, tldr: tldr, source: content.body, html: body.text.html, language: content.language?.text,
      updatedAt: time, hashtags: body.hashtags, citations: body.cited, licence: content.licence ?? known.licence,
      writtenFor: content.writtenFor)
    try await instance.store.write { transaction in
      try transaction.updatePost(known.id, edit)
      try transaction.insertRevision(
        of: known.id, title: edit.title, tldr: tldr, source: content.body, licence: edit.licence, at: time)
    }
  }

  /// Whether a text says something else than the one here, and later, or more of the same.
  private static func isNewer(_ summary: ImportedSummary, _ content: SummaryContent, than known: PostRow) -> Bool {
    let (here, there) = ((known.source ?? "").utf8, content.body.utf8)
    if here.elementsEqual(there) { return false }
    // The same text, cut off there, or here by an earlier file.
    if summary.isCut, here.starts(with: there.dropLast(CutText.mark.utf8.count)) { return false }
    if !summary.isCut, let beginning = CutText.beginning(of: known.source ?? ""), there.starts(with: beginning.utf8) {
      return true
    }
    return summary.replaces || (summary.updated ?? summary.published) > (known.updatedAt ?? known.publishedAt)
  }
}

/// A text that a feed gives the beginning of.
package enum CutText {
  /// What stands where it was cut.
  package static let mark = "..."

  /// What stands before the mark; nil where there is none.
  package static func beginning(of text: String) -> String? {
    guard text.utf8.suffix(mark.utf8.count).elementsEqual(mark.utf8) else { return nil }
    return String(decoding: text.utf8.dropLast(mark.utf8.count), as: UTF8.self)
  }
}
