extension JSONParser {
  /// Reads a number; one without fraction and exponent that fits is an integer, any other a finite double.
  mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    let isNegative = current == UInt8(ascii: "-")
    if isNegative { position += 1 }
    guard let first = digit else { throw .invalidNumber }
    position += 1
    var magnitude: Int64 = isNegative ? -Int64(first) : Int64(first)
    var fits = true
    while let next = digit {
      guard first != 0 else { throw .invalidNumber }
      let (tens, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, carry) = isNegative ? tens.subtractingReportingOverflow(next) : tens.addingReportingOverflow(next)
      magnitude = sum
      if overflow || carry { fits = false }
      position += 1
    }
    var isInteger = true
    if current == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      try digits()
    }
    if current | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    if isInteger, fits { return .integer(magnitude) }
    // Converting decimal digits takes more than linear time, so their number has a bound.
    guard position - start <= 256, let double = Double(String(decoding: bytes[start..<position], as: UTF8.self)),
      double.isFinite
    else { throw .invalidNumber }
    return .double(double)
  }

  private var digit: Int64? {
    switch current {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int64(current - UInt8(ascii: "0"))
    default: nil
    }
  }

  private mutating func digits() throws(JSONError) {
    guard digit != nil else { throw .invalidNumber }
    while digit != nil { position += 1 }
  }
}
