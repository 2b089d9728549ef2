import Foundation
import JSON

/// The folder of sample documents, read where it lies in the repository.
enum SampleFiles {
  static let federation = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "federation")

  static func bytes(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: federation.appending(path: path)))
  }

  static func text(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  static func json(_ path: String) throws -> JSONValue {
    try JSONValue(parsing: try bytes(path))
  }

  /// Every JSON sample of every peer, as `lemmy/page.json`, in order.
  static let all: [String] = {
    let samples = federation.appending(path: "samples")
    let peers = (try? FileManager.default.contentsOfDirectory(atPath: samples.path)) ?? []
    let files = peers.flatMap { peer in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: samples.appending(path: peer).path)) ?? []
      return names.filter { $0.hasSuffix(".json") }.map { "\(peer)/\($0)" }
    }
    return files.sorted()
  }()
}

/// The first place where two values differ, as `$.object.tag[1].href: "a" is not "b"`; nil when they are the same.
func difference(_ one: JSONValue, _ other: JSONValue, at path: String = "$") -> String? {
  switch (one, other) {
  case (.object(let left), .object(let right)):
    if left.keys != right.keys { return "\(path): keys \(left.keys) are not \(right.keys)" }
    for (key, value) in left.members {
      if let member = right[key], let found = difference(value, member, at: "\(path).\(key)") { return found }
    }
    return nil
  case (.array(let left), .array(let right)):
    if left.count != right.count { return "\(path): \(left.count) items are not \(right.count)" }
    for (index, pair) in zip(left, right).enumerated() {
      if let found = difference(pair.0, pair.1, at: "\(path)[\(index)]") { return found }
    }
    return nil
  default:
    return one == other ? nil : "\(path): \(one.serializedText()) is not \(other.serializedText())"
  }
}
