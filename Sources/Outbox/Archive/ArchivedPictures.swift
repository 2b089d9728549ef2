internal import Archives
internal import Domain
internal import JSON
internal import Store

extension PersonArchive {
  /// Pictures of one index.
  private static let picturePiece = 100

  /// The pictures that the person added and shows by their name, piece by piece: what is known of some, then their bytes.
  func writePictures(to file: ArchiveWriter) async throws {
    guard let pictures else { return }
    var (last, number, written) = (RowID?.none, 0, 0)
    while written < ArchiveIntake.mostPictures {
      let before = last
      let piece = try await instance.store.read {
        try $0.shownMedia(of: person.id, after: before, limit: Self.picturePiece)
      }
      guard let end = piece.last?.id else { return }
      (last, number, written) = (end, number + 1, written + piece.count)
      let index = piece.map { picture -> JSONValue in
        [
          "name": .string(picture.name.text), "alt": .string(picture.alt), "width": .integer(Int64(picture.width)),
          "height": .integer(Int64(picture.height)), "bytes": .integer(Int64(picture.size)),
        ]
      }
      try file.add("media/\(number).json", JSONValue.array(index).serialized())
      for picture in piece {
        guard let bytes = pictures.bytes(of: picture.name) else { continue }
        try file.add("media/\(picture.name.text)", bytes)
      }
    }
  }
}

/// What became of the pictures of an archive, and how texts name them from now on.
struct ArchivedPictures {
  /// Where the archive comes from.
  private let origin: String
  private let isFromHere: Bool
  private var alts: [MediaName: String] = [:]
  private var kept: [MediaName: MediaName] = [:]

  init(from origin: String, to here: String) {
    self.origin = origin
    isFromHere = origin.utf8.elementsEqual(here.utf8)
  }

  /// Learns what pictures show; those before are in, so what they show is needed no longer.
  mutating func describe(_ index: [JSONValue]) {
    alts = [:]
    for entry in index.prefix(1_000) {
      guard let name = entry["name"]?.string.flatMap({ MediaName($0) }) else { continue }
      alts[name] = entry["alt"]?.string
    }
  }

  /// What a picture shows, in the words that came with it.
  func alt(of name: MediaName) -> String { alts[name] ?? "" }

  /// Notes the name that a picture has here; nil for one that was refused.
  mutating func note(_ former: MediaName, is name: MediaName?) { kept[former] = name }

  /// A text with the names that its pictures have here; those that are not here are linked where they were, if there is room.
  func renamed(in text: String) -> String {
    let linked = renamed(in: text, linksOthers: !isFromHere)
    return linked.utf8.count <= SummaryDraft.maximumBody ? linked : renamed(in: text, linksOthers: false)
  }

  private func renamed(in text: String, linksOthers: Bool) -> String {
    var rest = Array(text.utf8)[...]
    var (output, former) = ([UInt8](), UInt8?.none)
    while let byte = rest.first {
      guard Self.mayBegin(after: former), let (name, length) = reference(in: rest) else {
        output.append(byte)
        former = byte
        rest = rest.dropFirst()
        continue
      }
      if let here = kept[name] {
        output += Array(here.address.utf8)
      } else {
        output += linksOthers ? Array((origin + name.address).utf8) : Array(rest.prefix(length))
      }
      former = output.last
      rest = rest.dropFirst(length)
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The address of a picture with which the bytes begin, as a path or with the origin before it, and its length.
  private func reference(in bytes: ArraySlice<UInt8>) -> (MediaName, Int)? {
    var rest = bytes
    if rest.starts(with: origin.utf8) { rest = rest.dropFirst(origin.utf8.count) }
    guard rest.starts(with: MediaName.path.utf8) else { return nil }
    rest = rest.dropFirst(MediaName.path.utf8.count)
    // A digest, and `.webp` or `.jpg`.
    for length in [69, 68] {
      if let name = MediaName(String(decoding: rest.prefix(length), as: UTF8.self)) {
        return (name, rest.startIndex - bytes.startIndex + length)
      }
    }
    return nil
  }

  /// Whether an address may begin after a byte; after others it would be the end of somebody else's.
  private static func mayBegin(after byte: UInt8?) -> Bool {
    guard let byte else { return true }
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return false
    default: return !"._-~:/%@".utf8.contains(byte)
    }
  }
}

extension ArchiveIntake {
  /// Pictures that are taken from one archive.
  static let mostPictures = 5_000
  /// Bytes of a picture in an archive.
  static let pictureBytes = 10 << 20

  /// Makes a picture one of the person's and gives the name it has here; one that is refused is told of, and the rest goes on.
  func kept(_ name: MediaName, _ bytes: [UInt8], _ alt: String, _ outcome: inout Outcome) async -> MediaName? {
    do {
      outcome.seenPictures += 1
      guard let keeper else { throw PublishError.invalid("Pictures are not taken here.") }
      guard outcome.seenPictures <= Self.mostPictures else {
        throw PublishError.invalid("There are more than \(Self.mostPictures) pictures.")
      }
      guard bytes.count <= Self.pictureBytes else {
        throw PublishError.invalid("A picture may have at most \(Self.pictureBytes >> 20) MiB.")
      }
      let picture = try await keeper.keep(bytes, former: name, alt: alt, of: person, in: store)
      if picture.isNew { outcome.pictures += 1 }
      return picture.name
    } catch {
      outcome.complain("media/\(name.text): \(Self.words(for: error))")
      return nil
    }
  }
}
