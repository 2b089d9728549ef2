internal import Foundation

/// What is left in a folder when the power goes: all that was on the disk, and of the rest what the disk happened to write.
///
/// The strict reading of POSIX holds: the bytes of a file count from its own fsync on, its name from that of its folder. Names
/// change in order, as on file systems with a journal; bytes in any order, torn at the sectors.
struct PowerCut {
  /// What the disk had written of what nobody waited for.
  enum Remains: CaseIterable {
    case nothing
    /// Any of the writes, each of them whole.
    case someWrites
    /// Any of the sectors of any of the writes.
    case someSectors
  }

  private final class File {
    var bytes: [UInt8]
    var waiting: [(place: Int, change: Change)] = []
    init(_ bytes: [UInt8]) { self.bytes = bytes }
  }
  private enum Change {
    case write(offset: Int, Data)
    case size(Int)
  }
  private enum NameChange {
    case add(String, File)
    case remove(String)
    case rename(String, String)
  }

  private let folder: String
  /// The names as the processes saw them, and as they are on the disk.
  private var seen: [String: File] = [:]
  private var names: [String: File] = [:]
  private var waitingNames: [(place: Int, change: NameChange)] = []
  private var inodes: [Int64: File] = [:]

  /// Takes in the folder as it is, with everything in it on the disk and nobody using it.
  init(of folder: URL) throws {
    self.folder = folder.path
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where !name.hasSuffix("-shm") {
      let path = "\(folder.path)/\(name)"
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      names[path] = File([UInt8](try Data(contentsOf: URL(filePath: path))))
    }
    seen = names
  }

  /// Puts the folder into the state in which the power cut leaves it; how many changes nobody had waited for.
  mutating func strike(after journal: PowerJournal, leaving remains: Remains, dice: inout Dice) throws -> Int {
    for (place, step) in journal.steps { try follow(step, at: place) }
    let undecided = waitingNames.count + names.values.reduce(0) { $0 + $1.waiting.count }
    if remains != .nothing {
      for change in waitingNames.prefix(Int.random(in: 0...waitingNames.count, using: &dice)) { apply(change.change) }
    }
    for file in names.sorted(by: { $0.key < $1.key }).map(\.value) {
      for (_, change) in file.waiting where remains != .nothing && Bool.random(using: &dice) {
        apply(change, to: file, remains, &dice)
      }
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
    for (path, file) in names {
      try FileManager.default.createDirectory(
        at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
      guard FileManager.default.createFile(atPath: path, contents: Data(file.bytes), attributes: [.posixPermissions: 0o600])
      else { throw MeasuringError("\(path) cannot be written") }
    }
    return undecided
  }

  private mutating func follow(_ step: PowerJournal.Step, at place: Int) throws(MeasuringError) {
    switch step {
    case .written(let inode, let offset, let bytes): try file(inode).waiting.append((place, .write(offset: offset, bytes)))
    case .sized(let inode, let size): try file(inode).waiting.append((place, .size(size)))
    case .synced(let inode, let limit):
      let file = try file(inode)
      for (_, change) in file.waiting.prefix(while: { $0.place < limit }) { Self.apply(change, to: file) }
      file.waiting.removeAll { $0.place < limit }
    case .made(let inode, let path):
      let file = File([])
      (inodes[inode], seen[path]) = (file, file)
      waitingNames.append((place, .add(path, file)))
    case .opened(let inode, let path):
      guard let file = seen[path] else { throw MeasuringError("\(path) was opened and never made") }
      inodes[inode] = file
    case .removed(let path):
      seen[path] = nil
      waitingNames.append((place, .remove(path)))
    case .renamed(let from, let to):
      seen[to] = seen.removeValue(forKey: from)
      waitingNames.append((place, .rename(from, to)))
    case .namesSynced(_, let limit):
      // There is one folder.
      for (_, change) in waitingNames.prefix(while: { $0.place < limit }) { apply(change) }
      waitingNames.removeAll { $0.place < limit }
    }
  }

  private func file(_ inode: Int64) throws(MeasuringError) -> File {
    guard let file = inodes[inode] else { throw MeasuringError("a file was written that was not opened") }
    return file
  }

  private mutating func apply(_ change: NameChange) {
    switch change {
    case .add(let path, let file): names[path] = file
    case .remove(let path): names[path] = nil
    case .rename(let from, let to): names[to] = names.removeValue(forKey: from)
    }
  }

  private static func apply(_ change: Change, to file: File) {
    switch change {
    case .size(let size):
      if size < file.bytes.count { file.bytes.removeLast(file.bytes.count - size) } else { grow(file, to: size) }
    case .write(let offset, let bytes):
      grow(file, to: offset + bytes.count)
      file.bytes.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }
  }

  /// Applies a change as far as the disk got with it.
  private func apply(_ change: Change, to file: File, _ remains: Remains, _ dice: inout Dice) {
    guard case .write(let offset, let bytes) = change, remains == .someSectors else { return Self.apply(change, to: file) }
    let sector = Bool.random(using: &dice) ? 512 : 4_096
    var start = offset
    while start < offset + bytes.count {
      let end = min(offset + bytes.count, (start / sector + 1) * sector)
      if Bool.random(using: &dice) {
        let piece = bytes.dropFirst(start - offset).prefix(end - start)
        Self.apply(.write(offset: start, piece), to: file)
      }
      start = end
    }
  }

  private static func grow(_ file: File, to size: Int) {
    if size > file.bytes.count { file.bytes.append(contentsOf: repeatElement(0, count: size - file.bytes.count)) }
  }
}
