// Actors: who someone is. Documents of our actors and their routes, resolving remote ones, the key ring, WebFinger.
// It may know Domain, JSON, ActivityStreams, Signatures, Transport, Store and the HTTP server.

package import Domain

/// The public origin of this instance; everything minted here starts with it.
package struct Origin: Sendable, Hashable {
  /// As in `https://papers.example`, without a trailing slash.
  package let text: String
  /// Lower-case name, with the port unless it is the default.
  package let authority: String
  /// `https`, or `http` on loopback.
  package let scheme: String

  /// Reads an origin.
  ///
  /// http is accepted for `localhost` and `*.localhost` alone (DESIGN 3).
  ///
  /// Throws ``ActorError/badOrigin(_:)`` with a sentence for the operator.
  package init(parsing text: String) throws(ActorError) {
    guard let id = try? ResourceID(parsing: text) else { throw .badOrigin("\(text) is not an absolute http or https URL") }
    var bare = id.text[...]
    while bare.utf8.last == UInt8(ascii: "/") { bare = bare.dropLast() }
    let expected = "\(id.scheme)://\(id.host)"
    guard bare.utf8.elementsEqual(expected.utf8) else {
      throw .badOrigin("\(text) must be a scheme, a lower-case host and a port, and nothing more, such as \(expected)")
    }
    let name = id.host.split(separator: ":", maxSplits: 1).first.map(String.init) ?? id.host
    let isLocal = name.utf8.elementsEqual("localhost".utf8) || name.utf8.reversed().starts(with: ".localhost".utf8.reversed())
    guard id.scheme.utf8.elementsEqual("https".utf8) || isLocal else {
      throw .badOrigin("\(text) must be https; http is for localhost and *.localhost alone")
    }
    self.text = expected
    authority = id.host
    scheme = id.scheme
  }

  /// Whether peers reach it over TLS.
  package var isSecure: Bool { scheme.utf8.elementsEqual("https".utf8) }

  /// Whether a URL or id was minted here, by its host and scheme.
  package func minted(_ id: ResourceID) -> Bool {
    id.host.utf8.elementsEqual(authority.utf8) && id.scheme.utf8.elementsEqual(scheme.utf8)
  }
}
