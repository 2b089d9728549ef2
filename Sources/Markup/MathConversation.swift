import Glibc

/// What is said to the child, text by text; used by one thread only.
final class MathConversation {
  private let program: String
  private let katex: String
  private let budget: MathBudget
  private let isClosed: @Sendable () -> Bool
  private var child: MathChild?
  /// When starting failed, not before this time is it tried again.
  private var nextStart = 0

  init(program: String, katex: String, budget: MathBudget, isClosed: @escaping @Sendable () -> Bool) {
    self.program = program
    self.katex = katex
    self.budget = budget
    self.isClosed = isClosed
  }

  /// Children started, and children ended because one formula cost too much or the child was found gone.
  private(set) var starts = 0
  private(set) var kills = 0

  /// Resident memory of the child in bytes.
  var resident: Int? { child?.residentBytes }

  /// The child's process number.
  var process: Int32? { child?.process }

  /// Ends the child.
  func end() {
    child?.end()
    child = nil
  }

  /// Renders the formulas of one text within the text's budget.
  func render(_ formulas: [Formula]) -> [FormulaResult] {
    var left = budget.textMilliseconds * 1_000_000
    var output = MarkupLimits.mathOutputBytes
    var results: [FormulaResult] = []
    for (index, formula) in formulas.enumerated() {
      do throws(MathFailure) {
        guard index < MarkupLimits.formulas, (1...MarkupLimits.formulaBytes).contains(formula.tex.utf8.count),
          !formula.tex.utf8.contains(0)
        else { throw .refusedSize }
        if let command = TeXGuard.refusedCommand(in: formula.tex) { throw .refusedCommand(command) }
        guard left > 0 else { throw .time }
        guard output > 0 else { throw .output }
        let markup = try MathMLWriter.markup(of: formula, from: try answer(to: formula, left: &left))
        output -= markup.utf8.count
        results.append(.mathML(markup))
      } catch {
        results.append(.failed(error))
      }
    }
    if let resident, resident > budget.residentBytes {
      kills += 1
      end()
    }
    return results
  }

  /// The child's answer; a child that is found gone is replaced once.
  private func answer(to formula: Formula, left: inout Int) throws(MathFailure) -> [UInt8] {
    for attempt in 0...1 {
      let child = try runningChild()
      let before = child.processorNanoseconds
      do throws(MathFailure) {
        let allowed = min(left, budget.formulaMilliseconds * 1_000_000)
        let bytes = try child.convert(
          formula, processorNanoseconds: allowed, residentLimit: budget.residentBytes, isClosed: isClosed)
        left -= max(0, child.processorNanoseconds - before)
        return bytes
      } catch {
        if case .syntax = error {
          left -= max(0, child.processorNanoseconds - before)
          throw error
        }
        if error == .time { left -= budget.formulaMilliseconds * 1_000_000 }
        kills += 1
        end()
        if error != .crashed || attempt == 1 { throw error }
      }
    }
    throw .crashed
  }

  private func runningChild() throws(MathFailure) -> MathChild {
    if let child { return child }
    guard !isClosed() else { throw .busy }
    guard MonotonicClock.now >= nextStart else { throw .unavailable }
    do throws(MathFailure) {
      let started = try MathChild(program: program, katex: katex, isClosed: isClosed)
      child = started
      starts += 1
      return started
    } catch {
      nextStart = MonotonicClock.now + 10_000_000_000
      throw error
    }
  }
}

/// Nanoseconds since the machine started.
enum MonotonicClock {
  static var now: Int { nanoseconds(of: CLOCK_MONOTONIC) }

  static func nanoseconds(of clock: clockid_t) -> Int {
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { return 0 }
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
