/// What was taken out of a Markdown source before it was parsed.
struct TakenSpan: Sendable {
  enum Meaning: Sendable {
    case formula(Formula)
    /// The keys of one `\cite{…}`.
    case citation([String])
  }

  let meaning: Meaning
  /// The characters that stood there, delimiters included.
  let source: String
}

/// Words of letters and digits that stand for what was taken out; no reader of Markdown or HTML changes them.
struct Placeholders: Sendable {
  private let prefix: [UInt8]
  private(set) var spans: [TakenSpan] = []

  /// A fresh prefix: nobody can write a placeholder into a source.
  init() {
    let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
    var random = SystemRandomNumberGenerator()
    prefix = Array("mx".utf8) + (0..<14).map { _ in alphabet[Int(random.next() & 31)] }
  }

  /// Keeps a span and gives its placeholder.
  mutating func add(_ span: TakenSpan) -> [UInt8] {
    spans.append(span)
    let digits = Array(String(spans.count - 1).utf8)
    return prefix + [UInt8](repeating: 0x30, count: max(0, 5 - digits.count)) + digits + [UInt8(ascii: "z")]
  }

  enum Part {
    case text(ArraySlice<UInt8>)
    case span(TakenSpan)
  }

  /// The text cut at its placeholders.
  func parts(of text: [UInt8]) -> [Part] {
    var parts: [Part] = []
    var from = 0
    var index = 0
    let length = prefix.count + 6
    while index + length <= text.count {
      guard text[index] == prefix[0], text[index..<index + prefix.count].elementsEqual(prefix),
        let number = Int(String(decoding: text[index + prefix.count..<index + length - 1], as: UTF8.self)),
        spans.indices.contains(number)
      else {
        index += 1
        continue
      }
      if from < index { parts.append(.text(text[from..<index])) }
      parts.append(.span(spans[number]))
      index += length
      from = index
    }
    if from < text.count { parts.append(.text(text[from...])) }
    return parts
  }

  /// The text with every placeholder turned back into what stood there.
  func restored(_ text: String) -> String {
    if spans.isEmpty { return text }
    var bytes: [UInt8] = []
    for part in parts(of: Array(text.utf8)) {
      switch part {
      case .text(let slice): bytes.append(contentsOf: slice)
      case .span(let span): bytes.append(contentsOf: span.source.utf8)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
