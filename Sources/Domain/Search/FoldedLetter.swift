@_spi(_Unicode) import Swift

/// What one scalar of a text gives to a word.
struct FoldedLetter {
  enum Kind {
    /// Parts words.
    case separator
    /// Is passed over within a word: accents, soft hyphens, joiners.
    case ignored
    /// A letter or digit.
    case letter
    /// A letter that is a word by itself.
    case alone
    /// A vowel sign or the like, which belongs to the letter before.
    case mark
  }

  let kind: Kind
  private let byte: UInt8
  private let bytes: [UInt8]

  var count: Int { bytes.isEmpty ? 1 : bytes.count }

  func append(to word: inout [UInt8]) {
    if bytes.isEmpty { word.append(byte) } else { word += bytes }
  }

  init(_ scalar: Unicode.Scalar) {
    // The wide forms of ASCII stand beside each other in one block.
    let value = 0xFF01...0xFF5E ~= scalar.value ? scalar.value - 0xFEE0 : scalar.value
    guard value < 0x80 else {
      self.init(beyondASCII: scalar)
      return
    }
    switch value {
    case 0x61...0x7A, 0x30...0x39: self.init(kind: .letter, byte: UInt8(truncatingIfNeeded: value))
    case 0x41...0x5A: self.init(kind: .letter, byte: UInt8(truncatingIfNeeded: value) | 0x20)
    default: self.init(kind: .separator)
    }
  }

  private init(kind: Kind, byte: UInt8 = 0, bytes: [UInt8] = []) {
    self.kind = kind
    self.byte = byte
    self.bytes = bytes
  }

  private init(beyondASCII scalar: Unicode.Scalar) {
    var folded: [UInt8] = []
    var kind = Kind.ignored
    for part in scalar.properties.lowercaseMapping._nfd {
      let partKind = Self.kind(of: part)
      guard partKind != .ignored else { continue }
      // The first letter decides: what else a scalar is made of hangs from it.
      if kind == .ignored { kind = partKind }
      if partKind != .separator { Self.append(part, to: &folded) }
    }
    self.init(kind: folded.isEmpty && kind != .ignored ? .separator : kind, bytes: folded)
  }

  private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    if let base = bases[scalar] {
      bytes += base.utf8
    } else if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue, 0...9 ~= value {
      bytes.append(0x30 + UInt8(value))
    } else {
      bytes += Array(UTF8.encode(scalar) ?? UTF8.EncodedScalar())
    }
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    if scalar.value < 0x80 { return FoldedLetter(scalar).kind }
    if accents.contains(where: { $0 ~= scalar.value }) { return .ignored }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return .mark
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter, .letterNumber, .decimalNumber:
      return spaceless.contains { $0 ~= scalar.value } ? .alone : .letter
    case .format: return .ignored
    default: return .separator
    }
  }

  /// Combining accents of Latin, Greek and Cyrillic, points of Hebrew, vowel signs of Arabic, selectors of variants.
  private static let accents: [ClosedRange<UInt32>] = [
    0x300...0x36F, 0x483...0x487, 0x591...0x5C7, 0x610...0x61A, 0x64B...0x65F, 0x670...0x670, 0x6D6...0x6DC, 0x1AB0...0x1AFF,
    0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFE20...0xFE2F, 0xE0100...0xE01EF,
  ]

  /// Thai, Lao, Myanmar, Khmer; kana, ideographs and what belongs to them.
  private static let spaceless: [ClosedRange<UInt32>] = [
    0xE00...0xEFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3005...0x3007, 0x3040...0x312F, 0x31A0...0x31FF, 0x3400...0x4DBF,
    0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9D, 0x1B000...0x1B16F, 0x20000...0x3FFFF,
  ]

  /// Letters that Unicode does not take apart, as they are typed without them.
  private static let bases: [Unicode.Scalar: String] = [
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n", "ŉ": "n", "þ": "th",
    "ŧ": "t", "ĸ": "k", "ſ": "s", "ŀ": "l", "ĳ": "ij", "ς": "σ", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl",
    "ﬅ": "st", "ﬆ": "st",
  ]
}
