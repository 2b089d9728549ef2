internal import Domain

/// What readers may do with a summary, as a link to its deed.
struct LicenceView: Sendable, Hashable {
  /// `CC BY 4.0`.
  var name: String
  var deed: String

  init(_ licence: Licence) {
    name = licence.name
    deed = licence.deed
  }
}

extension ChoiceView {
  /// The licences to choose from; that nothing is stated only where it is so already.
  static func licences(_ chosen: Licence?, offersNone: Bool) -> [ChoiceView] {
    let none = offersNone ? [ChoiceView(value: "", label: "Not stated", isChosen: chosen == nil)] : []
    return none
      + Licence.allCases.map { licence in
        ChoiceView(
          value: licence.rawValue, label: licence.name, explanation: licence.explanation, isChosen: licence == chosen)
      }
  }
}

extension Licence {
  fileprivate var explanation: String {
    switch self {
    case .attribution: "Others may use and change it if they name you."
    case .shareAlike: "The same, and what they make of it is under this licence, too."
    case .publicDomain: "Others may use it without naming you."
    case .allRights: "Others may read it and must ask you for more."
    }
  }
}
