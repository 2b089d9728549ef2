/// A date of which the year is known, and perhaps the month and the day.
package struct PartialDate: Sendable, Hashable {
  /// 1 to 9999.
  package let year: Int
  /// 1 to 12.
  package let month: Int?
  /// 1 to 31.
  package let day: Int?

  /// As exactly as is known: `2017`, `2017-06`, `2017-06-12`.
  package var text: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    return [padded(year, 4), month.map { padded($0, 2) }, day.map { padded($0, 2) }].compactMap(\.self).joined(separator: "-")
  }

  /// A date; nil where the year is impossible.
  ///
  /// An impossible month or day is left out.
  package init?(year: Int?, month: Int? = nil, day: Int? = nil) {
    guard let year, 1...9999 ~= year else { return nil }
    self.year = year
    self.month = month.flatMap { 1...12 ~= $0 ? $0 : nil }
    self.day = self.month == nil ? nil : day.flatMap { 1...31 ~= $0 ? $0 : nil }
  }

  /// Reads `2016-05-26T17:59:46Z`, `2018/4/25`, `2016-05`, `2016`, `May 2016`, `2016 Spring`; the first year of four digits counts.
  package init?(parsing text: String) {
    var numbers: [(value: Int, width: Int)] = []
    var month: Int?
    // What follows is a time of day.
    let words = text.prefix(80).prefix { $0 != "T" || !text.hasPrefix("1") && !text.hasPrefix("2") }
    for word in words.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      if word.utf8.allSatisfy(\.isDigit), let value = Int(word) {
        numbers.append((value, word.utf8.count))
      } else if month == nil {
        month = Self.month(named: String(word))
      }
    }
    guard let place = numbers.firstIndex(where: { $0.width == 4 && $0.value > 0 }) else { return nil }
    let rest = numbers[(place + 1)...]
    if let month {
      self.init(year: numbers[place].value, month: month, day: numbers[..<place].last?.value ?? rest.first?.value)
    } else {
      self.init(year: numbers[place].value, month: rest.first?.value, day: rest.dropFirst().first?.value)
    }
  }

  /// The number of a month by its name or the first three letters of it.
  static func month(named text: String) -> Int? {
    guard text.utf8.count >= 3 else { return nil }
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    let whole = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ]
    let lowered = text.lowercased()
    guard let place = names.firstIndex(where: { lowered.hasPrefix($0) }), whole[place].hasPrefix(lowered) || lowered == "sept"
    else {
      return nil
    }
    return place + 1
  }

  /// `2016-05-26`, `2016-05` or `2016`.
  package var iso: String {
    func padded(_ number: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - String(number).utf8.count)) + String(number)
    }
    return [padded(year, 4), month.map { padded($0, 2) }, day.map { padded($0, 2) }].compactMap(\.self).joined(separator: "-")
  }
}
