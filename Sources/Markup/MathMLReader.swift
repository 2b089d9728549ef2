/// An element of MathML as the child wrote it.
struct MathMLElement {
  let name: String
  var attributes: [(name: String, value: String)] = []
  var children: [MathMLNode] = []
}

/// A child of such an element.
enum MathMLNode {
  case element(MathMLElement)
  case text(String)
}

/// Reads the small part of XML that KaTeX writes: elements, double-quoted attributes, five references and numeric ones.
///
/// Anything else ends the reading: the child's output is judged like a stranger's, and what is not understood is not shown.
struct MathMLReader {
  private let bytes: [UInt8]
  private var index = 0

  /// The root element, no deeper than `MarkupLimits.formulaDepth`; throws `MathFailure.output`.
  static func element(in text: [UInt8]) throws(MathFailure) -> MathMLElement {
    var reader = MathMLReader(bytes: text)
    let root = try reader.document()
    return root
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func document() throws(MathFailure) -> MathMLElement {
    var open: [MathMLElement] = []
    while index < bytes.count {
      if bytes[index] != UInt8(ascii: "<") {
        let text = try text()
        guard !open.isEmpty else { throw .output }
        open[open.count - 1].children.append(.text(text))
        continue
      }
      var finished: MathMLElement?
      if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "/") {
        index += 2
        let name = try name()
        try expect(UInt8(ascii: ">"))
        guard let last = open.popLast(), last.name.utf8.elementsEqual(name.utf8) else { throw .output }
        finished = last
      } else {
        index += 1
        let (element, isEmpty) = try tag()
        if isEmpty { finished = element } else { open.append(element) }
        guard open.count <= MarkupLimits.formulaDepth else { throw .output }
      }
      guard let finished else { continue }
      if open.isEmpty {
        guard index == bytes.count else { throw .output }
        return finished
      }
      open[open.count - 1].children.append(.element(finished))
    }
    throw .output
  }

  private mutating func tag() throws(MathFailure) -> (MathMLElement, isEmpty: Bool) {
    var element = MathMLElement(name: try name())
    while true {
      skipSpace()
      guard index < bytes.count else { throw .output }
      switch bytes[index] {
      case UInt8(ascii: ">"):
        index += 1
        return (element, false)
      case UInt8(ascii: "/"):
        index += 1
        try expect(UInt8(ascii: ">"))
        return (element, true)
      default:
        let name = try name()
        try expect(UInt8(ascii: "="))
        try expect(UInt8(ascii: "\""))
        guard element.attributes.count < 32, let end = bytes[index...].firstIndex(of: UInt8(ascii: "\"")) else { throw .output }
        let value = try decoded(index..<end)
        index = end + 1
        element.attributes.append((name, value))
      }
    }
  }

  private mutating func name() throws(MathFailure) -> String {
    let start = index
    while index < bytes.count, (0x61...0x7A).contains(bytes[index] | 0x20) || bytes[index] == 0x2D || bytes[index] == 0x3A {
      index += 1
    }
    guard index > start, index - start <= 40 else { throw .output }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func text() throws(MathFailure) -> String {
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "<") { index += 1 }
    return try decoded(start..<index)
  }

  private func decoded(_ range: Range<Int>) throws(MathFailure) -> String {
    var kept: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      guard bytes[place] == UInt8(ascii: "&") else {
        guard bytes[place] != UInt8(ascii: "<") else { throw .output }
        kept.append(bytes[place])
        place += 1
        continue
      }
      guard let end = bytes[place..<min(range.upperBound, place + 12)].firstIndex(of: UInt8(ascii: ";")) else { throw .output }
      kept.append(contentsOf: try Self.reference(bytes[(place + 1)..<end]))
      place = end + 1
    }
    guard let text = String(validating: kept, as: UTF8.self) else { throw .output }
    return text
  }

  private static func reference(_ name: ArraySlice<UInt8>) throws(MathFailure) -> [UInt8] {
    switch String(decoding: name, as: UTF8.self) {
    case "amp": return [UInt8(ascii: "&")]
    case "lt": return [UInt8(ascii: "<")]
    case "gt": return [UInt8(ascii: ">")]
    case "quot": return [UInt8(ascii: "\"")]
    case "apos": return [UInt8(ascii: "'")]
    case "nbsp": return Array("\u{A0}".utf8)
    default:
      guard name.first == UInt8(ascii: "#") else { throw .output }
      let digits = name.dropFirst()
      let isHex = digits.first == UInt8(ascii: "x")
      let text = String(decoding: isHex ? digits.dropFirst() : digits, as: UTF8.self)
      guard let value = UInt32(text, radix: isHex ? 16 : 10), let scalar = Unicode.Scalar(value), value >= 0x20 else {
        throw .output
      }
      return Array(String(scalar).utf8)
    }
  }

  private mutating func expect(_ byte: UInt8) throws(MathFailure) {
    guard index < bytes.count, bytes[index] == byte else { throw .output }
    index += 1
  }

  private mutating func skipSpace() {
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x0A { index += 1 }
  }
}
