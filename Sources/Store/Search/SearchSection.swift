/// What is searched.
package enum SearchSection: String, Sendable, CaseIterable {
  case papers, summaries, people

  /// The table with the words of its documents.
  var table: String {
    switch self {
    case .papers: "search_paper"
    case .summaries: "search_summary"
    case .people: "search_person"
    }
  }
}

/// What narrows a search besides the words: what the links beside the results lead to.
package struct SearchFilter: Sendable, Equatable {
  /// The key of a venue.
  package var venue: String?
  /// The year of appearance.
  package var year: Int?
  /// Where it comes from.
  package var origin: SearchOrigin?

  /// A filter; nothing is narrowed by what is nil.
  package init(venue: String? = nil, year: Int? = nil, origin: SearchOrigin? = nil) {
    self.venue = venue
    self.year = year
    self.origin = origin
  }
}

/// Where something comes from.
package enum SearchOrigin: Sendable, Equatable {
  /// This server.
  case here
  /// The lower-case authority of another.
  case host(String)
}

/// One page of what was found.
package struct SearchPage<Hit: Sendable>: Sendable {
  /// In the order of rank.
  package var hits: [Hit]
  /// Where the next page begins; nil on the last.
  package var next: SearchPlace?
  /// How many were found and ranked, on all pages.
  package var count: Int
  /// Whether there are more than were ranked.
  package var isCut: Bool
  /// The venues of what was ranked, most frequent first.
  package var venues: [VenueFacet]
  /// The years of what was ranked, newest first.
  package var years: [YearCount]
}

/// A venue among what was found.
package struct VenueFacet: Sendable, Equatable {
  /// The name of its room.
  package var key: String
  /// The name for readers.
  package var name: String
  /// How much of what was ranked is of it.
  package var count: Int
}

/// The bounds of a search (`Documentation/search.md`).
package enum SearchLimits {
  /// The newest that match, which are ranked.
  static let newest = 600
  /// The newest whose title matches, where more match than are ranked.
  static let titled = 300
  /// The newest papers that have summaries, where more match than are ranked.
  static let noted = 100
  /// Hits of one page.
  package static let pageSize = 20
  /// Venues and years beside the results.
  static let facets = 12
  /// Writers that `by:` may mean.
  static let writers = 50
}
