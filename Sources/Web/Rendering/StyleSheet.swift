/// A stylesheet as it goes out: what is there for who writes it is left away.
enum StyleSheet {
  /// The same rules without remarks and without white space that says nothing.
  ///
  /// Strings stay as they are. A space goes where it follows or precedes a brace, a semicolon or a comma, and after the colon of a
  /// declaration; before a colon it may stand for "below" in a selector, and around an operator `calc()` needs it.
  static func squeezed(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var rest = bytes[...]
    var isSpaced = false
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "/") where rest.first == UInt8(ascii: "*"):
        rest = rest.dropFirst()
        while let next = rest.popFirst(), !(next == UInt8(ascii: "*") && rest.first == UInt8(ascii: "/")) {}
        rest = rest.dropFirst()
        isSpaced = true
        continue
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        isSpaced = true
        continue
      default: break
      }
      if isSpaced, let last = out.last, !closing.contains(last), !"{};,".utf8.contains(byte) { out.append(UInt8(ascii: " ")) }
      isSpaced = false
      out.append(byte)
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { copyString(ending: byte, from: &rest, to: &out) }
    }
    return out
  }

  /// Characters after which no space is wanted.
  private static let closing = Array("{};,:".utf8)

  private static func copyString(ending quote: UInt8, from rest: inout ArraySlice<UInt8>, to out: inout [UInt8]) {
    while let byte = rest.popFirst() {
      out.append(byte)
      if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
        out.append(escaped)
      } else if byte == quote {
        return
      }
    }
  }
}
