internal import Domain
internal import Store

/// That a summary stood elsewhere first, and what it brought along.
struct ImportedView: Sendable, Hashable {
  /// Where it stood.
  var address: String
  /// `shortscience.org`.
  var host: String
  /// `12 votes came with it`; nil where none did.
  var votes: String?
}

extension ViewMaker {
  /// Nil for what was written here.
  func imported(_ post: PostRow) -> ImportedView? {
    guard let text = post.importedFrom, let address = Self.link(text), let id = try? ResourceID(parsing: address) else {
      return nil
    }
    return ImportedView(
      address: address, host: id.host,
      votes: post.importedScore == 0 ? nil : counted(post.importedScore, "vote", "votes") + " came with it")
  }
}
