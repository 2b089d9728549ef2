// The room of JSON: the only parser for what strangers send, and the writer. It knows bytes and nothing else of the house.

/// A JSON value whose objects keep the order in which their members came.
///
/// Equality compares strings by their UTF-8 bytes, never canonically as Swift's `String` does, and members in order. An integer
/// is never equal to a double.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue: Equatable {
  /// Whether two values are the same, strings byte by byte.
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let one), .bool(let other)): one == other
    case (.integer(let one), .integer(let other)): one == other
    case (.double(let one), .double(let other)): one == other
    case (.string(let one), .string(let other)): sameBytes(one, other)
    case (.array(let one), .array(let other)): one == other
    case (.object(let one), .object(let other)): one == other
    default: false
    }
  }
}

extension JSONValue {
  /// Whether this is `null`.
  package var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// The text, if this is a string.
  package var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The number, if this is an integer or a double that is exactly one (some peers write `3.0`).
  package var integer: Int64? {
    switch self {
    case .integer(let number): number
    case .double(let number): Int64(exactly: number)
    default: nil
    }
  }

  /// The number as a double, if this is a number.
  package var double: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }

  /// The truth value, if this is one.
  package var bool: Bool? {
    if case .bool(let truth) = self { truth } else { nil }
  }

  /// The items, if this is an array.
  package var array: [JSONValue]? {
    if case .array(let items) = self { items } else { nil }
  }

  /// The members, if this is an object.
  package var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The member of that name, if this is an object that has it.
  package subscript(key: String) -> JSONValue? {
    object?[key]
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  /// A string.
  package init(stringLiteral text: String) { self = .string(text) }

  /// An integer.
  package init(integerLiteral number: Int64) { self = .integer(number) }

  /// A truth value.
  package init(booleanLiteral truth: Bool) { self = .bool(truth) }

  /// An array.
  package init(arrayLiteral items: JSONValue...) { self = .array(items) }

  /// An object; of two members of one name the later value stands.
  package init(dictionaryLiteral members: (String, JSONValue)...) { self = .object(JSONObject(members)) }

  /// The null.
  package init(nilLiteral: ()) { self = .null }
}

/// Compares two strings by their UTF-8 bytes.
func sameBytes(_ one: String, _ other: String) -> Bool {
  guard one.utf8.count == other.utf8.count else { return false }
  var (one, other) = (one, other)
  return one.withUTF8 { one in other.withUTF8 { other in one.elementsEqual(other) } }
}
