/// What a peer answered, within the limits asked for.
package struct IncomingResponse: Sendable {
  /// The final status, never 1xx.
  package let status: Int
  /// Lower-case name and trimmed value, in the order received.
  package let fields: [(String, String)]
  /// Decompressed.
  package let body: [UInt8]
  /// Whether the body was cut at the request's limit.
  package let isCut: Bool
  /// Where it came from, without a fragment; after redirects the last hop.
  package let url: WebURL
  /// The peer's address as text.
  package let remoteAddress: String
  /// `1.0`, `1.1`, `2` or `3`.
  package let httpVersion: String

  /// The first value of a field; the name in lower case.
  package func first(_ name: String) -> String? {
    fields.first { $0.0.utf8.elementsEqual(name.utf8) }?.1
  }

  /// All values of a field in order; the name in lower case.
  package func all(_ name: String) -> [String] {
    fields.filter { $0.0.utf8.elementsEqual(name.utf8) }.map(\.1)
  }
}
