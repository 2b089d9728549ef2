import Testing

@testable import JSON

/// SplitMix64: the same seed gives the same values everywhere.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite struct RoundTripTests {
  static func text(_ random: inout SeededGenerator) -> String {
    let pieces = [
      "a", "Z", "\"", "\\", "/", "\n", "\t", "\u{1}", "\u{1F}", "\u{7F}", "é", "e\u{301}", "€", "漢", "😀", "\u{2028}", " ",
    ]
    return (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }

  static func value(_ depth: Int, _ random: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth < 5 ? 9 : 6), using: &random) {
    case 0: return nil
    case 1: return .bool(.random(using: &random))
    case 2: return .integer(Int64(bitPattern: random.next()) >> Int64.random(in: 0...60, using: &random))
    case 3:
      let double = Double(bitPattern: random.next())
      return .double(double.isFinite ? double : 0.5)
    case 4, 5: return .string(text(&random))
    case 6: return .array((0..<Int.random(in: 0...6, using: &random)).map { _ in value(depth + 1, &random) })
    default:
      var object = JSONObject()
      for index in 0..<Int.random(in: 0...20, using: &random) {
        object["\(index)" + text(&random)] = value(depth + 1, &random)
      }
      return .object(object)
    }
  }

  @Test("What is written reads back as the same value", arguments: [1, 2, 3, 5, 8, 13, 21, 34] as [UInt64])
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    for _ in 0..<25 {
      let value = Self.value(0, &random)
      let bytes = value.serialized()
      let again = try JSONValue(parsing: bytes)
      #expect(again == value)
      #expect(again.serialized() == bytes)
      #expect(try JSONValue(parsing: value.canonicalBytes()).canonicalBytes() == value.canonicalBytes())
    }
  }

  @Test(
    "A text with bytes changed at random is read or refused, and what is read can be written",
    arguments: [7, 77, 777] as [UInt64])
  func mutations(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let alphabet = Array("{}[]\",:\\u0123eE+-.tfn \u{0}\u{1}".utf8) + [0x80, 0xC2, 0xE2, 0xED, 0xF0, 0xFF]
    var read = 0
    for _ in 0..<200 {
      var bytes = Self.value(2, &random).serialized()
      for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] = alphabet.randomElement(using: &random) ?? 0
      }
      guard let value = try? JSONValue(parsing: bytes) else { continue }
      read += 1
      #expect(try JSONValue(parsing: value.serialized()) == value)
    }
    #expect(read > 0 && read < 200)
  }
}
