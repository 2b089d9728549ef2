// The wire's words: typed objects and activities, their contexts, WebFinger and NodeInfo. It encodes and decodes, and knows
// JSON only: no keys, no network, no database, no clock.

/// Why a document could not be read.
///
/// Unknown types and wrong-typed optional fields are never errors; only what a document cannot do without is.
package enum ActivityStreamsError: Error, Equatable, Sendable {
  /// The document, or the named field, had to be a JSON object.
  case notAnObject(field: String)
  /// A required field is absent or null.
  case missing(field: String)
  /// A required field is there with a value that cannot be used.
  case wrongType(field: String)
  /// An identifier, a key or a name is longer than its limit in bytes.
  case tooLong(field: String, limit: Int)
  /// A list that may not be cut (the addressing) has more items than its limit.
  case tooMany(field: String, limit: Int)
  /// A JSON-LD keyword that would change the meaning of a plainly read document.
  case refusedKeyword(String)
  /// Documents nested in documents deeper than the limit.
  case tooDeep(limit: Int)
  /// The type is known and is not one this document can have.
  case unexpectedType(String)
  /// Text that is no absolute ASCII URI we accept.
  case invalidIRI(IRI.Fault)
}
