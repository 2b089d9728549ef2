internal import Domain
internal import Images
internal import Signatures

/// The pictures beside a copy of the database, in a folder of the same form as that of the server.
///
/// A picture never changes under its name, so what is there need not be looked at again, and a server may run meanwhile.
struct PictureCopy {
  /// What was done with the pictures of a folder.
  struct Outcome {
    /// Pictures that are in both places now.
    var count = 0
    /// Those that were not before.
    var copied = 0
    /// Names of those that hold something else than they say.
    var damaged: [String] = []

    /// Names what is damaged; throws ``Refusal`` then.
    func complain(of folder: String) throws {
      guard !damaged.isEmpty else { return }
      for name in damaged.prefix(20) { Console.complaint("\(name) is damaged") }
      throw Refusal("\(damaged.count) pictures in \(folder) are damaged and left out; everything else is done")
    }
  }

  /// Where they lie.
  let folder: String
  private let shelf: MediaShelf

  /// Those beside a file.
  init(of file: String) {
    folder = file + ".media"
    shelf = MediaShelf(folder: folder)
  }

  /// Copies what is not here yet; the rest are pictures that only this copy has.
  ///
  /// Throws ``Refusal`` where there is no room.
  func take(from source: MediaShelf) throws -> (outcome: Outcome, leftovers: [MediaName]) {
    let outcome = try fill(shelf, from: source, at: folder)
    let leftovers = names(on: shelf).filter { source.size(of: $0.text) == nil }
    return (outcome, leftovers)
  }

  /// Puts back what is missing there.
  ///
  /// Throws ``Refusal`` where there is no room.
  func bring(to target: MediaShelf) throws -> Outcome { try fill(target, from: shelf, at: "the folder of pictures") }

  /// Removes one of this copy.
  func remove(_ name: MediaName) { shelf.remove(name.text) }

  private func fill(_ target: MediaShelf, from source: MediaShelf, at place: String) throws -> Outcome {
    var outcome = Outcome()
    for name in names(on: source) {
      let size = source.size(of: name.text)
      if let size, target.size(of: name.text) == size {
        outcome.count += 1
        continue
      }
      guard let bytes = source.file(name.text) else {
        // Gone since it was listed.
        if source.size(of: name.text) != nil { outcome.damaged.append(name.text) }
        continue
      }
      guard name.text.utf8.starts(with: Hex.encode(Digest.sha256(bytes)).utf8) else {
        outcome.damaged.append(name.text)
        continue
      }
      // One of another length is what a failing disk left of it.
      target.remove(name.text)
      do { try target.store(bytes, as: name.text) } catch { throw Refusal("pictures cannot be written to \(place)") }
      outcome.count += 1
      outcome.copied += 1
    }
    return outcome
  }

  private func names(on shelf: MediaShelf) -> [MediaName] {
    (UInt8.min...UInt8.max).flatMap { shelf.names(in: $0, before: .max).compactMap { MediaName($0) } }
  }
}
