import Foundation

@testable import Signatures

/// Files of the repository that tests read: published vectors and test keys.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: root.appending(path: path))) }

  static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

  static func vectors<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
    try JSONDecoder().decode(type, from: Data(try bytes("federation/vectors/\(name).json")))
  }

  static func privateKey(_ name: String) throws -> PrivateKey { try PrivateKey(pem: text("keys/test/\(name).pem")) }
}

struct RequestVector: Decodable {
  let method: String
  let target: String
  let scheme: String
  let authority: String
  let fields: [[String]]
  let body: String

  func request(adding more: [(name: String, value: String)] = []) -> SignableRequest {
    SignableRequest(
      method: method, target: target, scheme: scheme, authority: authority,
      fields: fields.map { (name: $0[0], value: $0[1]) } + more, body: Array(body.utf8))
  }
}

extension String {
  var bytes: [UInt8] { Array(utf8) }
}

/// The stable name of what was thrown, or nil when nothing was.
func failure<Value>(_ body: () throws(SignatureError) -> Value) -> SignatureError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error
  }
}
