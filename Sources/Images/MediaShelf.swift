internal import Glibc

/// The folder in which pictures lie, each under a name made from its bytes, in 256 folders by the first two letters.
///
/// A name is what the caller made of a digest: lower-case letters, digits and dots. There is nothing to change in a file, so
/// two that bring the same one do no harm to each other.
package struct MediaShelf: Sendable {
  private let folder: String

  package init(folder: String) { self.folder = folder }

  /// Puts a file there; it is on disk when this returns.
  package func store(_ bytes: [UInt8], as name: String) throws(ImageError) {
    guard let path = path(of: name) else { throw .unstored }
    if access(path, R_OK) == 0 { return touch(path) }
    let part = "\(folder)/\(name.prefix(2))"
    guard ImageFiles.makeFolder(part), let own = ImageFiles.temporaryFolder(in: part) else { throw .unstored }
    defer { ImageFiles.removeFolder(own) }
    guard ImageFiles.write(bytes, to: "\(own)/new"), rename("\(own)/new", path) == 0 else { throw .unstored }
    let opened = open(part, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw .unstored }
    defer { close(opened) }
    guard fsync(opened) == 0 else { throw .unstored }
  }

  /// A file that is brought once more is as young as a new one, so that nobody clears it away before it is used.
  private func touch(_ path: String) { utimes(path, nil) }

  /// The file; nil where there is none.
  package func file(_ name: String) -> [UInt8]? { path(of: name).flatMap { ImageFiles.read($0, atMost: ImageLimits.file) } }

  /// Bytes of a file; nil where there is none.
  package func size(of name: String) -> Int? { path(of: name).flatMap { ImageFiles.size($0) } }

  /// The names of the files in one of the 256 folders that were written before a time, in seconds since 1970.
  package func names(in part: UInt8, before time: Int) -> [String] {
    let digits = String(part, radix: 16)
    let place = "\(folder)/\(digits.utf8.count < 2 ? "0" : "")\(digits)"
    return ImageFiles.names(in: place).filter { name in
      path(of: name).flatMap { ImageFiles.written($0) }.map { $0 < time } ?? false
    }
  }

  /// Removes a file.
  package func remove(_ name: String) { if let path = path(of: name) { unlink(path) } }

  private func path(of name: String) -> String? {
    let isPlain = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    guard isPlain, (6...80).contains(name.utf8.count), name.utf8.first != UInt8(ascii: ".") else { return nil }
    return "\(folder)/\(name.prefix(2))/\(name)"
  }
}
