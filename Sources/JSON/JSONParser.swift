extension JSONValue {
  /// Reads one JSON text, strictly by RFC 8259 in UTF-8 without a byte order mark, within limits.
  ///
  /// Integers beyond 64 bits become doubles. Duplicate keys, U+0000, lone surrogates, numbers that are not finite and long runs
  /// of combining marks are refused. Throws `JSONError`.
  package init(parsing bytes: [UInt8], limits: JSONLimits = .federation) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, limits: limits)
    self = try parser.document()
  }

  /// Reads one JSON text given as a string; the same rules hold.
  package init(parsing text: String, limits: JSONLimits = .federation) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), limits: limits)
  }
}

/// One pass over the bytes of a text; every index is compared with the end before it is used.
struct JSONParser {
  let bytes: [UInt8]
  let limits: JSONLimits
  var position = 0
  /// Bytes of the string being decoded, when it holds escapes.
  var scratch: [UInt8] = []
  /// Whether the string read last was all ASCII.
  var wasASCII = true
  private var nodes = 0
  private var foreignKeyBytes = 0
  private let maximumDepth: Int

  init(bytes: [UInt8], limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
    // The descent is recursive: this bound holds even where the limits are set without one.
    maximumDepth = min(limits.depth, 128)
  }

  mutating func document() throws(JSONError) -> JSONValue {
    guard bytes.count <= limits.bytes else { throw .tooLarge }
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw .syntax(offset: position) }
    return value
  }

  /// The byte at the position, or 0 past the end; a raw 0 is allowed nowhere, so the two need no telling apart.
  var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    nodes += 1
    guard nodes <= limits.nodes else { throw .tooManyNodes }
    skipSpace()
    switch current {
    case UInt8(ascii: "\""):
      position += 1
      return .string(try string())
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw .syntax(offset: position)
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count else { throw .syntax(offset: position) }
    let same = word.withUTF8Buffer { bytes[position..<end].elementsEqual($0) }
    guard same else { throw .syntax(offset: position) }
    position = end
    return value
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    guard depth < maximumDepth else { throw .tooDeep }
    position += 1
    var items: [JSONValue] = []
    skipSpace()
    if current == UInt8(ascii: "]") {
      position += 1
      return .array(items)
    }
    while true {
      guard items.count < limits.itemsPerArray else { throw .tooManyItems }
      items.append(try value(depth: depth + 1))
      skipSpace()
      switch current {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return .array(items)
      default: throw .syntax(offset: position)
      }
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    guard depth < maximumDepth else { throw .tooDeep }
    position += 1
    var members: [(key: String, value: JSONValue)] = []
    var seen = SeenKeys()
    skipSpace()
    if current == UInt8(ascii: "}") {
      position += 1
      return .object(JSONObject())
    }
    members.reserveCapacity(8)
    while true {
      guard members.count < limits.keysPerObject else { throw .tooManyKeys }
      skipSpace()
      let key = try key()
      guard seen.insert(key, isASCII: wasASCII, after: members) else { throw .duplicateKey }
      skipSpace()
      guard current == UInt8(ascii: ":") else { throw .syntax(offset: position) }
      position += 1
      members.append((key, try value(depth: depth + 1)))
      skipSpace()
      switch current {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return .object(JSONObject(distinct: members))
      default: throw .syntax(offset: position)
      }
    }
  }

  private mutating func key() throws(JSONError) -> String {
    guard current == UInt8(ascii: "\"") else { throw .syntax(offset: position) }
    position += 1
    let key = try string()
    guard key.utf8.count <= limits.keyBytes else { throw .keyTooLong }
    if !wasASCII {
      foreignKeyBytes += key.utf8.count
      guard foreignKeyBytes <= limits.foreignKeyBytes else { throw .tooManyKeys }
    }
    return key
  }
}

/// The keys of one object so far.
///
/// Swift's own equality is wanted here: it finds equal bytes and canonical equivalents alike. It is safe because a key is short
/// and its runs of combining marks were checked before.
private struct SeenKeys {
  private var set: Set<String>?

  /// Whether the key is new; few ASCII keys are compared one by one, which is faster than hashing.
  mutating func insert(_ key: String, isASCII: Bool, after members: [(key: String, value: JSONValue)]) -> Bool {
    if set == nil {
      if isASCII, members.count < 32 {
        for member in members where member.key == key { return false }
        return true
      }
      set = Set(members.map(\.key))
    }
    return set?.insert(key).inserted ?? false
  }
}
