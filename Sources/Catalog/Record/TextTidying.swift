extension UInt8 {
  var isDigit: Bool { 0x30...0x39 ~= self }
  var isLetter: Bool { 0x61...0x7A ~= self | 0x20 }
  var isBlank: Bool { self == 0x20 || 0x09...0x0D ~= self }
  var lowered: UInt8 { 0x41...0x5A ~= self ? self | 0x20 : self }
}

extension StringProtocol {
  /// What follows the prefix, whose ASCII letters may stand in either case.
  func dropping(prefix: String) -> SubSequence? {
    guard utf8.count >= prefix.utf8.count, zip(utf8, prefix.utf8).allSatisfy({ $0.lowered == $1.lowered }) else { return nil }
    return self[utf8.index(utf8.startIndex, offsetBy: prefix.utf8.count)...]
  }

  /// The letters A to Z in lower case, nothing else changed.
  var asciiLowered: String { String(decoding: utf8.map(\.lowered), as: UTF8.self) }

  /// Whether there are digits and nothing else.
  var isDigits: Bool { !isEmpty && utf8.allSatisfy(\.isDigit) }
}

/// One line: white space folded to single spaces, none at the ends, no control characters, at most 100,000 bytes.
///
/// Combining marks past thirty in a row are dropped, as no paper may hold them.
package func tidied(_ text: String, limit: Int = RecordLimits.text) -> String {
  var kept = String.UnicodeScalarView()
  var isPending = false
  var marks = 0
  var bytes = 0
  for scalar in text.unicodeScalars {
    // Quick for ASCII, which most of it is.
    if scalar.value == 0x20 || 0x09...0x0D ~= scalar.value
      || scalar.value >= 0x80 && scalar.properties.isWhitespace
    {
      isPending = !kept.isEmpty
      continue
    }
    if scalar.value < 0x20 || scalar.value == 0x7F || 0x80...0x9F ~= scalar.value || scalar.value == 0xFEFF { continue }
    if scalar.value >= 0x300, scalar.isMark {
      marks += 1
      if marks > 30 { continue }
    } else {
      marks = 0
    }
    bytes += UTF8.width(scalar) + (isPending ? 1 : 0)
    guard bytes <= limit else { break }
    if isPending { kept.append(" ") }
    isPending = false
    kept.append(scalar)
  }
  return String(kept)
}

/// One line of at most 2,000 bytes.
func line(_ text: String) -> String { tidied(text, limit: RecordLimits.line) }

/// Paragraphs apart by an empty line, each one line; nil where there is nothing.
func paragraphs(_ parts: [String]) -> String? {
  var left = RecordLimits.text
  var kept: [String] = []
  for part in parts {
    let text = tidied(part, limit: max(0, left))
    left -= text.utf8.count + 2
    if !text.isEmpty { kept.append(text) }
  }
  return kept.isEmpty ? nil : kept.joined(separator: "\n\n")
}

/// Paragraphs of a text where empty lines part them.
func paragraphs(of text: String) -> String? {
  var parts: [String] = [""]
  for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if row.utf8.allSatisfy(\.isBlank) {
      parts.append("")
    } else {
      parts[parts.count - 1] += "\n" + row
    }
  }
  return paragraphs(parts)
}

/// Whether the text begins as an address of http or https.
func isWebAddress(_ text: String) -> Bool {
  text.dropping(prefix: "https://") != nil || text.dropping(prefix: "http://") != nil
}

/// A range of pages with an en dash: `1–10` of `1--10` and `1-10`.
func pageRange(_ text: String?) -> String? {
  let spelt = line(text ?? "")
  guard !spelt.isEmpty else { return nil }
  let parts = spelt.split(whereSeparator: { $0 == "-" || $0 == "–" || $0 == "—" })
  guard parts.count == 2 else { return spelt }
  return parts.map { tidied(String($0)) }.joined(separator: "–")
}

/// The bytes as text: UTF-8, or else Windows-1252, which the older files of libraries are in.
func decodedText(_ bytes: some Collection<UInt8>) -> String {
  let body = Array(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])
  if let text = String(validating: body, as: UTF8.self) { return text }
  var scalars = String.UnicodeScalarView()
  for byte in body { scalars.append(windows1252(byte)) }
  return String(scalars)
}

func windows1252(_ byte: UInt8) -> Unicode.Scalar {
  let upper: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
    0x90,
    0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]
  guard 0x80...0x9F ~= byte else { return Unicode.Scalar(byte) }
  return Unicode.Scalar(upper[Int(byte) - 0x80]) ?? "\u{FFFD}"
}

extension Unicode.Scalar {
  var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }
}
