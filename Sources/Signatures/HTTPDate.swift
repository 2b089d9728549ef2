/// The date of HTTP fields, IMF-fixdate (RFC 9110 section 5.6.7): `Fri, 20 Nov 2026 10:00:00 GMT`.
package enum HTTPDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]  // from 1 January 1970
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// The text for a time in seconds since 1970; times outside the years 1970 to 9999 are moved to the nearer end.
  package static func text(_ seconds: Int) -> String {
    let time = min(max(seconds, 0), 253_402_300_799)
    let (day, clock) = time.quotientAndRemainder(dividingBy: 86_400)
    // Civil date from a day count, with years that begin in March.
    let shifted = day + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
    return days[day % 7] + ", " + padded(dayOfYear - (153 * month + 2) / 5 + 1, 2) + " "
      + months[(month + 2) % 12] + " " + padded(year, 4) + " " + padded(clock / 3_600, 2) + ":"
      + padded(clock / 60 % 60, 2) + ":" + padded(clock % 60, 2) + " GMT"
  }

  /// Seconds since 1970, or nil for any other form, a day that does not exist, or a year before 1970.
  ///
  /// The name of the day must be one, but is not compared with the date.
  package static func seconds(_ text: some Sequence<UInt8>) -> Int? {
    let bytes = Array(text)
    guard bytes.count == 29, days.contains(where: { bytes[0..<3].elementsEqual($0.utf8) }),
      bytes[3..<5].elementsEqual(", ".utf8), bytes[7] == 32, bytes[11] == 32, bytes[16] == 32, bytes[19] == 58,
      bytes[22] == 58, bytes[25...].elementsEqual(" GMT".utf8),
      let month = months.firstIndex(where: { bytes[8..<11].elementsEqual($0.utf8) }),
      let day = number(bytes[5..<7]), let year = number(bytes[12..<16]), let hour = number(bytes[17..<19]),
      let minute = number(bytes[20..<22]), let second = number(bytes[23..<25])
    else { return nil }
    guard year >= 1970, hour < 24, minute < 60, second <= 60, day >= 1, day <= length(of: month, year) else { return nil }
    let march = (month + 10) % 12
    let shiftedYear = month < 2 ? year - 1 : year
    let yearOfEra = shiftedYear % 400
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + (153 * march + 2) / 5 + day - 1
    let count = shiftedYear / 400 * 146_097 + dayOfEra - 719_468
    return count * 86_400 + hour * 3_600 + minute * 60 + second
  }

  private static func length(of month: Int, _ year: Int) -> Int {
    switch month {
    case 1: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 3, 5, 8, 10: 30
    default: 31
    }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
      guard (48...57).contains(digit) else { return nil }
      value = value * 10 + Int(digit - 48)
    }
    return value
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
