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

  /// What happened, said of the paper: `was corrected`.
  package var deed: String {
    switch kind {
    case .version: "has a new version (v\(number))"
    case .correction: "was corrected"
    case .concern: "was put in doubt by its publisher"
    case .withdrawal: "was withdrawn"
    case .retraction: "was retracted"
    }
  }

  /// What happened at once, said of the paper, each deed once; nil where nothing did.
  package static func deeds(_ notices: [PaperNotice]) -> String? {
    var deeds: [String] = []
    for notice in notices where !deeds.contains(notice.deed) { deeds.append(notice.deed) }
    guard let last = deeds.popLast() else { return nil }
    return deeds.isEmpty ? last : deeds.joined(separator: ", ") + " and " + last
  }
}
