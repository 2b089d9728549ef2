import JSON

/// A typed document: read from what a peer sent, written the way we send.
///
/// Reading never loads a context and treats the document as plain JSON with known keys (FEP-2277's practice).
package protocol WireDocument: Sendable, Equatable {
  /// Reads the members.
  ///
  /// Throws a named error only where the document cannot do without a field.
  init(reading fields: FieldReader) throws(ActivityStreamsError)

  /// The members in the order in which they are sent, without `@context`.
  var members: JSONObject { get }

  /// The `@context` sent with this document when it stands alone.
  var context: JSONValue { get }
}

extension WireDocument {
  /// Reads a whole document as it came.
  ///
  /// Throws `refusedKeyword` where JSON-LD keywords would change its meaning, and whatever its type throws.
  package init(decoding value: JSONValue) throws(ActivityStreamsError) {
    try KeywordGate.check(value)
    guard let object = value.object else { throw .notAnObject(field: "") }
    try self.init(reading: FieldReader(object))
  }

  /// The document as it is sent, always in the same order of keys.
  ///
  /// `withContext` is false for what stands inside another document.
  package func encoded(withContext: Bool = true) -> JSONValue {
    guard withContext else { return .object(members) }
    return .object(JSONObject([("@context", context)] + members.members.map { ($0.key, $0.value) }))
  }
}

/// Refuses JSON-LD keywords that let a document mean something else to those who process it than to those who read it.
enum KeywordGate {
  static let refused = ["@graph", "@included", "@reverse", "@nest", "@base"]

  static func check(_ value: JSONValue, depth: Int = 0) throws(ActivityStreamsError) {
    guard depth < DocumentLimits.depth else { throw .tooDeep(limit: DocumentLimits.depth) }
    switch value {
    case .array(let items):
      for item in items { try check(item, depth: depth + 1) }
    case .object(let object):
      for (key, member) in object.members {
        if key.utf8.first == UInt8(ascii: "@"), let word = refused.first(where: { sameBytes($0, key) }) {
          throw .refusedKeyword(word)
        }
        try check(member, depth: depth + 1)
      }
    default: break
    }
  }
}
