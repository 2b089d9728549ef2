internal import Domain

/// Words of the index that are in no text: by them a search is narrowed as fast as by any word.
///
/// Each begins with `_`, which no folded word holds, so that nobody finds them by typing.
enum SearchMark {
  /// On every document.
  static let all = "_all"
  /// On papers that have a public summary.
  static let noted = "_noted"
  /// On what is of this server.
  static let here = "_here"
  /// On nothing.
  static let none = "_none"

  static func host(_ host: String) -> String { "_o" + escaped(host) }
  static func venue(_ key: String) -> String { "_v" + escaped(key) }
  static func tag(_ folded: String) -> String { "_t_" + folded }
  static func writer(_ id: RowID) -> String { "_w\(id)" }

  /// The year, its decade and its century.
  static func years(of year: Int) -> [String] { ["_y\(year)", "_d\(year / 10)", "_c\(year / 100)"] }

  /// As few marks as stand for a span of years: whole centuries and decades count as one.
  static func years(_ span: ClosedRange<Int>) -> [String] {
    var marks: [String] = []
    var year = span.lowerBound
    while year <= span.upperBound {
      if year % 100 == 0, year + 99 <= span.upperBound {
        marks.append("_c\(year / 100)")
        year += 100
      } else if year % 10 == 0, year + 9 <= span.upperBound {
        marks.append("_d\(year / 10)")
        year += 10
      } else {
        marks.append("_y\(year)")
        year += 1
      }
    }
    return marks
  }

  /// Lower-case letters and digits as they are, every other byte as `_` and two hexadecimal digits.
  private static func escaped(_ text: String) -> String {
    text.utf8.reduce(into: "_") { marked, byte in
      switch byte {
      case 0x30...0x39, 0x61...0x7A: marked.unicodeScalars.append(Unicode.Scalar(byte))
      default: marked += "_" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }
    }
  }
}
