import Testing

@testable import JSON

@Suite struct HostileTextTests {
  static let names = ["id", "type", "actor", "object", "attributedTo", "to", "cc", "publicKey", "signature", "inbox"]

  /// Thirty documents: each name twice in one object at the top, in an object, and deep within arrays.
  static let duplicates: [String] = names.flatMap { name in
    let twice = "{\"\(name)\":\"A\",\"x\":1,\"\(name)\":\"B\"}"
    return [twice, "{\"type\":\"Create\",\"object\":\(twice)}", "{\"a\":[1,[{\"b\":{\"c\":[\(twice)]}}]]}"]
  }

  @Test("A key that stands twice in one object is refused at every depth", arguments: duplicates)
  func duplicate(text: String) {
    #expect(throws: JSONError.duplicateKey) { try JSONValue(parsing: text) }
  }

  @Test(
    "Two spellings of one key are one key, by escape and by canonical equivalence",
    arguments: [
      "{\"id\":1,\"\\u0069d\":2}", "{\"\\u0069\\u0064\":1,\"id\":2}", "{\"\":1,\"\":2}",
      "{\"\u{E9}\":1,\"e\u{301}\":2}", "{\"K\":1,\"\u{212A}\":2}", "{\"a\\u0316\\u0301\":1,\"a\\u0301\\u0316\":2}",
      "{\"\u{37E}\":1,\";\":2}", "{\"\u{AC00}\":1,\"\u{1100}\u{1161}\":2}",
    ])
  func spellings(text: String) {
    #expect(throws: JSONError.duplicateKey) { try JSONValue(parsing: text) }
  }

  @Test("A duplicate is found among many keys, wherever it stands")
  func among() {
    for place in [0, 1, 14, 15, 16, 17, 100, 253] {
      let keys = (0..<254).map { "\"key\($0)\":1" }
      let text = "{" + keys.joined(separator: ",") + ",\"key\(place)\":2}"
      #expect(throws: JSONError.duplicateKey, "place \(place)") { try JSONValue(parsing: text) }
    }
    #expect(throws: JSONError.duplicateKey) {
      try JSONValue(parsing: "{\"a\":1,\"b\":1,\"é\":1,\"a\":1}")
    }
  }

  @Test("One key in two objects is no duplicate")
  func siblings() throws {
    #expect(try JSONValue(parsing: "[{\"id\":1},{\"id\":2,\"o\":{\"id\":3}}]").array?.count == 2)
  }

  /// Marks of several kinds: below, above, enclosing, spacing, beyond the basic plane.
  static let marks: [[UInt32]] = [[0x316, 0x301], [0x301], [0x20DD], [0x93E], [0x1D165, 0x1D16E], [0x5B0, 0x64B], [0xE0100]]

  static func zalgo(_ pattern: [UInt32], _ count: Int, escaped: Bool) -> String {
    var text = "Z"
    for index in 0..<count {
      guard let scalar = Unicode.Scalar(pattern[index % pattern.count]) else { continue }
      if escaped {
        for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  @Test("Thirty combining marks in a row are read, thirty-one refused, raw and escaped", arguments: marks, [false, true])
  func runs(pattern: [UInt32], escaped: Bool) throws {
    let value = "{\"content\":\"\(Self.zalgo(pattern, 30, escaped: escaped)) \(Self.zalgo(pattern, 30, escaped: escaped))\"}"
    #expect(try JSONValue(parsing: value).object?.count == 1)
    #expect(throws: JSONError.combiningRun) {
      try JSONValue(parsing: "{\"content\":\"\(Self.zalgo(pattern, 31, escaped: escaped))\"}")
    }
    #expect(throws: JSONError.combiningRun) {
      try JSONValue(parsing: "{\"\(Self.zalgo(pattern, 31, escaped: escaped))\":1}")
    }
  }

  @Test("A hundred thousand marks are refused at the thirty-first, in values, names and deep arrays")
  func floods() {
    let flood = Self.zalgo([0x316, 0x301], 100_000, escaped: false)
    for text in ["\"\(flood)\"", "{\"\(flood)\":1}", "{\"tag\":[{\"name\":\"#\(flood)\"}]}", "[[[[\"x\(flood)\"]]]]"] {
      #expect(throws: JSONError.combiningRun) { try JSONValue(parsing: text) }
    }
  }

  @Test("Marks that mix raw and escaped spelling count as one run")
  func mixed() {
    let text = "\"a" + String(repeating: "\u{301}\\u0316", count: 16) + "\""
    #expect(throws: JSONError.combiningRun) { try JSONValue(parsing: text) }
  }

  @Test("Writing in scripts that need marks is read")
  func realScripts() throws {
    for text in [
      "हिन्दी में सारांश", "العَرَبِيَّة", "שָׁלוֹם", "ภาษาไทยที่นี่", "Việt Nam", "བོད་ཡིག་", "naïve Å ö", "👩‍👩‍👧‍👦🏳️‍🌈",
    ] {
      #expect(try JSONValue(parsing: "[\"\(text)\"]") == [.string(text)])
    }
  }
}
