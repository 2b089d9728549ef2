internal import Domain
internal import JSON

/// A summary of an archive, of which the texts are still being read.
struct ArchivedSummary {
  /// Its number in the archive.
  let name: String
  private let index: JSONValue
  private var texts: [Int: String] = [:]

  init?(_ name: String, _ bytes: [UInt8]) {
    guard let index = try? JSONValue(parsing: bytes, limits: .federation), index.object != nil else { return nil }
    self.name = name
    self.index = index
  }

  /// Takes a version of its text; another's is passed over.
  mutating func take(_ owner: String, _ version: String, _ bytes: [UInt8]) {
    guard owner.utf8.elementsEqual(name.utf8), texts.count < 200, let number = Int(version),
      bytes.count <= SummaryDraft.maximumBody, let text = String(validating: bytes, as: UTF8.self)
    else { return }
    texts[number] = text
  }

  /// What it is about.
  func paper() -> PaperDraft { PaperDraft(archived: index["paper"]) }

  /// The present text with the former ones.
  ///
  /// - Parameter renaming: gives a text with the names that its pictures have here
  func imported(renaming: (String) -> String) throws -> ImportedSummary {
    var history: [ImportedSummary.FormerText] = []
    for entry in (index["revisions"]?.array ?? []).prefix(200) {
      guard let number = entry["number"]?.integer.flatMap({ Int(exactly: $0) }), let source = texts[number] else { continue }
      let draft = SummaryDraft(
        title: entry["title"]?.string, tldr: entry["tldr"]?.string, body: renaming(source),
        licence: entry["licence"]?.string.flatMap { Licence(rawValue: $0) })
      guard let text = try? draft.validated() else { continue }
      history.append(
        ImportedSummary.FormerText(
          title: text.title, tldr: text.tldr ?? "", source: text.body, licence: text.licence,
          created: time(entry, "created") ?? .earliest))
    }
    guard let last = history.popLast() else { throw PublishError.invalid("there is no text") }
    let published = time(index, "published") ?? last.created
    guard published > Self.earliest else { throw PublishError.invalid("there is no date") }
    guard let address = (index["url"]?.string ?? index["id"]?.string).flatMap({ try? ResourceID(parsing: $0) }) else {
      throw PublishError.invalid("there is no address")
    }
    let visibility = index["visibility"]?.string.flatMap { Visibility(rawValue: $0) } ?? .unlisted
    guard visibility.isOpen else { throw PublishError.invalid("it was neither public nor unlisted") }
    var imported = ImportedSummary(
      draft: SummaryDraft(
        title: last.title, tldr: last.tldr, body: last.source, visibility: visibility, language: index["language"]?.string,
        licence: last.licence, writtenFor: index["written_for"]?.integer.flatMap { Int(exactly: $0) }),
      published: published, address: address.text)
    imported.updated = time(index, "updated")
    imported.revisions = history
    return imported
  }

  /// Ids of rows are made of times after this.
  private static let earliest = Timestamp(milliseconds: 0)

  private func time(_ value: JSONValue, _ name: String) -> Timestamp? {
    value[name]?.string.flatMap { try? Timestamp(parsing: $0) }
  }
}
