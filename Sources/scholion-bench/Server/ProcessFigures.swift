internal import Foundation
internal import Glibc

/// What the kernel tells of a process (proc(5)).
struct ProcessFigures {
  let id: Int32

  /// Processor time of all its threads so far, in seconds; the kernel counts in hundredths.
  var cpu: Double {
    let words = afterName
    guard words.count > 12, let user = Double(words[11]), let system = Double(words[12]) else { return 0 }
    return (user + system) / Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
  }

  /// Memory in use now, in MiB.
  var resident: Double { status("VmRSS:") }

  /// The most memory that was in use, in MiB.
  var peak: Double { status("VmHWM:") }

  /// The processes it started whose program has that name.
  func children(named name: String) -> [ProcessFigures] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { Int32($0) }.map { ProcessFigures(id: $0) }.filter { other in
      other.afterName.dropFirst().first.flatMap { Int32($0) } == id
        && other.text("comm").trimmingCharacters(in: .newlines).utf8.elementsEqual(name.utf8)
    }
  }

  /// The fields of `stat` that follow the name: state, parent, ...
  private var afterName: [Substring] {
    let text = text("stat")
    guard let end = text.lastIndex(of: ")") else { return [] }
    return text[text.index(after: end)...].split(separator: " ")
  }

  private func status(_ name: String) -> Double {
    let line = text("status").split(separator: "\n").first { $0.hasPrefix(name) }
    return (line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Double($0) } ?? 0) / 1_024
  }

  private func text(_ file: String) -> String { (try? String(contentsOfFile: "/proc/\(id)/\(file)", encoding: .utf8)) ?? "" }
}
