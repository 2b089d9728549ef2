/// A person, or another actor, as pages name them.
struct PersonView: Sendable, Hashable {
  /// Display name, plain text; the handle's name when there is none.
  var name: String
  /// The handle in two halves, so that a line may break between them: `@ada` and `@scholion.example`.
  var handleName: String
  var handleHost: String
  /// Our page about them: `/@ada`, `/@bob@remote.example`.
  var address: String
  var monogram: MonogramView

  /// Takes the full handle: `@ada@scholion.example`.
  init(name: String, handle: String, address: String) {
    self.name = name
    let halves = HandleHalves(handle)
    handleName = halves.name
    handleHost = halves.host
    self.address = address
    monogram = MonogramView(name: name, handle: handle)
  }
}

/// A handle cut before its last `@`: `@ada` and `@scholion.example`.
struct HandleHalves: Sendable, Hashable {
  var name: String
  var host = ""

  init(_ handle: String) {
    name = handle
    guard let cut = handle.utf8.lastIndex(of: UInt8(ascii: "@")), cut > handle.startIndex else { return }
    name = String(handle[..<cut])
    host = String(handle[cut...])
  }
}

/// What stands where other sites put a picture: an initial on one of eight grounds.
struct MonogramView: Sendable, Hashable {
  var letter: String
  /// Class of the stylesheet, `hue-0` to `hue-7`; the same for one handle everywhere.
  var hueClass: String

  /// Takes the first letter or digit of the name (else of the handle), and a hue from the handle's bytes (FNV-1a).
  init(name: String, handle: String) {
    let scalar = (name + handle).unicodeScalars.first { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    letter = scalar.flatMap { String($0).uppercased().unicodeScalars.first.map(String.init) } ?? "?"
    var hash: UInt32 = 2_166_136_261
    for byte in handle.utf8 {
      hash = (hash ^ UInt32(byte)) &* 16_777_619
    }
    hueClass = "hue-\(hash >> 29)"
  }
}

/// Where something was written.
struct OriginView: Sendable, Hashable {
  /// `scholion.example`, ours or another's.
  var host: String
  var isRemote: Bool
  /// The thing's own page at its home; only on remote things.
  var address: String?
}

/// A person in a list, or found by handle.
struct PersonCard: Sendable {
  var person: PersonView
  /// `Person`, `Paper`, `Venue`, `Community`.
  var kind: String
  var bioHTML: TrustedHTML?
  /// nil for visitors, and for oneself.
  var relation: RelationView?
}

/// How the viewer stands to somebody, and the button that changes it.
struct RelationView: Sendable {
  /// Where following is posted; the same address takes `follow=1` and `follow=0`.
  var action: String
  /// Exactly one of the three is true.
  var isStranger = false
  var isRequested = false
  var isFollowed = false
  var followsViewer = false
  /// For the button's accessible name: whom it is about.
  var whom: String
}
