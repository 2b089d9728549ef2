internal import CArchive
internal import Glibc

/// Writes an archive or a packed file beside its place and puts it there when it is whole, so that nobody ever reads half of one.
///
/// What was written goes to the disk piece by piece. Not to be shared between tasks.
package final class ArchiveWriter {
  /// What is written.
  package enum Format: Sendable {
    /// Many files, which every system opens by itself.
    case zip
    /// One stream of bytes, packed with gzip.
    case gzip
  }

  private let path: String
  private let archive: OpaquePointer
  private let descriptor: Int32
  private let modified: Int
  private var isDone = false
  private var partPath: String { path + ".part" }

  /// Begins a file.
  ///
  /// - Parameter modified: in seconds since 1970, the time that stands at every file in it
  package init(path: String, format: Format, modified: Int64) throws(ArchiveError) {
    self.path = path
    self.modified = Int(modified)
    descriptor = open(path + ".part", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .broken(String(cString: strerror(errno))) }
    guard let archive = archive_write_new() else {
      close(descriptor)
      throw .broken("no memory")
    }
    self.archive = archive
    switch format {
    case .zip: archive_write_set_format_zip(archive)
    case .gzip:
      archive_write_set_format_raw(archive)
      archive_write_add_filter_gzip(archive)
      // The stream carries no time, so that the same text makes the same bytes.
      archive_write_set_filter_option(archive, "gzip", "timestamp", nil)
    }
    try check(archive_write_open_fd(archive, descriptor))
    if format == .gzip { try begin("stream", size: nil) }
  }

  deinit {
    archive_write_free(archive)
    if !isDone {
      close(descriptor)
      unlink(partPath)
    }
  }

  /// Adds a file of an archive.
  package func add(_ name: String, _ bytes: [UInt8]) throws(ArchiveError) {
    try begin(name, size: bytes.count)
    try write(bytes)
    try check(archive_write_finish_entry(archive))
  }

  /// Goes on with a stream.
  package func write(_ bytes: [UInt8]) throws(ArchiveError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
      guard count > 0 else { throw fault() }
      rest = rest.dropFirst(count)
    }
  }

  /// Ends the file: what was written is on the disk when it stands in its place.
  package func finish() throws(ArchiveError) {
    try check(archive_write_close(archive))
    guard fsync(descriptor) == 0 else { throw .broken(String(cString: strerror(errno))) }
    guard close(descriptor) == 0 else { throw .broken(String(cString: strerror(errno))) }
    isDone = true
    guard rename(partPath, path) == 0 else {
      let words = String(cString: strerror(errno))
      unlink(partPath)
      throw .broken(words)
    }
  }

  private func begin(_ name: String, size: Int?) throws(ArchiveError) {
    guard let entry = archive_entry_new() else { throw .broken("no memory") }
    defer { archive_entry_free(entry) }
    archive_entry_set_pathname_utf8(entry, name)
    scholion_entry_set_file(entry)
    archive_entry_set_perm(entry, 0o644)
    archive_entry_set_mtime(entry, modified, 0)
    if let size { archive_entry_set_size(entry, Int64(size)) }
    try check(archive_write_header(archive, entry))
  }

  private func check(_ code: Int32) throws(ArchiveError) { if code < ARCHIVE_WARN { throw fault() } }

  private func fault() -> ArchiveError {
    .broken(archive_error_string(archive).map { String(cString: $0) } ?? "unknown")
  }
}
