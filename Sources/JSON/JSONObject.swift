/// The members of a JSON object in their order.
///
/// Look-ups are linear and compare keys by UTF-8 bytes: keys of strangers are never hashed after parsing.
package struct JSONObject: Sendable {
  /// Name and value of each member, in the order of the text.
  package private(set) var members: [(key: String, value: JSONValue)]

  /// An object without members.
  package init() { members = [] }

  /// An object of these members; of two of one name the later value stands at the earlier place.
  package init(_ members: [(String, JSONValue)]) {
    self.members = []
    self.members.reserveCapacity(members.count)
    for (key, value) in members { self[key] = value }
  }

  /// An object of members already known to have different names.
  init(distinct members: [(key: String, value: JSONValue)]) { self.members = members }

  /// The value of that name; setting appends or replaces in place, setting nil removes.
  package subscript(key: String) -> JSONValue? {
    get {
      let length = key.utf8.count
      // `==` is quick for ASCII and would also equate different spellings of one character, so the bytes decide.
      for index in members.indices where members[index].key.utf8.count == length && members[index].key == key {
        if sameBytes(members[index].key, key) { return members[index].value }
      }
      return nil
    }
    set {
      let place = members.firstIndex { sameBytes($0.key, key) }
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append((key, value))
      case (nil, nil): break
      }
    }
  }

  /// How many members there are.
  package var count: Int { members.count }

  /// Whether there are none.
  package var isEmpty: Bool { members.isEmpty }

  /// The names, in order.
  package var keys: [String] { members.map(\.key) }
}

extension JSONObject: Equatable {
  /// Whether both have the same members in the same order; for a comparison without order use `canonicalBytes()`.
  package static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.members.count == right.members.count
      && zip(left.members, right.members).allSatisfy { one, other in
        sameBytes(one.key, other.key) && one.value == other.value
      }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object; of two members of one name the later value stands.
  package init(dictionaryLiteral members: (String, JSONValue)...) { self.init(members) }
}
