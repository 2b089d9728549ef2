/// Mathematical alphabets: MathML Core knows `mathvariant` only as `normal`, so bold, script and the like are written as
/// the letters of Unicode's block 1D400–1D7FF, with the letters that were encoded earlier elsewhere.
enum MathAlphabet: String {
  case bold, italic, script, fraktur, monospace
  case boldItalic = "bold-italic"
  case doubleStruck = "double-struck"
  case boldFraktur = "bold-fraktur"
  case boldScript = "bold-script"
  case sansSerif = "sans-serif"
  case boldSansSerif = "bold-sans-serif"
  case sansSerifItalic = "sans-serif-italic"
  case sansSerifBoldItalic = "sans-serif-bold-italic"

  /// Whether a letter without a form of its own has to be kept from turning italic.
  var isUpright: Bool {
    switch self {
    case .italic, .boldItalic, .sansSerifItalic, .sansSerifBoldItalic: false
    default: true
    }
  }

  /// The letter in this alphabet, nil when Unicode has none.
  func letter(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
    let value = scalar.value
    switch value {
    case 0x41...0x5A: return Self.earlier[Key(self, value)] ?? Unicode.Scalar(capitals + value - 0x41)
    case 0x61...0x7A: return Self.earlier[Key(self, value)] ?? Unicode.Scalar(capitals + 26 + value - 0x61)
    case 0x30...0x39: return digits.flatMap { Unicode.Scalar($0 + value - 0x30) }
    case 0x131 where self == .italic: return Unicode.Scalar(0x1D6A4)
    case 0x237 where self == .italic: return Unicode.Scalar(0x1D6A5)
    default:
      guard let greek, let offset = Self.greekOffset(of: value) else { return nil }
      return Unicode.Scalar(greek + offset)
    }
  }

  private var capitals: UInt32 {
    switch self {
    case .bold: 0x1D400
    case .italic: 0x1D434
    case .boldItalic: 0x1D468
    case .script: 0x1D49C
    case .boldScript: 0x1D4D0
    case .fraktur: 0x1D504
    case .doubleStruck: 0x1D538
    case .boldFraktur: 0x1D56C
    case .sansSerif: 0x1D5A0
    case .boldSansSerif: 0x1D5D4
    case .sansSerifItalic: 0x1D608
    case .sansSerifBoldItalic: 0x1D63C
    case .monospace: 0x1D670
    }
  }

  private var digits: UInt32? {
    switch self {
    case .bold, .boldItalic: 0x1D7CE
    case .doubleStruck: 0x1D7D8
    case .sansSerif: 0x1D7E2
    case .boldSansSerif: 0x1D7EC
    case .monospace: 0x1D7F6
    default: nil
    }
  }

  private var greek: UInt32? {
    switch self {
    case .bold: 0x1D6A8
    case .italic: 0x1D6E2
    case .boldItalic: 0x1D71C
    case .boldSansSerif: 0x1D756
    case .sansSerifBoldItalic: 0x1D790
    default: nil
    }
  }

  /// Where a Greek letter or symbol stands in each of the five Greek alphabets.
  private static func greekOffset(of value: UInt32) -> UInt32? {
    switch value {
    case 0x391...0x3A1, 0x3A3...0x3A9: value - 0x391
    case 0x3F4: 17
    case 0x2207: 25
    case 0x3B1...0x3C9: value - 0x3B1 + 26
    case 0x2202: 51
    case 0x3F5: 52
    case 0x3D1: 53
    case 0x3F0: 54
    case 0x3D5: 55
    case 0x3F1: 56
    case 0x3D6: 57
    default: nil
    }
  }

  private struct Key: Hashable {
    let alphabet: MathAlphabet
    let value: UInt32

    init(_ alphabet: MathAlphabet, _ value: UInt32) {
      self.alphabet = alphabet
      self.value = value
    }
  }

  private static let earlier: [Key: Unicode.Scalar] = {
    var letters: [Key: Unicode.Scalar] = [Key(.italic, 0x68): "\u{210E}"]
    let groups: [(MathAlphabet, KeyValuePairs<Unicode.Scalar, Unicode.Scalar>)] = [
      (
        .script,
        [
          "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "e": "ℯ", "g": "ℊ", "o": "ℴ",
        ]
      ),
      (.fraktur, ["C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ"]),
      (.doubleStruck, ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"]),
    ]
    for (alphabet, pairs) in groups { for (plain, letter) in pairs { letters[Key(alphabet, plain.value)] = letter } }
    return letters
  }()
}
