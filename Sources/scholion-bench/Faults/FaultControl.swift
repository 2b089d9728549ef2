internal import Foundation
internal import Glibc

/// Calls that can be made to fail (`faults.h`).
struct CallClasses: OptionSet, Sendable {
  let rawValue: Int64
  static let open = CallClasses(rawValue: 1)
  static let read = CallClasses(rawValue: 2)
  static let write = CallClasses(rawValue: 4)
  static let size = CallClasses(rawValue: 8)
  static let sync = CallClasses(rawValue: 16)
  static let map = CallClasses(rawValue: 32)
  static let name = CallClasses(rawValue: 64)
  static let socket = CallClasses(rawValue: 128)
  /// Talk with a database in another process.
  static let line = CallClasses(rawValue: 256)

  /// All that touches files.
  static let files: CallClasses = [.open, .read, .write, .size, .sync, .map, .name]
  /// What changes files.
  static let changes: CallClasses = [.open, .write, .size, .sync, .name]
}

/// The file that the preloaded library reads its orders from, beside the journal it keeps.
///
/// The library maps the file; reading and writing it here meets the same memory.
struct FaultControl: Sendable {
  /// What lasts until it is taken back.
  struct Switches: OptionSet, Sendable {
    let rawValue: Int64
    /// Whatever would take space fails with ENOSPC.
    static let full = Switches(rawValue: 1)
    /// The journal says nothing of fsync: a disk that lies.
    static let lying = Switches(rawValue: 2)
    /// Once a call has failed, all that follow do.
    static let lasting = Switches(rawValue: 4)
  }

  private enum Slot: Int {
    case switches, countdown, classes, number, counted, failed, lastClass
  }

  let file: String
  /// Where the library notes what was written; nil for no journal.
  let journal: String?
  /// The library itself.
  let library: String
  private let descriptor: Int32

  /// - Parameter server: the program beside which the library was built
  /// Throws ``MeasuringError`` when the library is not there.
  init(in folder: URL, besides server: String, hasJournal: Bool) throws(MeasuringError) {
    library = URL(filePath: server).deletingLastPathComponent().appending(path: "libscholion-faults.so").path
    guard access(library, R_OK) == 0 else {
      throw MeasuringError("\(library) is not there: build the product scholion-faults first")
    }
    file = folder.appending(path: "faults.control").path
    journal = hasJournal ? folder.appending(path: "faults.journal").path : nil
    descriptor = Glibc.open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0, ftruncate(descriptor, 4_096) == 0 else { throw MeasuringError("\(file) cannot be written") }
  }

  /// What a process needs to obey.
  ///
  /// - Parameters:
  ///   - program: the only program concerned
  ///   - folder: whose files are concerned
  func environment(for program: String, under folder: String) -> [String: String] {
    var variables = [
      "LD_PRELOAD": library, "FAULTS_CONTROL": file, "FAULTS_UNDER": folder,
      "FAULTS_PROGRAM": URL(filePath: program).resolvingSymlinksInPath().path,
    ]
    if let journal { variables["FAULTS_JOURNAL"] = journal }
    return variables
  }

  /// Lets the `nth` of these calls from now on fail, once or from then on.
  func fail(_ nth: Int, of classes: CallClasses, with number: Int32, isLasting: Bool = false) {
    clear()
    set(.classes, classes.rawValue)
    set(.number, Int64(number))
    if isLasting { set(.switches, Switches.lasting.rawValue) }
    set(.countdown, Int64(nth))
  }

  /// Lets the process die by SIGKILL at the `nth` of these calls, before or after it.
  func die(at nth: Int, of classes: CallClasses) { fail(nth, of: classes, with: -1) }

  /// Turns a switch on.
  func turnOn(_ switches: Switches) { set(.switches, value(.switches) | switches.rawValue) }

  /// Ends every fault; the counts begin anew.
  func clear() {
    for slot in [Slot.countdown, .switches, .counted, .failed] { set(slot, 0) }
  }

  /// Calls that counted.
  var counted: Int { Int(value(.counted)) }

  /// Calls that failed.
  var failed: Int { Int(value(.failed)) }

  /// The class of the one that failed last, as its number.
  var lastClass: Int64 { value(.lastClass) }

  private func set(_ slot: Slot, _ value: Int64) {
    withUnsafeBytes(of: value) { _ = pwrite(descriptor, $0.baseAddress, $0.count, slot.rawValue * 8) }
  }

  private func value(_ slot: Slot) -> Int64 {
    var value: Int64 = 0
    withUnsafeMutableBytes(of: &value) { _ = pread(descriptor, $0.baseAddress, $0.count, slot.rawValue * 8) }
    return value
  }
}
