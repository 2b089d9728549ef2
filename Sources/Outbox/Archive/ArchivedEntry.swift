internal import Domain

/// A file of an archive whose name means something: `scholion.json`, `lists/7.json`, `summaries/7.json`, `summaries/7/2.md`.
enum ArchivedEntry {
  case index, votes, follows, bookmarks, list, pictureIndex
  case picture(MediaName)
  /// By its number.
  case summary(String)
  /// By the number of the summary and that of the version.
  case text(String, String)

  /// Nil for any other name.
  init?(_ name: String) {
    switch name {
    case "scholion.json": self = .index
    case "votes.json": self = .votes
    case "follows.json": self = .follows
    case "bookmarks.json": self = .bookmarks
    default:
      let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      switch (parts.first, parts.count) {
      case ("lists", 2) where Self.number(parts[1], ".json") != nil: self = .list
      case ("media", 2):
        if let picture = MediaName(parts[1]) {
          self = .picture(picture)
        } else {
          guard Self.number(parts[1], ".json") != nil else { return nil }
          self = .pictureIndex
        }
      case ("summaries", 2):
        guard let number = Self.number(parts[1], ".json") else { return nil }
        self = .summary(number)
      case ("summaries", 3):
        guard let owner = Self.number(parts[1], ""), let version = Self.number(parts[2], ".md") else { return nil }
        self = .text(owner, version)
      default: return nil
      }
    }
  }

  /// After how many bytes the rest is of no use: a picture with one more than is taken is refused, and the others are read on.
  var cut: Int? { if case .picture = self { ArchiveIntake.pictureBytes + 1 } else { nil } }

  private static func number(_ name: String, _ ending: String) -> String? {
    guard name.utf8.count > ending.utf8.count, name.hasSuffix(ending) else { return nil }
    let stem = String(name.dropLast(ending.count))
    return (try? RowID(parsing: stem)) == nil ? nil : stem
  }
}
