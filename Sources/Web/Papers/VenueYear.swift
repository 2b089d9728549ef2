/// A year of a venue as it ends an address: four digits, or `unknown` for the papers of no known year.
struct VenueYear: Sendable, Equatable {
  /// Nil where it is not known.
  let year: Int?

  static let unknown = VenueYear(of: nil)

  init(of year: Int?) { self.year = year }

  /// Reads the end of an address; nil for what is no year.
  init?(_ text: String) {
    if text.utf8.elementsEqual("unknown".utf8) {
      self = .unknown
    } else {
      guard let year = Site.year(text) else { return nil }
      self.init(of: year)
    }
  }

  /// As it ends an address.
  var path: String { year.map(String.init) ?? "unknown" }

  /// For readers.
  var label: String { year.map(String.init) ?? "Unknown year" }
}
