import Testing

@testable import JSON

@Suite struct GrammarTests {
  static let accepted: [(String, JSONValue)] = [
    ("null", nil), ("true", true), ("false", false), ("0", 0), ("-0", 0), ("-1", -1), ("42", 42), (" 1 ", 1), ("\t\r\n1\n", 1),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("-9223372036854775809", .double(-9_223_372_036_854_775_808)),
    ("123456789012345678901234567890", .double(1.2345678901234568e29)),
    ("0.5", .double(0.5)), ("-0.0", .double(-0.0)), ("1.0", .double(1)), ("1e2", .double(100)), ("1E+2", .double(100)),
    ("1e-2", .double(0.01)), ("12.5e1", .double(125)), ("0e0", .double(0)), ("1e00", .double(1)), ("1e308", .double(1e308)),
    ("1e-400", .double(0)), ("2.2250738585072014e-308", .double(2.2250738585072014e-308)),
    ("\"\"", ""), ("\"a\"", "a"), ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{C}\n\r\t"), ("\"\\u0041\\u00e9\"", "Aé"),
    ("\"\\ud83d\\uDE00\"", "😀"), ("\"😀\"", "😀"), ("\"é\"", "é"), ("\"\u{7F}\"", "\u{7F}"), ("\"\\u001f\"", "\u{1F}"),
    ("\"\u{2028}\u{2029}\"", "\u{2028}\u{2029}"), ("\"\u{FFFF}\u{10FFFF}\"", "\u{FFFF}\u{10FFFF}"), ("\"a\\nb\"", "a\nb"),
    ("\"x\\u0041y\\u0042z\"", "xAyBz"), ("\"\u{FEFF}\"", "\u{FEFF}"), ("\"\\ufeff\"", "\u{FEFF}"), ("\"漢字仮名\"", "漢字仮名"),
    ("[]", []), ("[ ]", []), ("[1]", [1]), ("[1, 2,3 ]", [1, 2, 3]), ("[[],[[]]]", [[], [[]]]), ("[null]", [nil]),
    ("[\"a\",1,true,{}]", ["a", 1, true, [:]]),
    ("{}", [:]), ("{ }", [:]), ("{\"a\":1}", ["a": 1]), (" { \"a\" : 1 , \"b\" : [ ] } ", ["a": 1, "b": []]),
    ("{\"\":0}", ["": 0]), ("{\"\\u0061\":1}", ["a": 1]), ("{\"a\":{\"a\":{\"a\":1}}}", ["a": ["a": ["a": 1]]]),
    ("{\"a\":1,\"A\":2}", ["a": 1, "A": 2]), ("{\"b\":1,\"a\":2}", ["b": 1, "a": 2]), ("{\"clé\":1}", ["clé": 1]),
  ]

  @Test("A text that RFC 8259 allows is read as the value it says", arguments: accepted)
  func accepts(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: text) == value)
  }

  static let refused: [(String, JSONError)] = [
    ("", .syntax(offset: 0)), (" ", .syntax(offset: 1)), ("nul", .syntax(offset: 0)), ("nulL", .syntax(offset: 0)),
    ("True", .syntax(offset: 0)), ("NaN", .syntax(offset: 0)), ("Infinity", .syntax(offset: 0)), ("nulll", .syntax(offset: 4)),
    ("-Infinity", .invalidNumber), ("'a'", .syntax(offset: 0)), ("a", .syntax(offset: 0)), ("1 2", .syntax(offset: 2)),
    ("{}{}", .syntax(offset: 2)), ("[]]", .syntax(offset: 2)), ("[1]x", .syntax(offset: 3)), ("\u{FEFF}{}", .syntax(offset: 0)),
    ("01", .invalidNumber), ("-01", .invalidNumber), ("00", .invalidNumber), ("-", .invalidNumber), ("+1", .syntax(offset: 0)),
    (".5", .syntax(offset: 0)), ("1.", .invalidNumber), ("1.e1", .invalidNumber), ("1e", .invalidNumber), ("1e+", .invalidNumber),
    ("-.5", .invalidNumber), ("0x10", .syntax(offset: 1)), ("1_000", .syntax(offset: 1)), ("1e400", .invalidNumber),
    ("-1e400", .invalidNumber), ("1,5", .syntax(offset: 1)), ("--1", .invalidNumber), ("1e1.5", .syntax(offset: 3)),
    ("１", .syntax(offset: 0)), ("[1,]", .syntax(offset: 3)), ("[,1]", .syntax(offset: 1)), ("[1 2]", .syntax(offset: 3)),
    ("[1", .syntax(offset: 2)), ("[", .syntax(offset: 1)), ("]", .syntax(offset: 0)), ("[1,,2]", .syntax(offset: 3)),
    ("[1}", .syntax(offset: 2)), ("{", .syntax(offset: 1)), ("{]", .syntax(offset: 1)), ("{\"a\"}", .syntax(offset: 4)),
    ("{\"a\":}", .syntax(offset: 5)), ("{\"a\":1,}", .syntax(offset: 7)), ("{,\"a\":1}", .syntax(offset: 1)),
    ("{a:1}", .syntax(offset: 1)), ("{1:1}", .syntax(offset: 1)), ("{\"a\" 1}", .syntax(offset: 5)),
    ("{\"a\":1 \"b\":2}", .syntax(offset: 7)), ("{\"a\":1", .syntax(offset: 6)), ("{\"a", .syntax(offset: 3)),
    ("[1] // c", .syntax(offset: 4)), ("/* c */ 1", .syntax(offset: 0)), ("\u{A0}1", .syntax(offset: 0)),
    ("\u{C}1", .syntax(offset: 0)), ("\"a", .syntax(offset: 2)), ("\"", .syntax(offset: 1)), ("\"a\nb\"", .syntax(offset: 2)),
    ("\"a\tb\"", .syntax(offset: 2)), ("\"\u{1F}\"", .syntax(offset: 1)), ("\"\\", .invalidEscape),
    ("\"\\\"", .syntax(offset: 3)),
    ("\"\\x41\"", .invalidEscape), ("\"\\a\"", .invalidEscape), ("\"\\u\"", .invalidEscape), ("\"\\u12\"", .invalidEscape),
    ("\"\\u123g\"", .invalidEscape), ("\"\\U0041\"", .invalidEscape), ("\"\\ud800\"", .invalidEscape),
    ("\"\\udc00\"", .invalidEscape), ("\"\\ud800\\ud800\"", .invalidEscape), ("\"\\ud800x\"", .invalidEscape),
    ("\"\\ud800\\n\"", .invalidEscape), ("\"\\udc00\\ud800\"", .invalidEscape), ("\"\\ud83d", .invalidEscape),
    ("\"\\u0000\"", .nulCharacter), ("\"a\u{0}b\"", .nulCharacter), ("{\"\\u0000\":1}", .nulCharacter),
    ("{\"a\u{0}\":1}", .nulCharacter), ("\u{0}", .syntax(offset: 0)), ("1\u{0}", .syntax(offset: 1)),
    (String(repeating: "9", count: 257), .invalidNumber), ("0." + String(repeating: "1", count: 100_000), .invalidNumber),
  ]

  @Test("A text that RFC 8259 or the gate does not allow is refused with its reason", arguments: refused)
  func refuses(text: String, error: JSONError) {
    #expect(throws: error) { try JSONValue(parsing: text) }
  }

  static let badBytes: [[UInt8]] = [
    [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x20], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
    [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xFF, 0xFE],
  ]

  @Test("Bytes that are not UTF-8 are refused in strings and in keys", arguments: badBytes)
  func refusesBadBytes(bytes: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    #expect(throws: JSONError.invalidUTF8) { try JSONValue(parsing: [quote] + bytes + [quote]) }
    #expect(throws: JSONError.invalidUTF8) {
      try JSONValue(parsing: Array("{\"a".utf8) + bytes + Array("\":1}".utf8))
    }
    #expect(throws: JSONError.self) { try JSONValue(parsing: [quote] + bytes) }
  }

  @Test("A text cut at any byte is refused and never read past its end")
  func cutAnywhere() throws {
    let whole = Array("{\"id\":\"https:\\/\\/a.example\\ud83d\\ude00\",\"é😀\":[true,false,null,-1.5e-3,{\"x\":[[]]}]}".utf8)
    #expect(try JSONValue(parsing: whole).object?.count == 2)
    for length in 0..<whole.count {
      #expect(throws: JSONError.self, "cut at \(length)") { try JSONValue(parsing: Array(whole.prefix(length))) }
    }
  }
}
