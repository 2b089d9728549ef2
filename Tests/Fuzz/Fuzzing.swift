// scholion-fuzz: makes inputs for one property after another; built by `make fuzz` alone, with coverage and the address sanitizer.

internal import CFuzzer
internal import Dispatch
internal import Glibc
internal import Judging
internal import Synchronization

/// `scholion-fuzz PROPERTY [libFuzzer's arguments]`; without arguments it lists the properties.
@main
enum Fuzzing {
  /// The property that the first argument names.
  static let chosen = Property.all.first { $0.name == CommandLine.arguments.dropFirst().first }

  static func main() {
    guard chosen != nil else {
      print(Property.all.map(\.name).joined(separator: "\n"))
      exit(CommandLine.arguments.count > 1 ? 1 : 0)
    }
    let words = CommandLine.arguments.prefix(1) + CommandLine.arguments.dropFirst(2)
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var argc = Int32(words.count)
    let status = argv.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      return LLVMFuzzerRunDriver(&argc, &start) { data, count in
        Fuzzing.judge(Array(UnsafeBufferPointer(start: data, count: count)))
        return 0
      }
    }
    exit(status)
  }

  /// Ends the program where the property does not hold, so that libFuzzer keeps the input.
  private static func judge(_ bytes: [UInt8]) {
    guard let chosen else { return }
    let found = Mutex<String?>(nil)
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      let complaint = await chosen.complaint(bytes)
      found.withLock { $0 = complaint }
      done.signal()
    }
    done.wait()
    guard let complaint = found.withLock({ $0 }) else { return }
    let line = Array("\(chosen.name): \(complaint)\n".utf8)
    _ = write(2, line, line.count)
    abort()
  }
}
