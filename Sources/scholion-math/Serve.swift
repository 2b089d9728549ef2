internal import CJavaScriptCore
import Glibc

/// Confines the process, loads KaTeX and answers until the input ends; gives the exit code.
func serve(katex: String, parent: Int32) -> Int32 {
  // The parent may have died before the confinement took hold.
  guard scholion_confine_process() == 0, getppid() == parent else { return 71 }
  guard let script = contents(of: katex) else { return refuse("cannot read KaTeX") }
  let engine: KaTeXEngine
  do throws(EngineFailure) {
    engine = try KaTeXEngine(script: script)
    _ = try engine.convert("x^2", display: false)
  } catch {
    return refuse(error.reason)
  }
  guard scholion_forbid_descriptors() == 0 else { return 71 }
  guard MessagePipe.write("R", []) else { return 0 }
  while let request = MessagePipe.read(atMost: 4_097) {
    guard MessagePipe.answer(request, engine) else { return 0 }
  }
  return 0
}

extension MessagePipe {
  /// Converts one formula and writes the answer; false when nobody reads.
  fileprivate static func answer(_ request: [UInt8], _ engine: KaTeXEngine) -> Bool {
    guard let display = request.first, let tex = String(validating: request.dropFirst(), as: UTF8.self), !tex.utf8.contains(0)
    else {
      return write("E", Array("not text".utf8))
    }
    if let command = RefusedCommands.first(in: request.dropFirst()) {
      return write("E", Array("refused command \\\(command)".utf8))
    }
    do throws(EngineFailure) {
      let markup = Array(try engine.convert(tex, display: display == 1).utf8)
      return markup.count <= 65_536 ? write("M", markup) : write("E", Array("output too long".utf8))
    } catch {
      return write("E", Array(error.reason.utf8.prefix(1_024)))
    }
  }
}

private func refuse(_ reason: String) -> Int32 {
  _ = MessagePipe.write("X", Array(reason.utf8.prefix(1_024)))
  return 69
}

/// The bytes of a file of at most 4 MiB.
private func contents(of path: String) -> [UInt8]? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var gathered: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = read(file, &buffer, buffer.count)
    if count == 0 { return gathered }
    if count < 0 && errno == EINTR { continue }
    guard count > 0, gathered.count + count <= 4 << 20 else { return nil }
    gathered.append(contentsOf: buffer[..<count])
  }
}
