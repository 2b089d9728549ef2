/// Something that happened to a paper after it appeared.
package struct PaperNotice: Sendable, Hashable {
  /// What happened.
  package enum Kind: String, Sendable, CaseIterable {
    /// A further version of the same text.
    case version
    case correction
    /// The publisher warns of it.
    case concern
    /// The authors took it back.
    case withdrawal
    /// The publisher took it back.
    case retraction

    /// Whether readers are to be warned.
    package var isGrave: Bool { self == .concern || self == .withdrawal || self == .retraction }
  }

  /// Notices of a paper that are kept.
  package static let maximum = 100

  package var kind: Kind
  /// The number of a version; 0 for everything else.
  package var number: Int
  /// The paper that tells of it, where it is one of its own.
  package var paper: PaperIdentifier?
  /// When, as exactly as is known: `2017`, `2017-06`, `2017-06-12`.
  package var date: String?

  /// Something that happened.
  package init(_ kind: Kind, number: Int = 0, paper: PaperIdentifier? = nil, date: String? = nil) {
    self.kind = kind
    self.number = number
    self.paper = paper
    self.date = date
  }
}
