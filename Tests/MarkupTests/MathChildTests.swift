import Dispatch
import Glibc
import Testing

@testable import Markup

@Suite("The math child")
struct MathChildTests {
  private let formula = Formula(tex: "x^2", display: false)

  @Test("is replaced when something killed it")
  func killed() async throws {
    let renderer = MathProgram.renderer()
    for _ in 0..<3 {
      #expect(await renderer.render([formula]).first?.markup != nil)
      let process = try #require(renderer.processID)
      #expect(kill(process, SIGKILL) == 0)
    }
    #expect(await renderer.render([formula]).first?.markup != nil)
    #expect(renderer.starts == 4 && renderer.kills == 3, "the operator sees it")
    await renderer.shutdown()
  }

  @Test("ends with the renderer, which then answers busy")
  func shutdown() async throws {
    let renderer = MathProgram.renderer()
    _ = await renderer.render([formula])
    let process = try #require(renderer.processID)
    #expect((renderer.residentBytes ?? 0) > 1_000_000)
    await renderer.shutdown()
    #expect(kill(process, 0) == -1 && errno == ESRCH)
    #expect(renderer.processID == nil && renderer.residentBytes == nil)
    #expect(await renderer.render([formula]) == [.failed(.busy)])
    await renderer.shutdown()
  }

  @Test("ends when it was idle and comes back for the next formula")
  func idle() async throws {
    let renderer = MathProgram.renderer { $0.idleSeconds = 0 }
    for _ in 0..<3 {
      #expect(await renderer.render([formula]).first?.markup != nil)
      while renderer.processID != nil { try await Task.sleep(for: .milliseconds(5)) }
    }
    await renderer.shutdown()
  }

  @Test("that stops answering costs its formula, not the ones after it")
  func stopped() async throws {
    let renderer = MathProgram.renderer { $0.formulaMilliseconds = 100 }
    _ = await renderer.render([formula])
    let process = try #require(renderer.processID)
    #expect(kill(process, SIGSTOP) == 0)
    let results = await renderer.render([formula, formula])
    #expect(results.first == .failed(.time))
    #expect(results.last?.markup != nil)
    await renderer.shutdown()
  }

  @Test("past its memory is ended, and there is a new one for the next text")
  func memory() async throws {
    let renderer = MathProgram.renderer { $0.residentBytes = 1_000_000 }
    #expect(await renderer.render([formula]).count == 1)
    #expect(await renderer.render([formula]).count == 1)
    #expect(renderer.processID == nil)
    await renderer.shutdown()
  }

  @Test("when the text's time is spent leaves the rest as source")
  func textBudget() async {
    let renderer = MathProgram.renderer { $0.textMilliseconds = 0 }
    #expect(await renderer.render([formula, formula]) == [.failed(.time), .failed(.time)])
    await renderer.shutdown()
  }

  @Test(
    "missing, or without KaTeX, leaves sources",
    arguments: [
      (nil, MathProgram.katex), ("/nowhere/scholion-math", MathProgram.katex), (MathProgram.path, "/nowhere/katex.min.js"),
      (MathProgram.path, "/etc/passwd"), ("/bin/true", MathProgram.katex), ("/bin/cat", MathProgram.katex),
    ])
  func missing(program: String?, katex: String) async {
    let renderer = MathRenderer(program: program, katex: katex)
    let text = await Renderer(math: renderer).markdown("a $x^2$ b")
    await renderer.shutdown()
    #expect(text.html == "<p>a <code class=\"math-error\">x^2</code> b</p>\n")
    #expect(text.failedFormulas.map(\.reason) == [.unavailable])
    #expect(text.formulaCount == 1)
  }

  @Test("serves many texts at once, each with its own answers")
  func concurrent() async {
    let renderer = MathProgram.renderer()
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<40 {
        group.addTask {
          let results = await renderer.render((0..<5).map { Formula(tex: "n_{\(number)} + \($0)", display: false) })
          return results.count == 5 && results.allSatisfy { $0.markup?.contains("<mn>\(number)</mn>") == true }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
    await renderer.shutdown()
  }

  @Test("has no descriptor of ours and no environment but its own")
  func isolation() async throws {
    let ours = open("/etc/hostname", O_RDONLY)
    defer { close(ours) }
    let renderer = MathProgram.renderer()
    _ = await renderer.render([formula])
    let process = try #require(renderer.processID)
    for descriptor in 3..<64 {
      #expect(access("/proc/\(process)/fd/\(descriptor)", F_OK) != 0 || !Self.isOurs(process, descriptor))
    }
    #expect(Self.contents("/proc/\(process)/environ") == "JSC_useJIT=0\u{0}SWIFT_BACKTRACE=enable=no\u{0}")
    let limits = Self.contents("/proc/\(process)/limits")
    for name in ["Max file size", "Max core file size", "Max open files"] {
      let line = limits.split(separator: "\n").first { $0.hasPrefix(name) }
      #expect(line?.dropFirst(name.count).split(separator: " ").prefix(2).allSatisfy { $0 == "0" } == true, "\(line ?? "")")
    }
    await renderer.shutdown()
  }

  private static func isOurs(_ process: Int32, _ descriptor: Int) -> Bool {
    var target = [UInt8](repeating: 0, count: 256)
    let count = readlink("/proc/\(process)/fd/\(descriptor)", &target, target.count)
    return count > 0 && String(decoding: target.prefix(count), as: UTF8.self) == "/etc/hostname"
  }

  private static func contents(_ path: String) -> String {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 8_192)
    let count = read(file, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
