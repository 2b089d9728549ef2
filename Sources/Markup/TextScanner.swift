/// Something in running text that may become a link.
enum TextFind {
  case mention(String)
  case hashtag(String)
  case citation(Citation)
}

/// Finds mentions, hashtags, DOIs and arXiv ids in running text, in one linear pass.
struct TextScanner {
  private let text: [UInt8]
  private let identifiers: Bool

  /// The finds of a text in order; ranges are byte offsets and do not overlap.
  static func finds(in text: [UInt8], identifiers: Bool) -> [(range: Range<Int>, find: TextFind)] {
    let scanner = TextScanner(text: text, identifiers: identifiers)
    var found: [(range: Range<Int>, find: TextFind)] = []
    var index = 0
    while index < text.count {
      guard scanner.isWordStart(index), let (end, find) = scanner.find(at: index) else {
        index += 1
        continue
      }
      found.append((index..<end, find))
      index = end
    }
    return found
  }

  /// The DOI that begins at the index of a text, without trailing punctuation.
  static func doi(in text: [UInt8], at start: Int) -> Range<Int>? { TextScanner(text: text, identifiers: true).doi(start) }

  /// The arXiv id that begins at the index: its range and its length without the version.
  static func arXiv(in text: [UInt8], at start: Int) -> (range: Range<Int>, bare: Int)? {
    TextScanner(text: text, identifiers: true).arXiv(start, oldStyle: true)
  }

  private func find(at index: Int) -> (Int, TextFind)? {
    switch text[index] {
    case UInt8(ascii: "@"): return mention(index)
    case UInt8(ascii: "#"): return hashtag(index)
    case UInt8(ascii: "1"):
      if identifiers, let range = doi(index) { return (range.upperBound, .citation(Self.doiCitation(text[range]))) }
      return bareArXiv(index)
    case 0x30...0x39: return bareArXiv(index)
    case UInt8(ascii: "a"), UInt8(ascii: "A"):
      guard identifiers, matches("arxiv:", index), let id = arXiv(index + 6, oldStyle: true) else { return nil }
      return (id.range.upperBound, .citation(arXivCitation(index..<id.range.upperBound, id)))
    default: return nil
    }
  }

  static func doiCitation(_ bytes: ArraySlice<UInt8>) -> Citation {
    let canonical = bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    return Citation(
      kind: .doi, written: String(decoding: bytes, as: UTF8.self), canonical: String(decoding: canonical, as: UTF8.self))
  }

  private func arXivCitation(_ whole: Range<Int>, _ id: (range: Range<Int>, bare: Int)) -> Citation {
    let bare = text[id.range.lowerBound..<id.range.lowerBound + id.bare]
    return Citation(
      kind: .arXiv, written: String(decoding: text[whole], as: UTF8.self), canonical: String(decoding: bare, as: UTF8.self))
  }

  private func bareArXiv(_ index: Int) -> (Int, TextFind)? {
    guard identifiers, let id = arXiv(index, oldStyle: false) else { return nil }
    return (id.range.upperBound, .citation(arXivCitation(id.range, id)))
  }

