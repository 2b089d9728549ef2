/// The name of a picture that is kept here: the SHA-256 of its bytes, and how the file ends.
package struct MediaName: Sendable, Hashable {
  /// The name: `9f86d081…0f00a08.webp`.
  package let text: String

  /// Before the name, in the address of a picture.
  package static let path = "/media/"
  private static let digits = 64
  private static let endings = ["webp", "jpg"]

  /// Pictures that one text may show.
  package static let maximum = 50

  /// The name of a file.
  ///
  /// - Parameter digest: lower-case hexadecimal
  package init?(digest: String, ending: String) { self.init("\(digest).\(ending)") }

  /// Reads a name; nil for anything else.
  package init?(_ text: String) {
    guard let name = Self.start(of: Array(text.utf8)[...]), name.utf8.count == text.utf8.count else { return nil }
    self.text = name
  }

  /// Reads the address of a picture of this site, as a path or with the origin before it.
  package init?(address: String, origin: String? = nil) {
    var rest = Array(address.utf8)[...]
    if let origin, rest.starts(with: origin.utf8) { rest = rest.dropFirst(origin.utf8.count) }
    guard rest.starts(with: Self.path.utf8) else { return nil }
    self.init(String(decoding: rest.dropFirst(Self.path.utf8.count), as: UTF8.self))
  }

  /// The path of its address.
  package var address: String { Self.path + text }

  /// The media type.
  package var type: String { text.hasSuffix(".jpg") ? "image/jpeg" : "image/webp" }

  /// Every picture whose address stands in a text, each once, whatever stands around it; at most ``maximum``.
  package static func all(in text: String) -> [MediaName] {
    var rest = Array(text.utf8)[...]
    var found: [MediaName] = []
    while found.count < maximum, let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
      rest = rest[slash...]
      guard rest.starts(with: path.utf8) else {
        rest = rest.dropFirst()
        continue
      }
      rest = rest.dropFirst(path.utf8.count)
      if let name = start(of: rest).flatMap({ MediaName($0) }), !found.contains(name) { found.append(name) }
    }
    return found
  }

  /// The name with which the bytes begin.
  private static func start(of bytes: ArraySlice<UInt8>) -> String? {
    let digest = bytes.prefix(digits)
    guard digest.count == digits, digest.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
      return nil
    }
    let rest = bytes.dropFirst(digits)
    return endings.first { rest.starts(with: ".\($0)".utf8) }.map { "\(String(decoding: digest, as: UTF8.self)).\($0)" }
  }
}
