import ActivityStreams
import Foundation
import JSON
import Signatures
import Synchronization
import TestSupport

/// What the played servers serve: documents by host and path, and nothing else.
final class PlayedWeb: Sendable {
  private let answers = Mutex<[String: PeerAnswer]>([:])
  private let pause = Mutex<Gate?>(nil)

  func answer(_ request: PeerRequest) async -> PeerAnswer {
    let gate = pause.withLock { $0 }
    await gate?.wait()
    let known = answers.withLock { $0["http://" + request.host + request.path] }
    return known ?? PeerAnswer(request.method == "POST" ? 202 : 404)
  }

  /// Serves a document at its id.
  func publish(_ document: JSONValue, at url: String? = nil) {
    let bytes = document.serialized()
    let answer = PeerAnswer(200, [("Content-Type", "application/activity+json")], bytes)
    guard let id = url ?? document["id"]?.string else { return }
    answers.withLock { $0[id] = answer }
  }

  /// Answers a status at a URL.
  func fail(_ url: String, _ status: Int) { answers.withLock { $0[url] = PeerAnswer(status) } }

  /// Lets no request through until the gate opens.
  func hold(at gate: Gate?) { pause.withLock { $0 = gate } }
}

/// Holds whoever comes until it is opened.
final class Gate: Sendable {
  private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

  func wait() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  /// How many wait.
  var count: Int { state.withLock { $0.waiting.count } }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}

/// An actor of a played server, with the key it signs with.
struct Stranger: Sendable {
  let id: String
  let origin: String
  let type: String
  let key: PrivateKey

  var keyID: String { id + "#main-key" }
  var followers: String { id + "/followers" }

  /// The actor's document, as most servers show it.
  func document(key published: PublicKey? = nil, extra: JSONObject = [:]) -> JSONValue {
    let name = id.split(separator: "/").last.map(String.init) ?? "nobody"
    var object: JSONObject = [
      "@context": "https://www.w3.org/ns/activitystreams", "id": .string(id), "type": .string(type),
      "preferredUsername": .string(name), "name": .string(name), "inbox": .string(id + "/inbox"),
      "outbox": .string(id + "/outbox"), "followers": .string(followers),
      "endpoints": ["sharedInbox": .string(origin + "/inbox")],
      "publicKey": [
        "id": .string(keyID), "owner": .string(id), "publicKeyPem": .string((published ?? key.publicKey).pem),
      ],
    ]
    for (key, value) in extra.members { object[key] = value }
    return .object(object)
  }

  /// An activity of this actor.
  func activity(_ type: String, _ object: JSONValue, id: String? = nil, to: [String] = [], cc: [String] = []) -> JSONValue {
    [
      "@context": "https://www.w3.org/ns/activitystreams",
      "id": .string(id ?? "\(self.id)#\(type)-\(UInt32.random(in: 0 ... .max))"),
      "type": .string(type), "actor": .string(self.id), "to": .array(to.map { .string($0) }),
      "cc": .array(cc.map { .string($0) }), "object": object,
    ]
  }

  /// A note of this actor.
  func note(
    _ name: String, _ text: String = "Hello", replyTo parent: String? = nil, to: [String] = [Words.everybody], cc: [String] = [],
    extra: JSONObject = [:]
  ) -> JSONValue {
    var object: JSONObject = [
      "id": .string("\(id)/\(name)"), "type": "Note", "attributedTo": .string(id), "content": .string("<p>\(text)</p>"),
      "published": "2026-11-20T09:00:00Z", "to": .array(to.map { .string($0) }), "cc": .array(cc.map { .string($0) }),
    ]
    if let parent { object["inReplyTo"] = .string(parent) }
    for (key, value) in extra.members { object[key] = value }
    return .object(object)
  }
}

enum Words {
  static let everybody = "https://www.w3.org/ns/activitystreams#Public"
  static let home = "https://papers.example"
  static let ada = "https://papers.example/users/ada"
  static let room = "https://papers.example/papers/arxiv_1706_03762"
  static let summary = "https://papers.example/s/117648182476800001"
}

/// The fixed keys of `keys/test`.
enum FixedKeys {
  static func rsa(_ number: Int) throws -> PrivateKey { try read("rsa-\(number).pem") }

  static func ed25519(_ number: Int) throws -> PrivateKey { try read("ed25519-\(number).pem") }

  private static func read(_ name: String) throws -> PrivateKey {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try PrivateKey(pem: String(decoding: Data(contentsOf: root.appending(path: "keys/test/\(name)")), as: UTF8.self))
  }
}

/// Documents as peers send them, with the hosts of the played servers.
enum Samples {
  static func json(_ path: String, _ hosts: [(String, String)]) throws -> JSONValue {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "federation/samples/\(path)"))
    var text = String(decoding: data, as: UTF8.self)
    for (from, to) in hosts { text = text.replacingOccurrences(of: "https://\(from)", with: to) }
    return try JSONValue(parsing: text)
  }
}
