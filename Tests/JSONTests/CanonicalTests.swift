import Testing

@testable import JSON

@Suite struct CanonicalTests {
  /// RFC 8785 appendix B, and a few of our own.
  static let numbers: [(UInt64, String)] = [
    (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
    (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
    (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
    (0xc340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
    (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
    (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"), (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
    (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
    (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
    (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
    (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
    (0x41b3_de43_5555_5557, "333333333.33333343"), (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
    (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ((1.0).bitPattern, "1"), ((-1.5).bitPattern, "-1.5"), ((100.0).bitPattern, "100"), ((0.002).bitPattern, "0.002"),
    ((1e-7).bitPattern, "1e-7"), ((1.5e-10).bitPattern, "1.5e-10"), ((1e100).bitPattern, "1e+100"),
  ]

  @Test("Doubles are written as ECMAScript writes them", arguments: numbers)
  func number(bits: UInt64, text: String) throws {
    #expect(String(decoding: try JSONValue.double(Double(bitPattern: bits)).canonicalBytes(), as: UTF8.self) == text)
  }

  @Test("A number that is not finite has no canonical form")
  func notFinite() {
    for number in [Double.nan, .infinity, -.infinity] {
      #expect(throws: JSONError.invalidNumber) { try JSONValue.array([.double(number)]).canonicalBytes() }
    }
  }

  @Test(
    "Integers are written as the double that a reader in ECMAScript would hold",
    arguments: [
      (Int64(0), "0"), (-7, "-7"), (9_007_199_254_740_992, "9007199254740992"), (9_007_199_254_740_993, "9007199254740992"),
      (.max, "9223372036854776000"), (.min, "-9223372036854776000"),
    ])
  func integer(number: Int64, text: String) throws {
    #expect(String(decoding: try JSONValue.integer(number).canonicalBytes(), as: UTF8.self) == text)
  }

  static let documents: [(String, String)] = [
    // RFC 8785 section 3.2.2 and 3.2.3.
    (
      #"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"#
        + #""string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#,
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
        + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    ),
    (
      #"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","#
        + #""\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#,
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\","
        + "\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\u{FB33}\":\"Hebrew Letter Dalet With Dagesh\"}"
    ),
    (#"{"b":{"z":1,"a":[{"d":1,"c":2}]},"a":1,"":0}"#, #"{"":0,"a":1,"b":{"a":[{"c":2,"d":1}],"z":1}}"#),
    ("{\"aa\":1,\"a\":2,\"B\":3}", "{\"B\":3,\"a\":2,\"aa\":1}"), ("[ ]", "[]"), ("{ }", "{}"), ("[1.0, -0.0, -0]", "[1,0,0]"),
    ("\"\u{7F}\u{2028}\\u001b\"", "\"\u{7F}\u{2028}\\u001b\""),
  ]

  @Test("Documents take the form of RFC 8785, sorted by UTF-16 units", arguments: documents)
  func document(text: String, canonical: String) throws {
    let bytes = try JSONValue(parsing: text).canonicalBytes()
    #expect(bytes == Array(canonical.utf8), "\(String(decoding: bytes, as: UTF8.self))")
    #expect(try JSONValue(parsing: bytes).canonicalBytes() == bytes)
  }
}
