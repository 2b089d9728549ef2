internal import Foundation
package import JSON
package import Signatures
internal import Synchronization

/// What the played servers serve: documents by host and path, and nothing else.
package final class PlayedWeb: Sendable {
  private let answers = Mutex<[String: PeerAnswer]>([:])
  private let pause = Mutex<Gate?>(nil)

  /// One that serves nothing yet.
  package init() {}

  /// The answer of whoever is asked.
  package func answer(_ request: PeerRequest) async -> PeerAnswer {
    let gate = pause.withLock { $0 }
    await gate?.wait()
    let known = answers.withLock { $0["http://" + request.host + request.path] }
    return known ?? PeerAnswer(request.method == "POST" ? 202 : 404)
  }

  /// Serves a document at its id.
  package func publish(_ document: JSONValue, at url: String? = nil) {
    let bytes = document.serialized()
    let answer = PeerAnswer(200, [("Content-Type", "application/activity+json")], bytes)
    guard let id = url ?? document["id"]?.string else { return }
    answers.withLock { $0[id] = answer }
  }

  /// Answers whatever it is at a URL.
  package func serve(_ answer: PeerAnswer, at url: String) { answers.withLock { $0[url] = answer } }

  /// Everything that is served, to be put back by ``restore(_:)``.
  package var served: [String: PeerAnswer] { answers.withLock { $0 } }

  /// Serves what was served before and nothing else.
  package func restore(_ served: [String: PeerAnswer]) { answers.withLock { $0 = served } }

  /// Answers a status at a URL.
  package func fail(_ url: String, _ status: Int) { answers.withLock { $0[url] = PeerAnswer(status) } }

  /// Lets no request through until the gate opens.
  package func hold(at gate: Gate?) { pause.withLock { $0 = gate } }
}

/// Holds whoever comes until it is opened.
package final class Gate: Sendable {
  /// A closed one.
  package init() {}

  private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

  /// Waits until it is open.
  package func wait() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  /// How many wait.
  package var count: Int { state.withLock { $0.waiting.count } }

  /// Lets all through who wait, and who comes.
  package func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}

/// An actor of a played server, with the key it signs with.
package struct Stranger: Sendable {
  /// The ActivityPub id.
  package let id: String
  /// Of its server.
  package let origin: String
  /// Of its document.
  package let type: String
  /// What it signs with.
  package let key: PrivateKey

  /// An actor that no server serves yet.
  package init(id: String, origin: String, type: String, key: PrivateKey) {
    self.id = id
    self.origin = origin
    self.type = type
    self.key = key
  }

  /// The id of its key, in its own document.
  package var keyID: String { id + "#main-key" }
  /// Its followers collection.
  package var followers: String { id + "/followers" }

  /// The actor's document, as most servers show it.
  package func document(key published: PublicKey? = nil, extra: JSONObject = [:]) -> JSONValue {
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
  package func activity(_ type: String, _ object: JSONValue, id: String? = nil, to: [String] = [], cc: [String] = []) -> JSONValue
  {
    [
      "@context": "https://www.w3.org/ns/activitystreams",
      "id": .string(id ?? "\(self.id)#\(type)-\(UInt32.random(in: 0 ... .max))"),
      "type": .string(type), "actor": .string(self.id), "to": .array(to.map { .string($0) }),
      "cc": .array(cc.map { .string($0) }), "object": object,
    ]
  }

  /// A note of this actor.
  package func note(
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

/// Ids that the scenes share.
package enum Words {
  /// Everybody.
  package static let everybody = "https://www.w3.org/ns/activitystreams#Public"
  /// Our origin.
  package static let home = "https://papers.example"
  /// A person here.
  package static let ada = "https://papers.example/users/ada"
  /// The room of the paper everybody knows.
  package static let room = "https://papers.example/papers/arxiv_1706_03762"
  /// Her summary of that paper.
  package static let summary = "https://papers.example/s/117648182476800001"
}

/// The fixed keys of `keys/test`.
package enum FixedKeys {
  /// `rsa-1` or `rsa-2`.
  package static func rsa(_ number: Int) throws -> PrivateKey { try read("rsa-\(number).pem") }

  /// `ed25519-1` or `ed25519-2`.
  package static func ed25519(_ number: Int) throws -> PrivateKey { try read("ed25519-\(number).pem") }

  private static func read(_ name: String) throws -> PrivateKey {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try PrivateKey(pem: String(decoding: Data(contentsOf: root.appending(path: "keys/test/\(name)")), as: UTF8.self))
  }
}

/// Documents as peers send them, with the hosts of the played servers.
package enum Samples {
  /// One of `federation/samples`, each named host replaced by an origin.
  package static func json(_ path: String, _ hosts: [(String, String)]) throws -> JSONValue {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "federation/samples/\(path)"))
    var text = String(decoding: data, as: UTF8.self)
    for (from, to) in hosts { text = text.replacingOccurrences(of: "https://\(from)", with: to) }
    return try JSONValue(parsing: text)
  }
}
