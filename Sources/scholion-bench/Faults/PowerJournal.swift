internal import Foundation

/// What was done to files, in order, as the preloaded library wrote it down (`faults.h`).
struct PowerJournal {
  /// One thing that was done.
  enum Step {
    case written(file: Int64, offset: Int, bytes: Data)
    case sized(file: Int64, size: Int)
    /// What was done to a file before a place in the journal is on the disk.
    case synced(file: Int64, before: Int)
    case made(file: Int64, path: String)
    case opened(file: Int64, path: String)
    case removed(path: String)
    case renamed(from: String, to: String)
    /// The names of a folder changed before a place in the journal are on the disk.
    case namesSynced(folder: String, before: Int)
  }

  /// The steps, each with its place in the journal.
  let steps: [(place: Int, step: Step)]

  /// Reads a journal, whose last record may be torn; none at all is an empty one.
  ///
  /// Throws ``MeasuringError`` when it makes no sense.
  init(at path: String) throws(MeasuringError) {
    guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
      steps = []
      return
    }
    var steps: [(place: Int, step: Step)] = []
    var place = 0
    while place + 40 <= bytes.count {
      let head = bytes.withUnsafeBytes { raw in
        (0..<5).map { raw.loadUnaligned(fromByteOffset: place + $0 * 8, as: Int64.self) }
      }
      guard head[0] == 0x5343_484f_4c49_4f4e, head[4] >= 0 else { throw MeasuringError("\(path) makes no sense at \(place)") }
      let end = place + 40 + Int(head[4])
      guard end <= bytes.count else { break }
      steps.append((place, try Self.step(head, bytes[(place + 40)..<end])))
      place = end
    }
    self.steps = steps
  }

  private static func step(_ head: [Int64], _ bytes: Data) throws(MeasuringError) -> Step {
    let (file, offset) = (head[2], Int(head[3]))
    var text: String { String(decoding: bytes, as: UTF8.self) }
    switch head[1] {
    case 1: return .written(file: file, offset: offset, bytes: bytes)
    case 2: return .sized(file: file, size: offset)
    case 3: return .synced(file: file, before: offset)
    case 4: return .made(file: file, path: text)
    case 5: return .opened(file: file, path: text)
    case 6: return .removed(path: text)
    case 7:
      let parts = bytes.split(separator: 0, maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
      guard parts.count == 2 else { throw MeasuringError("a renaming without two names") }
      return .renamed(from: parts[0], to: parts[1])
    case 8: return .namesSynced(folder: text, before: offset)
    default: throw MeasuringError("a record of kind \(head[1])")
    }
  }
}
