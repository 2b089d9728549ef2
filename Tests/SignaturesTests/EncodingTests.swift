import Testing

@testable import Signatures

@Suite struct EncodingTests {
  @Test(
    "Base64 gives the texts of RFC 4648 section 10 and reads them back",
    arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")])
  func base64(plain: String, coded: String) {
    #expect(Base64.encode(plain.bytes) == coded)
    #expect(Base64.decode(coded) == plain.bytes)
  }

  @Test(
    "Base64 refuses every text but the one its encoder writes",
    arguments: ["Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm 9", "Zm9v\n", "Zg==Zg==", "Z===", "====", "Zm-_", "Zm9vé", "=Zg="])
  func strictBase64(text: String) { #expect(Base64.decode(text) == nil) }

  @Test("Base64url has its own alphabet and no padding")
  func base64url() {
    #expect(Base64.encodeURL([0xFB, 0xFF, 0xFE, 0x01]) == "-__-AQ")
    #expect(Base64.decodeURL("-__-AQ") == [0xFB, 0xFF, 0xFE, 0x01])
    for wrong in ["+//+AQ", "-__-AQ==", "-__-AR", "A"] { #expect(Base64.decodeURL(wrong) == nil) }
  }

  @Test(
    "Base58 gives the known texts and keeps leading zeros",
    arguments: [
      ("", ""), ("61", "2g"), ("626262", "a3gV"), ("516b6fcd0f", "ABnLTmg"), ("572e4794", "3EFU7m"),
      ("00000000000000000000", "1111111111"), ("0000287fb4cd", "11233QC4"),
    ])
  func base58(hex: String, coded: String) throws {
    let bytes = try #require(Hex.decode(hex))
    #expect(Base58.encode(bytes) == coded)
    #expect(Base58.decode(coded.utf8) == bytes)
  }

  @Test("Base58 refuses look-alike letters and inputs over its limit")
  func strictBase58() {
    for wrong in ["0", "O", "I", "l", "2g ", "é"] { #expect(Base58.decode(wrong.utf8) == nil) }
    #expect(Base58.decode(String(repeating: "z", count: Base58.limit + 1).utf8) == nil)
    #expect(Base58.encode([UInt8](repeating: 1, count: Base58.limit + 1)) == nil)
  }

  @Test("Hexadecimal is written small, read in both cases and refused when odd or foreign")
  func hex() {
    #expect(Hex.encode([0, 0x9A, 0xFF]) == "009aff")
    #expect(Hex.decode("009AfF") == [0, 0x9A, 0xFF])
    for wrong in ["0", "0g", "::", "é"] { #expect(Hex.decode(wrong) == nil) }
  }

  @Test("Comparison in constant time goes by bytes, not by canonical equivalence")
  func comparison() {
    #expect(ConstantTime.equal("caf\u{E9}", "caf\u{E9}"))
    #expect(!ConstantTime.equal("caf\u{E9}", "cafe\u{301}"))
    #expect(!ConstantTime.equal([1, 2], [1, 2, 0]))
    #expect(ConstantTime.equal([], []))
  }

  @Test("A thousand tokens are all different, 43 letters long and base64url")
  func tokens() throws {
    var seen: Set<String> = []
    for _ in 0..<1_000 { seen.insert(try Random.token()) }
    #expect(seen.count == 1_000)
    #expect(seen.allSatisfy { $0.utf8.count == 43 && Base64.decodeURL($0)?.count == 32 })
  }

  @Test(
    "HTTP dates are written as RFC 9110 has them and read back",
    arguments: [
      (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
      (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_795_168_800, "Fri, 20 Nov 2026 10:00:00 GMT"),
      (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"), (1_703_066_400, "Wed, 20 Dec 2023 10:00:00 GMT"),
    ])
  func dates(seconds: Int, text: String) {
    #expect(HTTPDate.text(seconds) == text)
    #expect(HTTPDate.seconds(text.utf8) == seconds)
  }

  @Test("Days all over four centuries survive being written and read")
  func manyDays() {
    for day in stride(from: 0, to: 146_097, by: 13) where HTTPDate.seconds(HTTPDate.text(day * 86_400).utf8) != day * 86_400 {
      Issue.record("day \(day)")
    }
  }

  @Test(
    "Other forms of dates and days that do not exist are refused",
    arguments: [
      "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 UTC",
      "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 29 Feb 1900 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
      "Sun, 00 Nov 1994 08:49:37 GMT", "sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
      "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 06 Nov 1994 08:49:3é GMT",
    ])
  func wrongDates(text: String) { #expect(HTTPDate.seconds(text.utf8) == nil) }
}
