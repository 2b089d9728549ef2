/// Letters and digits of a text, lowered, Latin letters without their accents; between words the separator, if one is given.
///
/// With a separator only ASCII is kept, for names; without one every script is, for comparing titles.
func foldedLetters(_ text: String, separator: Character? = nil) -> String {
  var folded = ""
  var isPending = false
  for scalar in text.lowercased().unicodeScalars {
    let piece = latinBases[scalar] ?? String(scalar)
    let isKept: Bool =
      if separator != nil {
        piece.utf8.allSatisfy(\.isAlphanumeric)
      } else {
        scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
      }
    if isKept {
      if let separator, isPending, !folded.isEmpty { folded.append(separator) }
      folded += piece
      isPending = false
    } else if !scalar.properties.isDiacritic {
      isPending = true
    }
  }
  return folded
}

/// Lower-case Latin letters with accents, up to U+017F, to their plain letters; Unicode decomposition needs Foundation.
private let latinBases: [Unicode.Scalar: String] = {
  let groups = [
    "a": "àáâãäåāăą", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭįı", "j": "ĵ", "k": "ķĸ",
    "l": "ĺļľŀł", "n": "ñńņňŉŋ", "o": "òóôõöøōŏő", "r": "ŕŗř", "s": "śŝşšſ", "t": "ţťŧ", "u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ",
    "z": "źżž", "ss": "ß", "ae": "æ", "oe": "œ", "ij": "ĳ", "th": "þ",
  ]
  var bases: [Unicode.Scalar: String] = [:]
  for (base, letters) in groups {
    for letter in letters.unicodeScalars { bases[letter] = base }
  }
  return bases
}()
