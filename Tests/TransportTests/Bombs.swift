/// Small bodies that decompress to large ones of zeros.
enum Bombs {
  /// gzip (RFC 1952): one fixed-Huffman block (RFC 1951, 3.2.6) of a zero and matches of 258 at distance 1.
  static func gzip(atLeast count: Int) -> [UInt8] {
    var bits = BitWriter()
    bits.put([true, true, false])  // the last block, type 1
    bits.code(0b0011_0000, 8)
    for _ in 0..<(count / 258 + 1) {
      bits.code(0b1100_0101, 8)
      bits.code(0, 5)
    }
    bits.code(0, 7)
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + bits.bytes + [UInt8](repeating: 0, count: 8)
  }

  /// Zstandard (RFC 8878): blocks of one repeated byte, 128 KiB from four bytes each.
  static func zstd(atLeast count: Int) -> [UInt8] {
    let blocks = count / 131_072 + 1
    var bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58]
    for index in 0..<blocks {
      let header = (131_072 << 3) | (1 << 1) | (index == blocks - 1 ? 1 : 0)
      bytes += [UInt8(header & 0xFF), UInt8(header >> 8 & 0xFF), UInt8(header >> 16 & 0xFF), 0]
    }
    return bytes
  }

  private struct BitWriter {
    var bytes: [UInt8] = []
    private var filled = 8

    mutating func put(_ bits: [Bool]) {
      for bit in bits {
        if filled == 8 {
          bytes.append(0)
          filled = 0
        }
        if bit { bytes[bytes.count - 1] |= 1 << UInt8(filled) }
        filled += 1
      }
    }

    /// Huffman codes go out with their highest bit first.
    mutating func code(_ value: Int, _ count: Int) { put((0..<count).reversed().map { value >> $0 & 1 == 1 }) }
  }
}

extension Bombs {
  /// 32 MiB of zeros as the reference encoder of Brotli (RFC 7932) writes them.
  static let brotli: [UInt8] = [
    0xCB, 0xFF, 0xFF, 0x3F, 0x00, 0x24, 0x00, 0xE2, 0xB1, 0x40, 0x72, 0xEF, 0xFF, 0xF8, 0xFF, 0xFF, 0x07, 0x80, 0x04,
    0x40, 0x1C, 0x16, 0x80, 0xEE, 0xFD, 0x1F, 0xFF, 0xFF, 0xFF, 0x00, 0x90, 0x00, 0x88, 0xC3, 0x02, 0xD0, 0xBD, 0xFF,
    0xCB, 0xFF, 0xFF, 0x3F, 0x00, 0x12, 0x00, 0x71, 0x58, 0x00, 0xBA, 0xF7, 0x7F,
  ]
}
