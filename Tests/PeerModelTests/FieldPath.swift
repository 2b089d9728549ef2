import JSON

/// A way into a document: `object.tag[0].name`; a key with dots in it stands in parentheses.
struct FieldPath: Sendable, Equatable {
  enum Step: Sendable, Equatable {
    case key(String)
    case index(Int)
  }

  let steps: [Step]

  init(_ text: String) {
    var steps: [Step] = []
    var rest = text[...]
    while let first = rest.first {
      switch first {
      case ".": rest = rest.dropFirst()
      case "[":
        let digits = rest.dropFirst().prefix { $0 != "]" }
        steps.append(.index(Int(digits) ?? 0))
        rest = rest.dropFirst(digits.count + 2)
      case "(":
        let key = rest.dropFirst().prefix { $0 != ")" }
        steps.append(.key(String(key)))
        rest = rest.dropFirst(key.count + 2)
      default:
        let key = rest.prefix { $0 != "." && $0 != "[" }
        steps.append(.key(String(key)))
        rest = rest.dropFirst(key.count)
      }
    }
    self.steps = steps
  }

  private init(steps: [Step]) { self.steps = steps }

  func appending(_ other: FieldPath) -> FieldPath { FieldPath(steps: steps + other.steps) }

  /// What stands there; nil when nothing does.
  func value(in document: JSONValue) -> JSONValue? {
    var value: JSONValue? = document
    for step in steps {
      switch step {
      case .key(let key): value = value?[key]
      case .index(let index): value = value?.array.flatMap { index < $0.count ? $0[index] : nil }
      }
    }
    return value
  }

  /// The document with something else there; nil takes it away.
  func replacing(in document: JSONValue, with new: JSONValue?) -> JSONValue {
    replaced(document, steps[...], new) ?? .null
  }

  private func replaced(_ value: JSONValue, _ steps: ArraySlice<Step>, _ new: JSONValue?) -> JSONValue? {
    guard let step = steps.first else { return new }
    switch step {
    case .key(let key):
      guard var object = value.object else { return value }
      object[key] = object[key].map { replaced($0, steps.dropFirst(), new) } ?? (steps.count == 1 ? new : nil)
      return .object(object)
    case .index(let index):
      guard var items = value.array, index < items.count else { return value }
      if let item = replaced(items[index], steps.dropFirst(), new) { items[index] = item } else { items.remove(at: index) }
      return .array(items)
    }
  }
}
