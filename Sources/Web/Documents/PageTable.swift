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
      guard let label = child.label else { continue }
      switch child.value {
      case let fragment as any PageFragment: fields[label + "HTML"] = fragments(fragment)
      case let list as any FragmentList: fields[label + "HTML"] = list.markup(fragments)
      default: if let value = Self.value(of: child.value, fragments) { fields[label] = value }
      }
    }
  }

  func child(named name: String) -> Any? { fields[name] }

  /// Unwraps optionals, turns arrays and structs into arrays and tables, and leaves all else as it is.
  private static func value(of value: Any, _ fragments: Rendering) -> Any? {
    if value is String || value is Bool || value is TrustedHTML { return value }
    let mirror = Mirror(reflecting: value)
    return switch mirror.displayStyle {
    case .optional: mirror.children.first.flatMap { Self.value(of: $0.value, fragments) }
    case .collection: mirror.children.compactMap { Self.value(of: $0.value, fragments) }
    case .struct: PageTable(mirror, fragments)
    default: value
    }
  }
}

/// Fragments one after the other; an empty list is one, too, so that a template does not look for it further out.
private protocol FragmentList {
  func markup(_ fragments: PageTable.Rendering) -> [TrustedHTML]
}

extension Array: FragmentList where Element: PageFragment {
  fileprivate func markup(_ fragments: PageTable.Rendering) -> [TrustedHTML] { map(fragments) }
}
