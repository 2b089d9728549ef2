internal import CArchive

/// How much of a stranger's archive is read.
package struct ArchiveLimits: Sendable {
  /// Files in it.
  package var files = 20_000
  /// Bytes of one file, unpacked.
  package var fileBytes = 4 << 20
  /// Bytes of all, unpacked.
  package var allBytes = 512 << 20
  /// Bytes of a name.
  package var nameBytes = 512

  /// The house's limits.
  package init() {}
}

/// Reads a ZIP or a tar, packed with gzip or not, from one end to the other.
///
/// Nothing in it becomes a file: names are words by which the caller knows what it reads, links and devices are passed over, and
/// what is unpacked is counted while it is unpacked. Not to be shared between tasks.
package final class ArchiveReader {
  private let limits: ArchiveLimits
  private let archive: OpaquePointer
  private var files = 0
  private var total = 0

  /// Opens a file.
  package init(path: String, limits: ArchiveLimits = ArchiveLimits()) throws(ArchiveError) {
    guard let archive = archive_read_new() else { throw .broken("no memory") }
    self.archive = archive
    self.limits = limits
    archive_read_support_format_zip(archive)
    archive_read_support_format_tar(archive)
    archive_read_support_filter_gzip(archive)
    guard archive_read_open_filename(archive, path, 65_536) == ARCHIVE_OK else { throw fault() }
  }

  deinit { archive_read_free(archive) }

  /// The next file whose name is wanted, and its bytes; nil at the end.
  ///
  /// - Parameter cut: after how many bytes the rest of a file is passed over; where it says nil, a file that is longer than the
  ///   limits let be ends the reading
  package func next(
    _ wants: (String) -> Bool, cuttingAt cut: (String) -> Int? = { _ in nil }
  ) throws(ArchiveError) -> (String, [UInt8])? {
    while true {
      var entry: OpaquePointer?
      let code = archive_read_next_header(archive, &entry)
      if code == ARCHIVE_EOF { return nil }
      guard code >= ARCHIVE_WARN, let entry else { throw fault() }
      files += 1
      guard files <= limits.files else { throw .tooLarge("\(limits.files) files") }
      guard scholion_entry_is_file(entry) != 0, let text = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
      else { continue }
      let name = String(cString: text)
      let isWanted = name.utf8.count <= limits.nameBytes && wants(name)
      let bytes = try unpack(isKept: isWanted, cut: isWanted ? cut(name) : nil)
      if isWanted { return (name, bytes) }
    }
  }

  private func unpack(isKept: Bool, cut: Int?) throws(ArchiveError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = chunk.withUnsafeMutableBytes { archive_read_data(archive, $0.baseAddress, $0.count) }
      guard count >= 0 else { throw fault() }
      guard count > 0 else { return bytes }
      total += count
      guard total <= limits.allBytes else { throw .tooLarge("\(limits.allBytes >> 20) MiB") }
      guard isKept else { continue }
      if let cut {
        bytes += chunk.prefix(min(count, cut - bytes.count))
        continue
      }
      guard bytes.count + count <= limits.fileBytes else { throw .tooLarge("\(limits.fileBytes >> 20) MiB in one file") }
      bytes += chunk.prefix(count)
    }
  }

  private func fault() -> ArchiveError {
    .broken(archive_error_string(archive).map { String(cString: $0) } ?? "unknown")
  }
}
