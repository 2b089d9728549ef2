internal import Glibc

/// Files that the operator names.
enum TextFile {
  /// The text of a file, or of standard input for `-`.
  ///
  /// - Parameter limit: the most bytes taken; a longer file is refused
  /// Throws ``Refusal`` naming the file.
  static func read(_ path: String, limit: Int) throws -> String {
    let isInput = path.utf8.elementsEqual("-".utf8)
    let descriptor = isInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Refusal("\(path): \(String(cString: strerror(errno)))") }
    defer { if !isInput { close(descriptor) } }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Refusal("\(path): \(String(cString: strerror(errno)))") }
      guard count > 0 else { break }
      bytes += piece.prefix(count)
      guard bytes.count <= limit else { throw Refusal("\(path) is longer than \(limit) bytes") }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Refusal("\(path) is not UTF-8 text") }
    return text
  }

  /// Makes a folder, its parents too, closed to others.
  ///
  /// Throws ``Refusal``.
  static func makeFolder(_ path: String) throws {
    var parents = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      parents += parents.isEmpty && part.isEmpty ? "/" : parents.isEmpty || parents.hasSuffix("/") ? String(part) : "/\(part)"
      guard !part.isEmpty, part != ".", part != ".." else { continue }
      guard mkdir(parents, 0o750) == 0 || errno == EEXIST else {
        throw Refusal("the folder \(path) cannot be made: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// The folder that holds a file.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
