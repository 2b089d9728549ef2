internal import JSON

/// Somebody on a server that this program plays; documents have the shape Mastodon gives them.
struct PeerActor: Sendable, Hashable {
  /// The authority of the server, `m3.localhost:40123`.
  let host: String
  let name: String
  var scheme = "http"

  var origin: String { "\(scheme)://\(host)" }
  var id: String { "\(origin)/users/\(name)" }
  var keyID: String { "\(id)#main-key" }
  var inbox: String { "\(id)/inbox" }
  var followers: String { "\(id)/followers" }
  var handle: String { "@\(name)@\(host)" }

  /// The actor's document, listing this key.
  func document(keyPEM: String) -> JSONValue {
    [
      "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
      "id": .string(id), "type": "Person", "preferredUsername": .string(name), "name": .string("Peer \(name)"),
      "summary": "<p>Reads papers.</p>", "url": .string("\(origin)/@\(name)"), "inbox": .string(inbox),
      "outbox": .string("\(id)/outbox"), "followers": .string(followers), "following": .string("\(id)/following"),
      "manuallyApprovesFollowers": false, "discoverable": true, "published": "2024-01-01T00:00:00Z",
      "publicKey": ["id": .string(keyID), "owner": .string(id), "publicKeyPem": .string(keyPEM)],
    ]
  }

  /// What WebFinger tells of the actor (RFC 7033).
  var webFinger: JSONValue {
    [
      "subject": .string("acct:\(name)@\(host)"), "aliases": [.string(id)],
      "links": [["rel": "self", "type": "application/activity+json", "href": .string(id)]],
    ]
  }
}
