package import Domain
package import Images
package import Outbox
internal import Signatures
package import Store

/// Where pictures are read and kept.
package struct MediaRoom: Sendable {
  let workshop: ImageWorkshop
  let shelf: MediaShelf

  /// Bytes of one person's pictures.
  static let quota = 200 << 20
  /// Characters that say what a picture shows.
  static let maximumAlt = 1_000
  /// For whoever has no room left.
  static let full = "Your pictures fill the 200 MiB that everybody has; those that no text shows go after a day."

  /// Reads pictures in the workshop and keeps them on the shelf.
  package init(workshop: ImageWorkshop, shelf: MediaShelf) {
    self.workshop = workshop
    self.shelf = shelf
  }

  /// Reads a picture anew and keeps it as one of somebody's; nil where theirs would then have more bytes than they may.
  ///
  /// Throws `ImageError` where it is not taken.
  func add(_ bytes: [UInt8], alt: String, of actorID: RowID, in store: Store) async throws -> KeptPicture? {
    guard try await store.read({ try $0.mediaSize(of: actorID) }) < Self.quota else { return nil }
    let made = try await workshop.make(bytes)
    guard let name = MediaName(digest: Hex.encode(Digest.sha256(made.bytes)), ending: made.ending) else {
      throw ImageError.unstored
    }
    try shelf.store(made.bytes, as: name.text)
    let row = MediaRow(
      id: store.ids.next(), actorID: actorID, name: name, size: made.bytes.count, width: made.width, height: made.height, alt: alt
    )
    return try await note(row, in: store)
  }

  private func note(_ row: MediaRow, in store: Store) async throws -> KeptPicture? {
    try await store.write { transaction in
      let isNew = try transaction.media(row.name, of: row.actorID) == nil
      guard try transaction.insertMedia(row, quota: Self.quota) else { return nil }
      return KeptPicture(name: row.name, isNew: isNew)
    }
  }

  /// One line; one that is too long stays too long.
  static func described(_ text: String) -> String {
    guard text.utf8.count <= 16_384 else { return String(text.prefix(maximumAlt + 1)) }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension MediaRoom: PictureKeeper {
  /// How often a picture of an archive waits a second for those whom somebody is just adding.
  private static let patience = 60

  package func bytes(of name: MediaName) -> [UInt8]? { shelf.file(name.text) }

  package func keep(
    _ bytes: [UInt8], former: MediaName, alt: String, of person: ActorRow, in store: Store
  ) async throws -> KeptPicture {
    do {
      if let known = try await known(bytes, former, of: person, in: store) { return known }
      let words = String(String.UnicodeScalarView(alt.unicodeScalars.filter { $0.properties.generalCategory != .control }))
      let shown = String(Self.described(words).prefix(Self.maximumAlt))
      for _ in 0..<Self.patience {
        do {
          guard let kept = try await add(bytes, alt: shown, of: person.id, in: store) else {
            throw PublishError.invalid(Self.full)
          }
          return kept
        } catch ImageError.busy {
          try await Task.sleep(for: .seconds(1))
        }
      }
      throw ImageError.busy
    } catch let error as ImageError {
      throw PublishError.invalid(error.message)
    }
  }

  /// A picture that was made here and is theirs still, as young as a new one; another reading would only make it worse.
  private func known(
    _ bytes: [UInt8], _ former: MediaName, of person: ActorRow, in store: Store
  ) async throws -> KeptPicture? {
    guard var row = try await store.read({ try $0.media(former, of: person.id) }),
      former.text.utf8.starts(with: Hex.encode(Digest.sha256(bytes)).utf8)
    else { return nil }
    try shelf.store(bytes, as: former.text)
    row.id = store.ids.next()
    return try await note(row, in: store)
  }
}
