internal import Mustache

/// A document as the template library reads it fastest: nested tables instead of structs.
///
/// The library reflects a struct anew for every name it looks up; reflecting each struct once makes a long page render
/// about four times faster, with the same result.
struct PageTable: MustacheParent {
  /// Field names to values; a nil field is absent.
  private(set) var fields: [String: Any] = [:]

  /// Gives the markup of a part that is rendered by itself.
  typealias Rendering = (any PageFragment) -> TrustedHTML

  init(_ document: some PageDocument, fragments: Rendering) {
    self.init(Mirror(reflecting: document), fragments)
  }

  /// A fragment with all that its template sees.
  ///
  /// - Parameter token: of the visitor's forms
  init(_ fragment: some PageFragment, token: String) {
    self.init(Mirror(reflecting: fragment)) { _ in TrustedHTML(plain: "") }
    var chrome = PageTable()
    chrome.fields["csrf"] = token
    fields["chrome"] = chrome
  }

  private init() {}

  private init(_ mirror: Mirror, _ fragments: Rendering) {
    for child in mirror.children {
      guard let label = child.label, let value = Self.value(of: child.value, fragments) else { continue }
      let isFragment = value is TrustedHTML && !(child.value is TrustedHTML) && !label.hasSuffix("HTML")
      fields[isFragment || value is [TrustedHTML] ? label + "HTML" : label] = value
    }
  }

  func child(named name: String) -> Any? { fields[name] }

  /// Unwraps optionals, turns fragments into markup, arrays and structs into arrays and tables, and leaves all else as it is.
  private static func value(of value: Any, _ fragments: Rendering) -> Any? {
    if value is String || value is Bool || value is TrustedHTML { return value }
    if let fragment = value as? any PageFragment { return fragments(fragment) }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.flatMap { Self.value(of: $0.value, fragments) }
    case .collection:
      let values = mirror.children.compactMap { Self.value(of: $0.value, fragments) }
      let markup = values.compactMap { $0 as? TrustedHTML }
      return !values.isEmpty && markup.count == values.count ? markup : values
    case .struct: return PageTable(mirror, fragments)
    default: return value
    }
  }
}
