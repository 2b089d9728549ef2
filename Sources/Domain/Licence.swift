/// What readers may do with a summary, in words that its author chose.
///
/// A summary without one is its author's alone, like any text that says nothing.
package enum Licence: String, Sendable, CaseIterable {
  /// Anybody may use it who names the author.
  case attribution = "cc-by-4.0"
  /// The same, and what is made of it is under the same licence.
  case shareAlike = "cc-by-sa-4.0"
  /// Anybody may use it without any condition.
  case publicDomain = "cc0-1.0"
  /// Read here, used elsewhere only with the author's consent.
  case allRights = "all-rights-reserved"

  /// What a new summary starts with unless its author decided otherwise.
  package static let usual = Licence.attribution

  /// Whether others may copy the text and pass it on, as a dump does.
  package var isOpen: Bool { self != .allRights }

  /// `CC BY 4.0`.
  package var name: String {
    switch self {
    case .attribution: "CC BY 4.0"
    case .shareAlike: "CC BY-SA 4.0"
    case .publicDomain: "CC0 1.0"
    case .allRights: "All rights reserved"
    }
  }

  /// The address that stands for it on the wire: the deed that people read.
  package var deed: String {
    switch self {
    case .attribution: "https://creativecommons.org/licenses/by/4.0/"
    case .shareAlike: "https://creativecommons.org/licenses/by-sa/4.0/"
    case .publicDomain: "https://creativecommons.org/publicdomain/zero/1.0/"
    case .allRights: "https://rightsstatements.org/vocab/InC/1.0/"
    }
  }

  /// Understands the address of a deed or legal code, by whichever scheme and ending, and the names that SPDX gives.
  ///
  /// - Returns: nil for anything else: a licence we cannot name gives nobody a right here
  package init?(stated text: String) {
    guard text.utf8.count <= 200 else { return nil }
    var words = text.asciiLowercased[...]
    for prefix in ["https://", "http://"] where words.hasPrefix(prefix) { words = words.dropFirst(prefix.utf8.count) }
    if words.hasPrefix("www.") { words = words.dropFirst(4) }
    let known = Self.allCases.first { licence in
      let place = licence.deed.dropFirst("https://".utf8.count).asciiLowercased
      guard words.utf8.starts(with: place.utf8.dropLast()) else { return false }
      let rest = words.utf8.dropFirst(place.utf8.count - 1)
      return ["", "/", "/deed", "/legalcode"].contains { rest.elementsEqual($0.utf8) }
        || rest.starts(with: "/deed.".utf8) || rest.starts(with: "/legalcode.".utf8)
    }
    guard let licence = known ?? Self.allCases.first(where: { words.utf8.elementsEqual($0.rawValue.utf8) }) else { return nil }
    self = licence
  }
}
