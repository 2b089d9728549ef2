/// The local part of a handle of ours: 3 to 30 of `a` to `z`, `0` to `9` and `_`.
///
/// People and rooms share one namespace.
package struct ActorName: Sendable, Hashable, Comparable {
  /// The characters.
  package let text: String

  /// Takes a name as it is; it is not lowered.
  ///
  /// Throws `DomainError` with the field `name`.
  package init(_ text: String) throws(DomainError) {
    guard text.utf8.count >= 3 else { throw DomainError(.name, .tooShort, "A name needs at least 3 characters.") }
    guard text.utf8.count <= 30 else { throw DomainError(.name, .tooLong, "A name may have at most 30 characters.") }
    guard text.utf8.allSatisfy({ $0.isLower || $0.isDigit || $0 == UInt8(ascii: "_") }) else {
      throw DomainError(.name, .forbiddenCharacter, "A name may only hold the letters a to z, digits and underscores.")
    }
    self.text = text
  }

  /// Makes a name of a title or a code: `cs.LG` becomes `cs_lg`.
  ///
  /// Throws if fewer than 3 characters are left; cuts at 30.
  package init(folding text: String) throws(DomainError) {
    var bytes: [UInt8] = []
    for byte in foldedLetters(text, separator: "_").utf8 where bytes.count < 30 { bytes.append(byte) }
    while bytes.last == UInt8(ascii: "_") { bytes.removeLast() }
    try self.init(String(decoding: bytes, as: UTF8.self))
  }

  /// The name of a paper's room, minted once from what is known of it then.
  ///
  /// `arxiv_1706_03762` for a new arXiv number, else the scheme, `_`, and 80 bits of the SHA-256 of the canonical identifier in
  /// lower-case base 32 (RFC 4648). Throws where there is no identifier or no digest.
  package static func paper(
    for identifiers: [PaperIdentifier], sha256: ([UInt8]) -> [UInt8]
  ) throws(DomainError) -> ActorName {
    guard let identifier = PaperIdentifier.preferred(of: identifiers) else {
      throw DomainError(.identifiers, .empty, "A paper needs at least one identifier.")
    }
    if identifier.scheme == .arxiv, !identifier.value.utf8.contains(UInt8(ascii: "/")) {
      return try ActorName("arxiv_" + identifier.value.split(separator: ".").joined(separator: "_"))
    }
    let digest = sha256(Array(identifier.canonical.utf8)).prefix(10)
    guard digest.count == 10 else { throw DomainError(.name, .malformed, "The digest is too short for a name.") }
    return try ActorName(identifier.scheme.rawValue + "_" + base32(digest))
  }

  /// Whether the bytes sort before those of the other.
  package static func < (left: ActorName, right: ActorName) -> Bool { left.text < right.text }

  private static func base32(_ bytes: some Sequence<UInt8>) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    var digits: [UInt8] = []
    var held: UInt32 = 0
    var bits: UInt32 = 0
    for byte in bytes {
      held = (held << 8 | UInt32(byte)) & 0xFFF
      bits += 8
      while bits >= 5 {
        bits -= 5
        digits.append(alphabet[Int(held >> bits & 31)])
      }
    }
    return String(decoding: digits, as: UTF8.self)
  }
}

extension ActorName: CustomStringConvertible {
  /// The name.
  package var description: String { text }
}
