/// Who may see a summary or a reply.
package enum Visibility: String, Sendable, CaseIterable {
  /// Everybody, and every listing.
  case `public`
  /// Everybody who has the address; no listing, ranking, search or feed of the site.
  case unlisted
  /// Followers of the author and those addressed.
  case followers
  /// Those addressed.
  case direct

  /// The collection that stands for everybody, as we write it (ActivityPub section 5.6).
  package static let everyone = "https://www.w3.org/ns/activitystreams#Public"

  /// Whether an address stands for everybody, in any of the three spellings that JSON-LD allows.
  package static func isEveryone(_ address: String) -> Bool {
    ["as:Public", "Public", everyone].contains { address.utf8.elementsEqual($0.utf8) }
  }

  /// The visibility that a document's addresses say, given the followers collection of its author where that is known.
  package static func of(to: [String], cc: [String], followers: String?) -> Visibility {
    if to.contains(where: isEveryone) { return .public }
    if cc.contains(where: isEveryone) { return .unlisted }
    guard let followers, !followers.isEmpty else { return .direct }
    return (to + cc).contains { $0.utf8.elementsEqual(followers.utf8) } ? .followers : .direct
  }

  /// The same for ids that were read already.
  package static func of(to: [String], cc: [String], followers: ResourceID?) -> Visibility {
    of(to: to, cc: cc, followers: followers?.text)
  }

  /// Whether everybody may see the page at the id.
  package var isOpen: Bool { self == .public || self == .unlisted }

  /// Whether listings, rankings, search, topics, feeds, dumps and announcing rooms may show it.
  package var isListed: Bool { self == .public }
}
