internal import Domain
internal import Forms
internal import Store

/// Which of the findings are shown.
enum SearchKind: String, Sendable, CaseIterable {
  case all, papers, summaries, people

  var label: String {
    switch self {
    case .all: "All"
    case .papers: "Papers"
    case .summaries: "Summaries"
    case .people: "People"
    }
  }
}

/// What a search asks for, as it stands in the address; whatever is odd there counts as absent.
struct SearchAddress: Sendable, Equatable {
  var text = ""
  var kind = SearchKind.all
  /// Where the page before ended; only a list of one kind has pages.
  var place: SearchPlace?
  /// The key of a venue.
  private var venue: String?
  private var year: Int?
  /// `here`, or an authority.
  private var origin: String?

  /// Reads the query of an address, in which `+` is a space as forms write it.
  init(query: String?) {
    for pair in (query ?? "").utf8.split(separator: UInt8(ascii: "&")).prefix(16) {
      let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = halves.first.flatMap({ PercentCoding.decoded($0, plusIsSpace: true) }),
        let value = halves.dropFirst().first.flatMap({ PercentCoding.decoded($0, plusIsSpace: true) }), !value.isEmpty
      else { continue }
      switch name {
      case "q": text = value
      case "kind": kind = SearchKind(rawValue: value) ?? .all
      case "venue": venue = value.utf8.count <= 100 ? value : nil
      case "year": year = value.utf8.count == 4 ? Int(value).flatMap { Paper.years.contains($0) ? $0 : nil } : nil
      case "origin": origin = value.utf8.count <= 300 ? value : nil
      case "after": place = SearchPlace(value)
      default: continue
      }
    }
    if kind == .all { place = nil }
  }

  /// What narrows it, by the names in the address.
  var filters: [(name: String, value: String)] {
    [("venue", venue), ("year", year.map(String.init)), ("origin", origin)].compactMap { name, value in value.map { (name, $0) } }
  }

  var filter: SearchFilter {
    let from = origin.map { $0.utf8.elementsEqual("here".utf8) ? SearchOrigin.here : .host($0) }
    return SearchFilter(venue: venue, year: year, origin: from)
  }

  /// Whether an identifier means the page of its paper.
  var leadsToPapers: Bool { (kind == .all || kind == .papers) && place == nil && filters.isEmpty }

  func shows(_ kind: SearchKind) -> Bool { self.kind == .all || self.kind == kind }

  /// Path and query.
  var address: String {
    var pairs = [("q", text)]
    if kind != .all { pairs.append(("kind", kind.rawValue)) }
    pairs += filters.map { ($0.name, $0.value) }
    if let place { pairs.append(("after", place.text)) }
    return "/search?" + pairs.map { "\($0)=\(PercentCoding.encoded($1))" }.joined(separator: "&")
  }

  /// The same for another kind, from its first page on.
  func of(_ kind: SearchKind) -> SearchAddress { changed { $0.kind = kind } }

  /// The same without a filter.
  func without(_ filter: String) -> SearchAddress {
    changed { asked in
      switch filter {
      case "venue": asked.venue = nil
      case "year": asked.year = nil
      default: asked.origin = nil
      }
    }
  }

  private func changed(_ change: (inout SearchAddress) -> Void) -> SearchAddress {
    var asked = self
    asked.place = nil
    change(&asked)
    return asked
  }

  var tabs: [NavigationLink] {
    SearchKind.allCases.map { NavigationLink(label: $0.label, address: of($0).address, isCurrent: $0 == kind) }
  }

  /// Venues and years to narrow by; a list of one says nothing.
  func facets(_ venues: [VenueFacet], _ years: [YearCount]) -> [SearchFacetView] {
    var facets: [SearchFacetView] = []
    if venue == nil, venues.count > 1 {
      let links = venues.map { found in
        NavigationLink(label: found.name, address: changed { $0.venue = found.key }.address, figure: "\(found.count)")
      }
      facets.append(SearchFacetView(label: "Venue", links: links))
    }
    if year == nil, years.count > 1 {
      let links = years.map { found in
        NavigationLink(label: "\(found.year)", address: changed { $0.year = found.year }.address, figure: "\(found.papers)")
      }
      facets.append(SearchFacetView(label: "Year", links: links))
    }
    if origin == nil, !facets.isEmpty {
      let link = NavigationLink(label: "This server", address: changed { $0.origin = "here" }.address)
      facets.append(SearchFacetView(label: "From", links: [link]))
    }
    return facets
  }

  /// The way on; only one kind has any.
  func pager(next: SearchPlace?) -> PagerView {
    guard kind != .all else { return PagerView() }
    return PagerView(
      newerAddress: place == nil ? nil : changed { _ in }.address,
      olderAddress: next.map { next in changed { $0.place = next }.address }, newerLabel: "From the first", olderLabel: "More")
  }
}