  /// Whether no word, path or number reaches to the index from the left.
  private func isWordStart(_ index: Int) -> Bool {
    guard index > 0 else { return true }
    let before = text[index - 1]
    switch before {
    case UInt8(ascii: ":"): return !isLetter(text[index])  // doi:10.1000/182
    case UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: "#"),
      UInt8(ascii: "&"), UInt8(ascii: "="), UInt8(ascii: "+"):
      return false
    case 0x80...0xFF:
      guard let last = String(decoding: text[max(0, index - 4)..<index], as: UTF8.self).unicodeScalars.last else { return true }
      return !last.properties.isAlphabetic && last.properties.numericType == nil
    default: return !isLetter(before) && !isDigit(before)
    }
  }

  private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private func byte(_ index: Int) -> UInt8 { index >= 0 && index < text.count ? text[index] : 0 }

  private func matches(_ word: String, _ index: Int) -> Bool {
    index + word.utf8.count <= text.count
      && zip(text[index...], word.utf8).allSatisfy { (0x41...0x5A).contains($0) ? $0 | 0x20 == $1 : $0 == $1 }
  }

  private func digits(_ index: Int, atMost: Int) -> Int {
    var count = 0
    while count <= atMost, isDigit(byte(index + count)) { count += 1 }
    return count
  }

  private func mention(_ index: Int) -> (Int, TextFind)? {
    guard let name = name(index + 1) else { return nil }
    var end = name
    if byte(name) == UInt8(ascii: "@"), let host = host(name + 1) { end = host }
    guard byte(end) != UInt8(ascii: "@"), end - index <= MarkupLimits.nameBytes else { return nil }
    return (end, .mention(String(decoding: text[index + 1..<end], as: UTF8.self)))
  }

  /// Letters, digits, `_`, and `.` or `-` between them; bounded, so that failing costs little.
  private func name(_ start: Int) -> Int? {
    var end = start
    while end - start < 64, isLetter(byte(end)) || isDigit(byte(end)) || [0x5F, 0x2E, 0x2D].contains(byte(end)) { end += 1 }
    while end > start, byte(end - 1) == 0x2E || byte(end - 1) == 0x2D { end -= 1 }
    guard end > start, byte(start) != 0x2E, byte(start) != 0x2D else { return nil }
    return end
  }

  private func host(_ start: Int) -> Int? {
    var end = start
    while end - start < 190, isLetter(byte(end)) || isDigit(byte(end)) || byte(end) == 0x2E || byte(end) == 0x2D { end += 1 }
    while end > start, byte(end - 1) == 0x2E || byte(end - 1) == 0x2D { end -= 1 }
    guard end > start, byte(start) != 0x2E, byte(start) != 0x2D else { return nil }
    if byte(end) == UInt8(ascii: ":") {
      let port = digits(end + 1, atMost: 5)
      if port > 0 && port <= 5 { end += 1 + port }
    }
    return end
  }

  private func hashtag(_ index: Int) -> (Int, TextFind)? {
    let limit = min(text.count, index + 1 + MarkupLimits.nameBytes)
    var end = index + 1
    var hasLetter = false
    for scalar in String(decoding: text[index + 1..<limit], as: UTF8.self).unicodeScalars {
      let isLetter = scalar.properties.isAlphabetic || scalar == "_"
      let fits = isLetter || scalar.properties.numericType == .decimal || scalar.properties.generalCategory == .nonspacingMark
      guard fits, end + UTF8.width(scalar) <= limit else { break }
      if isLetter && scalar != "_" { hasLetter = true }
      end += UTF8.width(scalar)
    }
    guard hasLetter, end - index <= 100 else { return nil }
    return (end, .hashtag(String(decoding: text[index + 1..<end], as: UTF8.self)))
  }

  /// `10.` registrant `/` suffix (DOI handbook 2.2), of printable ASCII; a closing bracket counts only with its opening one.
  private func doi(_ index: Int) -> Range<Int>? {
    guard byte(index) == UInt8(ascii: "1"), byte(index + 1) == UInt8(ascii: "0"), byte(index + 2) == 0x2E else { return nil }
    let registrant = digits(index + 3, atMost: 9)
    guard (4...9).contains(registrant), byte(index + 3 + registrant) == UInt8(ascii: "/") else { return nil }
    let start = index + 4 + registrant
    var end = start
    while end - index < MarkupLimits.nameBytes, byte(end) > 0x20, byte(end) < 0x7F,
      ![UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "}")].contains(byte(end))
    { end += 1 }
    let closing: [UInt8: UInt8] = [UInt8(ascii: ")"): UInt8(ascii: "("), UInt8(ascii: "]"): UInt8(ascii: "[")]
    while end > start {
      let last = byte(end - 1)
      if let opening = closing[last] {
        let suffix = text[start..<end]
        if suffix.filter({ $0 == opening }).count >= suffix.filter({ $0 == last }).count { break }
      } else if !Array(".,;:!?'*".utf8).contains(last) {
        break
      }
      end -= 1
    }
    return end > start ? index..<end : nil
  }

  /// `YYMM.NNNN`, `YYMM.NNNNN` with a month, or the archive's name and seven digits; `vN` may follow.
  private func arXiv(_ index: Int, oldStyle: Bool) -> (range: Range<Int>, bare: Int)? {
    var end = index
    if digits(index, atMost: 4) == 4, byte(index + 4) == 0x2E {
      let year = Int(byte(index) & 15) * 10 + Int(byte(index + 1) & 15)
      let month = Int(byte(index + 2) & 15) * 10 + Int(byte(index + 3) & 15)
      let serial = digits(index + 5, atMost: 5)
      guard year >= 7, (1...12).contains(month), serial == (year >= 15 ? 5 : 4) else { return nil }
      end = index + 5 + serial
    } else if oldStyle {
      while end - index < 20, isLetter(byte(end)) || byte(end) == 0x2D || byte(end) == 0x2E { end += 1 }
      guard end > index, byte(end) == UInt8(ascii: "/"), digits(end + 1, atMost: 7) == 7 else { return nil }
      end += 8
    } else {
      return nil
    }
    let bare = end - index
    if byte(end) | 0x20 == UInt8(ascii: "v") {
      let version = digits(end + 1, atMost: 3)
      if (1...3).contains(version) { end += 1 + version }
    }
    let after = byte(end)
    guard !isLetter(after), !isDigit(after), after != UInt8(ascii: "/"), after != UInt8(ascii: "_"), after < 0x80 else {
      return nil
    }
    if after == 0x2E && isDigit(byte(end + 1)) { return nil }
    return (index..<end, bare)
  }
}
