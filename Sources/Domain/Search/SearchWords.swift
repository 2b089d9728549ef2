@_spi(_Unicode) import Swift

/// One word of a text: folded as it is indexed and looked for, and where it stands.
package struct SearchWord: Sendable, Equatable {
  /// Lower-case letters and digits, without accents.
  package let text: String
  /// The place in the text it was read from.
  package let range: Range<String.Index>
}

/// Takes texts apart into words, the same for what is indexed and what is looked for, whatever the engine.
///
/// Case, accents, the two Unicode spellings of a letter (NFC and NFD) and wide Latin letters make no difference. A letter of a
/// script that is written without spaces (Chinese, Japanese, Thai and their like) is a word by itself, so that looking for some of
/// them side by side finds them anywhere. Everything that is neither letter nor digit parts words.
package enum SearchWords {
  /// Changes whenever the same text gives other words; what was indexed with another number is indexed anew.
  package static let version = 1
  /// Bytes of a word; the rest of a longer one is passed over.
  static let maximumBytes = 96

  /// The words of a text in order, at most so many.
  package static func list(in text: String, most: Int = .max) -> [SearchWord] {
    var words: [SearchWord] = []
    each(in: text) { bytes, range in
      words.append(SearchWord(text: String(decoding: bytes, as: UTF8.self), range: range))
      return words.count < most
    }
    return words
  }

  /// The folded words of a text alone.
  package static func folded(_ text: String, most: Int = .max) -> [String] {
    var words: [String] = []
    each(in: text) { bytes, _ in
      words.append(String(decoding: bytes, as: UTF8.self))
      return words.count < most
    }
    return words
  }

  /// Gives word after word until the closure returns false.
  private static func each(in text: String, _ body: ([UInt8], Range<String.Index>) -> Bool) {
    let scalars = text.unicodeScalars
    var word: [UInt8] = []
    var (start, end, place) = (scalars.startIndex, scalars.startIndex, scalars.startIndex)
    var isAlone = false
    while place != scalars.endIndex {
      let scalar = scalars[place]
      let next = scalars.index(after: place)
      let letter = FoldedLetter(scalar)
      switch letter.kind {
      case .separator:
        if !word.isEmpty, !body(word, start..<end) { return }
        word.removeAll(keepingCapacity: true)
      case .ignored:
        if !word.isEmpty { end = next }
      case .mark where word.isEmpty: break
      case .letter, .alone, .mark:
        let begins = letter.kind != .mark && (letter.kind == .alone || isAlone)
        if begins, !word.isEmpty {
          guard body(word, start..<end) else { return }
          word.removeAll(keepingCapacity: true)
        }
        if word.isEmpty { start = place }
        if letter.kind != .mark { isAlone = letter.kind == .alone }
        if word.count + letter.count <= maximumBytes { letter.append(to: &word) }
        end = next
      }
      place = next
    }
    if !word.isEmpty { _ = body(word, start..<end) }
  }
}
