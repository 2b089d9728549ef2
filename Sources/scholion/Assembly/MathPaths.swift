internal import Glibc

/// Where the child program for formulas and its KaTeX are.
enum MathPaths {
  /// Debian's `libjs-katex`.
  static let debianKaTeX = "/usr/share/javascript/katex/katex.min.js"
  private static let name = "scholion-math"

  /// The child program beside this one, then in PATH; nil where there is none (DESIGN 11.8).
  static func program(path: String?) -> String? {
    let beside = executable.map { "\(TextFile.folder(of: $0))/\(name)" }
    let inPath = (path ?? "").split(separator: ":").map { "\($0)/\(name)" }
    return ([beside].compactMap(\.self) + inPath).first { access($0, X_OK) == 0 }
  }

  /// The path of this very program.
  static var executable: String? {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    guard count > 0, count < bytes.count else { return nil }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
