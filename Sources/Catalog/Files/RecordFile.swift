internal import Glibc

/// A file of records on this machine, read in pieces of 64 KiB.
package struct RecordFile: Sendable {
  /// Its format, found by its first bytes.
  package let format: CatalogFormat
  /// Its length in bytes, 0 where it is not known, as with a pipe.
  package let size: Int
  private let path: String
  private let limits: CatalogLimits

  /// A piece of what was read.
  package struct Piece: Sendable {
    /// The records of it, perhaps none.
    package let records: [BibliographicRecord]
    /// Bytes read so far, for a progress bar.
    package let bytesRead: Int
  }

  /// Opens a file and finds its format.
  ///
  /// Throws ``CatalogError/unreadable(_:)`` or ``CatalogError/unknownFormat``.
  package init(path: String, format: CatalogFormat? = nil, limits: CatalogLimits = CatalogLimits()) throws(CatalogError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var state = stat()
    guard fstat(descriptor, &state) == 0, state.st_mode & S_IFMT == S_IFREG else { throw .unreadable("it is no file") }
    let head = try Self.chunk(descriptor, 8_192)
    guard let found = format ?? CatalogFormat.detect(head) else { throw .unknownFormat }
    self.format = found
    self.path = path
    self.limits = limits
    size = Int(state.st_size)
  }

  /// Reads the file to its end, handing over piece after piece; returns what was passed over.
  ///
  /// After a fault in the midst of it the records before it have been handed over. Throws ``CatalogError``, and what `body` throws.
  package func read(_ body: (Piece) async throws -> Void) async throws -> [CatalogComplaint] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CatalogError.unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    let reader = RecordReader(format, limits: limits)
    var count = 0
    do {
      while true {
        let bytes = try Self.chunk(descriptor, 65_536)
        guard !bytes.isEmpty else { break }
        count += bytes.count
        try await body(Piece(records: try reader.feed(bytes), bytesRead: count))
      }
      try await body(Piece(records: try reader.finish(), bytesRead: count))
    } catch let error as CatalogError {
      try await body(Piece(records: reader.rest(), bytesRead: count))
      throw error
    }
    return reader.complaints
  }

  private static func chunk(_ descriptor: Int32, _ most: Int) throws(CatalogError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: most)
    while true {
      let count = Glibc.read(descriptor, &bytes, most)
      if count >= 0 { return Array(bytes.prefix(count)) }
      guard errno == EINTR else { throw .unreadable(String(cString: strerror(errno))) }
    }
  }
}
