/// A moment in milliseconds since 1970 (UTC, without leap seconds), from the year 1 to 9999.
package struct Timestamp: Sendable, Hashable, Comparable {
  /// The earliest moment, 0001-01-01T00:00:00.000Z.
  package static let earliest = Timestamp(unchecked: -62_135_596_800_000)
  /// The latest moment, 9999-12-31T23:59:59.999Z.
  package static let latest = Timestamp(unchecked: 253_402_300_799_999)

  /// Milliseconds since 1970, negative before.
  package let milliseconds: Int64

  /// A moment; what lies outside the years 1 to 9999 is taken to the nearest bound.
  package init(milliseconds: Int64) {
    self.milliseconds = min(max(milliseconds, Self.earliest.milliseconds), Self.latest.milliseconds)
  }

  private init(unchecked milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The moment that many seconds later, or earlier where the number is negative.
  package func adding(seconds: Int64) -> Timestamp {
    let (step, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    let (sum, carry) = milliseconds.addingReportingOverflow(step)
    guard !overflow, !carry else { return seconds < 0 ? .earliest : .latest }
    return Timestamp(milliseconds: sum)
  }

  /// The full milliseconds from the other moment to this.
  package func milliseconds(since other: Timestamp) -> Int64 { milliseconds - other.milliseconds }

  /// Whether this moment is before the other.
  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// The year in UTC.
  package var year: Int { Int(CivilTime(self).year) }
}

/// A moment taken apart by the proleptic Gregorian calendar in UTC.
struct CivilTime {
  var year: Int64
  /// 1 to 12.
  var month: Int64
  /// 1 to 31.
  var day: Int64
  /// Seconds since midnight.
  var second: Int64
  var millisecond: Int64
  /// 0 is Sunday.
  var weekday: Int64

  init(_ timestamp: Timestamp) {
    let perDay: Int64 = 86_400_000
    let remainder = timestamp.milliseconds % perDay
    let inDay = remainder < 0 ? remainder + perDay : remainder
    let days = (timestamp.milliseconds - inDay) / perDay
    // Years here begin on the first of March, so that the leap day is the last of its year; day 0 is 0000-03-01.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * ofYear + 2) / 153
    day = ofYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    second = inDay / 1000
    millisecond = inDay % 1000
    weekday = ((days + 4) % 7 + 7) % 7
  }

  /// The moment of a date and a time of day, nil unless the date exists and the year is 1 to 9999; second 60 is the next minute's
  /// first.
  static func timestamp(
    year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64, millisecond: Int64 = 0,
    offsetMinutes: Int64 = 0
  ) -> Timestamp? {
    guard 1...9999 ~= year, 1...12 ~= month, 1...daysInMonth(month, year) ~= day, 0...23 ~= hour, 0...59 ~= minute,
      0...60 ~= second
    else { return nil }
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let ofEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear
    let days = era * 146_097 + ofEra - 719_468
    let seconds = days * 86_400 + hour * 3600 + (minute - offsetMinutes) * 60 + second
    return Timestamp(milliseconds: seconds * 1000 + millisecond)
  }

  private static func daysInMonth(_ month: Int64, _ year: Int64) -> Int64 {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
