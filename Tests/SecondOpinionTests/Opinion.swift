import Foundation
import Signatures

@testable import scholion_bench

/// The Python program that gives the second opinion.
enum Opinion {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  struct Question: Encodable {
    let ask: String
    var method = "GET"
    var url = ""
    var headers: [String: String] = [:]
    /// Base64.
    var body = ""
    /// PEM, public or private.
    var key = ""
    var keyID = ""
    var algorithm = ""
  }

  struct Answer: Decodable {
    let text: String?
    let headers: [String: String]?
    let refusal: String?
  }

  /// Why it cannot be asked, in a sentence.
  struct Silence: Error, CustomStringConvertible { let description: String }

  /// Asks all at once: one answer for each, in order.
  static func on(_ questions: [Question], python: URL = root.appending(path: ".build-python/bin/python")) async throws -> [Answer]
  {
    guard FileManager.default.isExecutableFile(atPath: python.path) else {
      throw Silence(description: "\(python.path) is not there: run make opinion")
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "scholion-opinion-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (asked, said, errors) = (
      folder.appending(path: "asked"), folder.appending(path: "said"), folder.appending(path: "errors")
    )
    let encoder = JSONEncoder()
    try Data(questions.map { try encoder.encode($0) }.joined(separator: Data("\n".utf8))).write(to: asked)
    let status = try await WorkerThread.run("opinion") {
      try ChildProcess(
        python.path, [root.appending(path: "Tests/SecondOpinion/opinion.py").path, asked.path],
        environment: ["PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"], output: said.path, errors: errors.path
      ).wait()
    }
    guard status == 0 else {
      throw Silence(
        description: "\(python.path) ended with \(status): \(try String(contentsOf: errors, encoding: .utf8)) run make opinion")
    }
    let lines = try Data(contentsOf: said).split(separator: UInt8(ascii: "\n"))
    guard lines.count == questions.count else { throw Silence(description: "\(lines.count) answers to \(questions.count)") }
    return try lines.map { try JSONDecoder().decode(Answer.self, from: $0) }
  }

  static func pem(_ name: String) throws -> String {
    try String(contentsOf: root.appending(path: "keys/test/\(name).pem"), encoding: .utf8)
  }
}

/// A key of `keys/test`, which both sides may have.
struct OpinionKey {
  static let id = "https://peer.example/users/bob#main-key"

  let name: String
  let secret: String
  let key: PrivateKey

  init(_ name: String) throws {
    self.name = name
    secret = try Opinion.pem(name)
    key = try PrivateKey(pem: secret)
  }

  var published: String { key.publicKey.pem }
}

/// One request that is signed on one side and judged on the other.
struct SignedLetter {
  var method: String
  var target: String
  var authority = "papers.example"
  var body: [UInt8]
  /// All but Host.
  var fields: [(name: String, value: String)] = []

  static let post = SignedLetter(
    method: "POST", target: "/users/ada/inbox", body: Array(#"{"type":"Create","name":"Prüfung π"}"#.utf8))
  static let get = SignedLetter(method: "GET", target: "/users/ada", body: [])

  var request: SignableRequest {
    SignableRequest(
      method: method, target: target, scheme: "https", authority: authority, fields: [("host", authority)] + fields, body: body)
  }

  func question(_ ask: String, _ key: OpinionKey, signing: Bool = false) -> Opinion.Question {
    var headers = Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
    headers["Host"] = authority
    return Opinion.Question(
      ask: ask, method: method, url: "https://\(authority)\(target)", headers: headers, body: Data(body).base64EncodedString(),
      key: signing ? key.secret : key.published, keyID: OpinionKey.id, algorithm: key.key.algorithm == .rsa ? "rsa" : "ed25519")
  }

  /// The same with one byte of one thing turned into another, for everything that is signed, and for the signature itself.
  func flipped(covering names: [String]) -> [(what: String, letter: SignedLetter)] {
    var letters: [(what: String, letter: SignedLetter)] = []
    func add(_ what: String, _ change: (inout SignedLetter) -> Void) {
      var letter = self
      change(&letter)
      letters.append((what, letter))
    }
    add("method") { $0.method = method == "POST" ? "QOST" : "HET" }
    add("target") { $0.target = Self.flip(target, at: target.utf8.count - 1) }
    add("host") { $0.authority = Self.flip(authority, at: 2) }
    if !body.isEmpty {
      for place in [0, body.count / 2, body.count - 1] { add("body byte \(place)") { $0.body[place] ^= 1 } }
    }
    for (index, field) in fields.enumerated() where names.contains(field.name.lowercased()) {
      add(field.name) { $0.fields[index].value = Self.flip(field.value, at: field.value.utf8.count - 12) }
    }
    for (index, field) in fields.enumerated() where ["signature", "signature-input"].contains(field.name.lowercased()) {
      // In the middle of the base64, or of the time of RFC 9421's parameters.
      let place = field.value.utf8.count - (field.name.lowercased() == "signature" ? 40 : 70)
      add("\(field.name) byte \(place)") { $0.fields[index].value = Self.flip(field.value, at: max(0, place)) }
    }
    return letters
  }

  /// The text with a letter or digit changed into another, the first one from this place on.
  private static func flip(_ text: String, at place: Int) -> String {
    var bytes = Array(text.utf8)
    let isPlain = { (byte: UInt8) in (48...57).contains(byte) || (97...122).contains(byte) || (65...90).contains(byte) }
    guard let found = bytes.indices.dropFirst(max(0, place)).first(where: { isPlain(bytes[$0]) }) else { return text + "x" }
    bytes[found] ^= 1
    return String(decoding: bytes, as: UTF8.self)
  }
}
