/// The checks that all text people write goes through.
struct TextRules {
  let field: DomainError.Field
  /// The field's name for people, as "The title".
  let name: String

  /// One line: trimmed, of 1 to `maximum` characters, without control characters.
  func line(_ text: String, maximum: Int) throws(DomainError) -> String {
    let trimmed = String(trimmingWhitespace(text))
    guard !trimmed.isEmpty else { throw DomainError(field, .empty, "\(name) is missing.") }
    try check(trimmed, allowing: "", maximum: maximum)
    return trimmed
  }

  /// One paragraph: like a line, but line breaks within it become spaces; nil where there is nothing in it.
  func paragraph(_ text: String, maximum: Int) throws(DomainError) -> String? {
    let lines = withPlainLineBreaks(String(trimmingWhitespace(text))).split(separator: "\n", omittingEmptySubsequences: false)
      .map { trimmingWhitespace($0) }
    guard lines.contains(where: { !$0.isEmpty }) else { return nil }
    guard lines.allSatisfy({ !$0.isEmpty }) else {
      throw DomainError(field, .malformed, "\(name) must be one paragraph, without empty lines.")
    }
    return try line(lines.joined(separator: " "), maximum: maximum)
  }

  /// A whole text: line breaks are `\n`, tabs may stand, what is empty at the end is dropped; of 1 to `maximumBytes` bytes.
  func text(_ text: String, maximumBytes: Int) throws(DomainError) -> String {
    guard text.utf8.count <= maximumBytes * 2 else { throw tooLong(maximumBytes, "bytes") }
    var plain = withPlainLineBreaks(text)
    while let last = plain.unicodeScalars.last, last.properties.isWhitespace { plain.unicodeScalars.removeLast() }
    guard !plain.isEmpty else { throw DomainError(field, .empty, "\(name) is missing.") }
    guard plain.utf8.count <= maximumBytes else { throw tooLong(maximumBytes, "bytes") }
    try check(plain, allowing: "\n\t", maximum: maximumBytes)
    return plain
  }

  private func check(_ text: String, allowing allowed: String, maximum: Int) throws(DomainError) {
    // A character may be many scalars; counting characters of an endless text is not worth its while.
    guard text.utf8.count <= maximum.multipliedReportingOverflow(by: 16).partialValue else {
      throw tooLong(maximum, "characters")
    }
    var run = 0
    for scalar in text.unicodeScalars where scalar.value < 0x20 || scalar.value >= 0x7F {
      if scalar.properties.generalCategory == .control, !allowed.unicodeScalars.contains(scalar) {
        throw DomainError(field, .forbiddenCharacter, "\(name) holds a control character.")
      }
    }
    for scalar in text.unicodeScalars {
      run = isMark(scalar) ? run + 1 : 0
      guard run <= 30 else {
        throw DomainError(field, .forbiddenCharacter, "\(name) holds more than 30 combining marks in a row.")
      }
    }
    guard text.count <= maximum else { throw tooLong(maximum, "characters") }
  }

  private func tooLong(_ maximum: Int, _ unit: String) -> DomainError {
    DomainError(field, .tooLong, "\(name) may have at most \(maximum) \(unit).")
  }

  private func isMark(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300 else { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return scalar.properties.canonicalCombiningClass != .notReordered
    }
  }
}

/// The text without white space at either end; scalars are looked at, since `\r\n` is one `Character`.
func trimmingWhitespace(_ text: some StringProtocol) -> Substring {
  let scalars = text.unicodeScalars
  guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
    let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
  else { return "" }
  return Substring(text[first..<scalars.index(after: last)])
}

/// The text with `\r\n` and `\r` as `\n`.
func withPlainLineBreaks(_ text: String) -> String {
  guard text.utf8.contains(0x0D) else { return text }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.utf8.count)
  var afterReturn = false
  for byte in text.utf8 {
    if byte == 0x0D {
      bytes.append(0x0A)
    } else if byte != 0x0A || !afterReturn {
      bytes.append(byte)
    }
    afterReturn = byte == 0x0D
  }
  return String(decoding: bytes, as: UTF8.self)
}
