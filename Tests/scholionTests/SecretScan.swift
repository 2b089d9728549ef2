import Foundation
import Signatures

/// Looks for many secrets in many bytes, in every way they are usually written.
struct SecretScan {
  /// A way of writing a secret, and what to say when it is found.
  private struct Pattern {
    let bytes: [UInt8]
    let name: String
  }

  /// Patterns by their first eight bytes.
  private var patterns: [UInt64: [Pattern]] = [:]
  /// Whether any pattern begins with two bytes.
  private var beginnings = [Bool](repeating: false, count: 65_536)
  private(set) var count = 0

  /// Adds a secret that is text: itself, and its bytes in hexadecimal and base64.
  mutating func add(text: String, _ name: String) {
    add(Array(text.utf8), name)
    add(bytes: Array(text.utf8), name)
  }

  /// Adds a secret that is bytes: themselves, hexadecimal, base64 and base64url at each of the three alignments.
  mutating func add(bytes: [UInt8], _ name: String) {
    add(bytes, "\(name) as bytes")
    let hex = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    add(Array(hex.utf8), "\(name) in hexadecimal")
    add(Array(hex.uppercased().utf8), "\(name) in HEXADECIMAL")
    for shift in 0..<3 {
      // Behind one or two bytes of something else only the letters that hang on the secret alone can be known.
      let text = Data([UInt8](repeating: 0, count: shift) + bytes).base64EncodedString()
      let whole = (shift + bytes.count) / 3 * 4
      let known = text.utf8.prefix(whole).dropFirst(shift == 0 ? 0 : 4)
      add(Array(known), "\(name) in base64")
      add(
        known.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0 },
        "\(name) in base64url")
    }
  }

  private mutating func add(_ bytes: [UInt8], _ name: String) {
    guard bytes.count >= 8 else { return }
    let start = Self.first(bytes[...])
    patterns[start, default: []].append(Pattern(bytes: bytes, name: name))
    beginnings[Int(start & 0xFFFF)] = true
    count += 1
  }

  private static func first(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.prefix(8).enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64($1.offset * 8) }
  }

  /// The names of what was found, at most 20 of them.
  func found(in data: Data) -> [String] {
    var names: [String] = []
    data.withUnsafeBytes { raw in
      guard raw.count >= 8 else { return }
      for place in 0...(raw.count - 8) {
        let short = raw.loadUnaligned(fromByteOffset: place, as: UInt16.self)
        guard beginnings[Int(short)] else { continue }
        guard let some = patterns[raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)] else { continue }
        for pattern in some where raw.count - place >= pattern.bytes.count && names.count < 20 {
          if raw[place..<place + pattern.bytes.count].elementsEqual(pattern.bytes) { names.append("\(pattern.name) at \(place)") }
        }
      }
    }
    return names
  }
}
