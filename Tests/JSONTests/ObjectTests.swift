import Testing

@testable import JSON

@Suite struct ObjectTests {
  @Test("Members keep the order in which they came, through replacing and removing")
  func order() {
    var object: JSONObject = ["b": 1, "a": 2, "c": 3]
    object["a"] = "new"
    object["d"] = true
    object["b"] = nil
    object["missing"] = nil
    #expect(object.keys == ["a", "c", "d"])
    #expect(JSONValue.object(object).serializedText() == #"{"a":"new","c":3,"d":true}"#)
  }

  @Test("A member set to null stays, since null is a value and nil is none")
  func nullMember() {
    var object = JSONObject()
    object["a"] = .null
    #expect(object.count == 1)
    #expect(object["a"]?.isNull == true)
    #expect(object["b"] == nil)
  }

  @Test("Keys and strings are compared by bytes, not canonically")
  func bytes() {
    let composed = "\u{E9}"
    let decomposed = "e\u{301}"
    #expect(composed == decomposed)
    #expect(JSONValue.string(composed) != .string(decomposed))
    let object: JSONObject = [composed: 1]
    #expect(object[decomposed] == nil)
    #expect(object[composed] == 1)
    #expect(object != [decomposed: 1])
  }

  @Test("An integer is read from a double only where it is exactly one")
  func integers() {
    #expect(JSONValue.double(3).integer == 3)
    #expect(JSONValue.double(3.5).integer == nil)
    #expect(JSONValue.double(1e30).integer == nil)
    #expect(JSONValue.double(.nan).integer == nil)
    #expect(JSONValue.string("3").integer == nil)
    #expect(JSONValue.integer(3) != .double(3))
  }

  @Test("Each accessor answers only for its own kind")
  func accessors() {
    let value: JSONValue = ["text": "t", "list": [1], "yes": true, "none": nil, "half": 0.5.json]
    #expect(value["text"]?.string == "t")
    #expect(value["list"]?.array == [1])
    #expect(value["yes"]?.bool == true)
    #expect(value["none"]?.isNull == true)
    #expect(value["half"]?.double == 0.5)
    #expect(value["text"]?.array == nil)
    #expect(value["list"]?["text"] == nil)
    #expect(value["absent"] == nil)
    #expect(value.string == nil)
  }

  @Test("Only what must be escaped is, and a number that is not finite is written as null")
  func writing() {
    let value: JSONValue = ["a/\"\\\u{0}\u{1F}\u{7F}é😀\u{2028}", .double(.infinity), .double(1), .double(1e-5), .integer(-3)]
    #expect(value.serializedText() == "[\"a/\\\"\\\\\\u0000\\u001f\u{7F}é😀\u{2028}\",null,1.0,1e-05,-3]")
  }
}

extension Double {
  fileprivate var json: JSONValue { .double(self) }
}
