import Testing

@testable import JSON

@Suite struct LimitTests {
  static func nested(_ depth: Int, _ open: String, _ close: String) -> String {
    String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
  }

  @Test("Thirty-two levels are read and thirty-three are not, in arrays and in objects")
  func depth() throws {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      _ = try JSONValue(parsing: Self.nested(32, open, close))
      #expect(throws: JSONError.tooDeep) { try JSONValue(parsing: Self.nested(33, open, close)) }
    }
  }

  @Test("Half a million open brackets end as an error even when the limits name no depth")
  func bottomless() {
    let limits = JSONLimits(depth: .max)
    let text = String(repeating: "[", count: 500_000)
    #expect(throws: JSONError.tooDeep) { try JSONValue(parsing: text, limits: limits) }
  }

  @Test("An object may have 256 members and an array 1,000 items, and no more")
  func counts() throws {
    let members = { (count: Int) in "{" + (0..<count).map { "\"k\($0)\":0" }.joined(separator: ",") + "}" }
    #expect(try JSONValue(parsing: members(256)).object?.count == 256)
    #expect(throws: JSONError.tooManyKeys) { try JSONValue(parsing: members(257)) }
    let items = { (count: Int) in "[" + (0..<count).map(String.init).joined(separator: ",") + "]" }
    #expect(try JSONValue(parsing: items(1000)).array?.count == 1000)
    #expect(throws: JSONError.tooManyItems) { try JSONValue(parsing: items(1001)) }
  }

  @Test("Twenty thousand values are read and one more is not")
  func nodes() throws {
    let rows = { (last: Int) in
      let row = "[" + Array(repeating: "0", count: 999).joined(separator: ",") + "]"
      let rest = "[" + Array(repeating: "0", count: last).joined(separator: ",") + "]"
      return "[" + Array(repeating: row, count: 19).joined(separator: ",") + "," + rest + "]"
    }
    // 1 outer array, 19 rows of 1,000 values each, one row of the rest.
    #expect(try JSONValue(parsing: rows(998)).array?.count == 20)
    #expect(throws: JSONError.tooManyNodes) { try JSONValue(parsing: rows(999)) }
  }

  @Test("A key may have 256 bytes after its escapes are undone")
  func keyLength() throws {
    let key = { (count: Int) in "{\"" + String(repeating: "\\u0061", count: count) + "\":1}" }
    #expect(try JSONValue(parsing: key(256)).object?.keys == [String(repeating: "a", count: 256)])
    #expect(throws: JSONError.keyTooLong) { try JSONValue(parsing: key(257)) }
    #expect(throws: JSONError.keyTooLong) {
      try JSONValue(parsing: "{\"" + String(repeating: "é", count: 129) + "\":1}")
    }
  }

  @Test("A text of one mebibyte is read and one byte more is refused unread")
  func size() throws {
    let text = { (bytes: Int) in "\"" + String(repeating: "a", count: bytes - 2) + "\"" }
    #expect(JSONLimits.federation.bytes == 1 << 20)
    let limits = JSONLimits(bytes: 4096)
    #expect(try JSONValue(parsing: text(4096), limits: limits).string?.utf8.count == 4094)
    #expect(throws: JSONError.tooLarge) { try JSONValue(parsing: text(4097), limits: limits) }
    #expect(throws: JSONError.tooLarge) { try JSONValue(parsing: text((1 << 20) + 1)) }
  }

  @Test("Keys that are not ASCII are read up to 32 KiB of them in one text")
  func foreignKeys() throws {
    let text = { (count: Int) in
      let objects = (0..<count).map { "{\"\($0 % 10)" + String(repeating: "é", count: 127) + "\":1}" }
      return "[" + objects.joined(separator: ",") + "]"
    }
    #expect(try JSONValue(parsing: text(128)).array?.count == 128)
    #expect(throws: JSONError.tooManyKeys) { try JSONValue(parsing: text(129)) }
  }
}
