extension Timestamp {
  /// The moment as `2026-11-20T10:00:00Z` (RFC 3339), its milliseconds cut off.
  package var iso8601: String { dateAndTime + "Z" }

  /// The moment as `2026-11-20T10:00:00.000Z`, the form of client apps.
  package var iso8601WithMilliseconds: String { "\(dateAndTime).\(padded(CivilTime(self).millisecond, 3))Z" }

  /// The day as `2026-11-20`.
  package var isoDay: String { String(dateAndTime.prefix(10)) }

  /// The moment as `Fri, 20 Nov 2026 10:00:00 GMT` (RFC 9110 section 5.6.7, IMF-fixdate).
  package var httpDate: String {
    let time = CivilTime(self)
    let weekday = names("Sun Mon Tue Wed Thu Fri Sat", time.weekday)
    let month = names(Self.months, time.month - 1)
    return "\(weekday), \(padded(time.day, 2)) \(month) \(padded(time.year, 4)) \(clock(time)) GMT"
  }

  /// Reads a date and time of RFC 3339, with any number of digits after the second and any offset.
  ///
  /// A time without offset is taken as UTC, since some peers write it so. Throws `DomainError` with the field `timestamp`.
  package init(parsing text: String) throws(DomainError) {
    guard let timestamp = Self.rfc3339(text) else {
      throw DomainError(.timestamp, .malformed, "A time must look like 2026-11-20T10:00:00Z.")
    }
    self = timestamp
  }

  /// Reads an IMF-fixdate; the older two forms of HTTP dates are not taken.
  ///
  /// Throws `DomainError` with the field `timestamp`.
  package init(httpDate text: String) throws(DomainError) {
    guard let timestamp = Self.fixdate(text) else {
      throw DomainError(.timestamp, .malformed, "A date must look like Fri, 20 Nov 2026 10:00:00 GMT.")
    }
    self = timestamp
  }

  private static let months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"

  private var dateAndTime: String {
    let time = CivilTime(self)
    return "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))T\(clock(time))"
  }

  private func clock(_ time: CivilTime) -> String {
    "\(padded(time.second / 3600, 2)):\(padded(time.second / 60 % 60, 2)):\(padded(time.second % 60, 2))"
  }

  private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private func names(_ list: String, _ index: Int64) -> Substring {
    list.split(separator: " ").dropFirst(Int(index)).first ?? ""
  }

  private static func rfc3339(_ text: String) -> Timestamp? {
    guard text.utf8.count <= 64 else { return nil }
    var cursor = DigitCursor(text)
    guard let year = cursor.number(4), cursor.skip("-"), let month = cursor.number(2), cursor.skip("-"),
      let day = cursor.number(2), cursor.skip("Tt "), let hour = cursor.number(2), cursor.skip(":"),
      let minute = cursor.number(2), cursor.skip(":"), let second = cursor.number(2)
    else { return nil }
    var millisecond: Int64 = 0
    if cursor.skip(".,") {
      guard let fraction = cursor.fraction() else { return nil }
      millisecond = fraction
    }
    var offset: Int64 = 0
    if cursor.skip("Zz") || cursor.isAtEnd {
    } else {
      let east = cursor.skip("+")
      guard east || cursor.skip("-"), let hours = cursor.number(2) else { return nil }
      _ = cursor.skip(":")
      guard let minutes = cursor.number(2), hours <= 23, minutes <= 59 else { return nil }
      offset = (east ? 1 : -1) * (hours * 60 + minutes)
    }
    guard cursor.isAtEnd else { return nil }
    return CivilTime.timestamp(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second, millisecond: millisecond,
      offsetMinutes: offset)
  }

  private static func fixdate(_ text: String) -> Timestamp? {
    guard text.utf8.count == 29, text.utf8.allSatisfy({ $0 < 0x80 }), text.hasSuffix(" GMT") else { return nil }
    let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    var cursor = DigitCursor(text)
    guard weekdays.contains(cursor.letters(3)), cursor.skip(","), cursor.skip(" "), let day = cursor.number(2), cursor.skip(" ")
    else { return nil }
    let name = cursor.letters(3)
    guard let month = months.split(separator: " ").firstIndex(where: { $0 == name }), cursor.skip(" "),
      let year = cursor.number(4), cursor.skip(" "), let hour = cursor.number(2), cursor.skip(":"),
      let minute = cursor.number(2), cursor.skip(":"), let second = cursor.number(2)
    else { return nil }
    return CivilTime.timestamp(year: year, month: Int64(month) + 1, day: day, hour: hour, minute: minute, second: second)
  }
}

/// Reads fixed-width numbers from text, byte by byte.
private struct DigitCursor {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func number(_ width: Int) -> Int64? {
    let digits = rest.prefix(width)
    guard digits.count == width, digits.allSatisfy(\.isDigit) else { return nil }
    rest = rest.dropFirst(width)
    return Int64(Substring(digits))
  }

  /// Thousandths from one or more digits, the rest cut off.
  mutating func fraction() -> Int64? {
    let digits = rest.prefix(while: \.isDigit)
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count)
    return Int64((String(Substring(digits)) + "00").prefix(3))
  }

  mutating func letters(_ count: Int) -> String {
    defer { rest = rest.dropFirst(count) }
    return String(decoding: rest.prefix(count), as: UTF8.self)
  }

  /// Passes one of these characters, if it comes next.
  mutating func skip(_ characters: String) -> Bool {
    guard let byte = rest.first, characters.utf8.contains(byte) else { return false }
    rest = rest.dropFirst()
    return true
  }
}
