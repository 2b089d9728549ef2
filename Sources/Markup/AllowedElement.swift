/// The elements that ever leave this room, MathML apart: the allow-list.
enum AllowedElement: String, Sendable, CaseIterable {
  case p, br, hr, a, em, strong, del, s, u, code, pre, blockquote, ul, ol, li, h2, h3, h4, h5, h6
  case table, thead, tbody, tr, th, td, sub, sup, ruby, rt, rp, span

  /// Whether the element has neither content nor end tag.
  var isVoid: Bool { self == .br || self == .hr }

  var isHeading: Bool {
    switch self {
    case .h2, .h3, .h4, .h5, .h6: true
    default: false
    }
  }

  /// Whether an HTML parser ends an open paragraph before this element.
  var endsParagraph: Bool {
    switch self {
    case .p, .hr, .pre, .blockquote, .ul, .ol, .li, .table: true
    default: isHeading
    }
  }

  /// Whether text before and after the element stands on lines of its own.
  var isBlock: Bool {
    switch self {
    case .thead, .tbody, .tr, .th, .td: true
    default: endsParagraph
    }
  }

  /// Whether only parts of a table may be children.
  var holdsTableParts: Bool {
    switch self {
    case .table, .thead, .tbody, .tr: true
    default: false
    }
  }

  /// The parents that the element needs, nil when any will do.
  var parents: [AllowedElement]? {
    switch self {
    case .thead, .tbody: [.table]
    case .tr: [.thead, .tbody]
    case .th, .td: [.tr]
    case .li: [.ul, .ol]
    case .rt, .rp: [.ruby]
    default: nil
    }
  }
}

/// An attribute that may be written, with its value not yet escaped.
struct AllowedAttribute: Sendable, Equatable {
  enum Name: String, Sendable {
    case href, `class`, rel, start, align
  }

  let name: Name
  let value: String
}
