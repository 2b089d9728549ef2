import Domain
import JSON

/// What a field has to be.
enum FieldShape: Sendable {
  /// Something that was minted here: https, our host, lower case, no query, no fragment, no slash at the end.
  case ours
  /// A key of ours: an id of ours, `#`, a name.
  case ourKey
  /// Any absolute https URL.
  case url
  /// One of these words.
  case word([String])
  /// A user name that every peer takes.
  case userName
  /// A text that is not empty.
  case text
  /// An RSA key in PEM.
  case pem
  /// A Multikey of base58btc.
  case multibase
  /// A moment as `2026-11-20T10:00:00Z`.
  case time
  /// A truth value.
  case flag
  /// This truth value.
  case exactly(Bool)
  /// A whole number that is not negative.
  case count
  /// A list, empty or not.
  case list
  /// A list with something in it.
  case filledList
  /// An object.
  case object
  /// Not there.
  case absent

  static let everybody = FieldShape.word([Visibility.everyone])
  static let host = "papers.example"

  func holds(_ value: JSONValue?) -> Bool {
    switch self {
    case .ours: value?.string.map(Self.isOurs) ?? false
    case .ourKey: value?.string.map(Self.isOurKey) ?? false
    case .url: value?.string.map { $0.hasPrefix("https://") && $0.utf8.count > 10 && !$0.contains(" ") } ?? false
    case .word(let words): value?.string.map(words.contains) ?? false
    case .userName: value?.string.map(Self.isUserName) ?? false
    case .text: value?.string.map { !$0.isEmpty } ?? false
    case .pem: value?.string.map { $0.hasPrefix("-----BEGIN PUBLIC KEY-----\n") && $0.utf8.count > 300 } ?? false
    case .multibase: value?.string.map { $0.hasPrefix("z") && $0.utf8.count > 40 } ?? false
    case .time: value?.string.map(Self.isTime) ?? false
    case .flag: value?.bool != nil
    case .exactly(let truth): value?.bool == truth
    case .count: value.map(Self.isCount) ?? false
    case .list: value?.array != nil
    case .filledList: value?.array.map { !$0.isEmpty } ?? false
    case .object: value?.object != nil
    case .absent: value == nil || value?.isNull == true
    }
  }

  /// Values that must not pass for this shape, given the right one.
  func wrong(instead value: JSONValue?) -> [(String, JSONValue?)] {
    if case .absent = self {
      return [("a string", "x"), ("a URL", "https://papers.example/s/1"), ("a number", 7), ("a list", []), ("an object", [:])]
    }
    let all: [(String, JSONValue?)] = [
      ("removed", nil), ("null", .null), ("a number", 7), ("a negative number", -1), ("a truth value", true),
      ("the other truth value", false), ("a string", "x"), ("an empty string", ""), ("an empty list", []),
      ("a list of it", value.map { .array([$0]) }), ("an empty object", [:]), ("an object of it", value.map { ["id": $0] }),
      ("another host's", value?.string.map { .string($0.replacing(Self.host, with: "evil.example")) }),
      ("in capitals", value?.string.map { .string($0.uppercased()) }),
      ("with a query", value?.string.map { .string($0 + "?page=1") }),
    ]
    return all.filter { name, other in (name == "removed" || other != nil) && !isFine(name) }
  }

  /// Mutations that leave a value of this shape right.
  private func isFine(_ name: String) -> Bool {
    switch self {
    case .ours, .ourKey, .word, .time, .absent: false
    case .url: ["another host's", "with a query"].contains(name)
    case .text: ["another host's", "in capitals", "with a query", "a string"].contains(name)
    case .pem: ["in capitals", "with a query"].contains(name)
    case .multibase: name == "with a query"
    case .userName: ["a string", "in capitals", "another host's"].contains(name)
    case .flag: name.hasSuffix("truth value")
    case .exactly(let truth): name == (truth ? "a truth value" : "the other truth value")
    case .count: name == "a number"
    case .list: name.hasSuffix("list") || name == "a list of it"
    case .filledList: name == "a list of it"
    case .object: name.contains("object")
    }
  }
}

extension FieldShape {
  private static func isOurs(_ text: String) -> Bool {
    text.hasPrefix("https://\(host)/") && !text.hasSuffix("/") && text.utf8.count < 2_048
      && text.utf8.allSatisfy { byte in
        (0x21...0x7E).contains(byte) && !(0x41...0x5A).contains(byte) && byte != 0x3F && byte != 0x23
      }
  }

  private static func isOurKey(_ text: String) -> Bool {
    let parts = text.split(separator: "#", omittingEmptySubsequences: false)
    guard parts.count == 2, let owner = parts.first, let name = parts.last else { return false }
    return isOurs(String(owner)) && !name.isEmpty
      && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D || (0x30...0x39).contains($0) }
  }

  /// Mastodon's `[a-z0-9_]+([.-]+[a-z0-9_]+)*` without regard to case, at most 2,048.
  private static func isUserName(_ text: String) -> Bool {
    let isLetter = { (byte: UInt8) in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }
    guard let first = text.utf8.first, let last = text.utf8.last, isLetter(first), isLetter(last) else { return false }
    return text.utf8.count <= 2_048 && text.utf8.allSatisfy { isLetter($0) || $0 == 0x2D || $0 == 0x2E }
  }

  private static func isTime(_ text: String) -> Bool {
    text.utf8.count == 20 && text.hasSuffix("Z") && (try? Timestamp(parsing: text)) != nil
  }

  private static func isCount(_ value: JSONValue) -> Bool {
    if case .integer(let number) = value { number >= 0 } else { false }
  }
}
