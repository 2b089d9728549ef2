import Dispatch
import Glibc
import Synchronization

/// What one formula, one text and the child may cost.
package struct MathBudget: Sendable {
  /// Processor time of one formula, in milliseconds.
  package var formulaMilliseconds = 200
  /// Processor time of all formulas of one text, in milliseconds; starting the child is not counted.
  package var textMilliseconds = 2_000
  /// Resident memory past which the child is ended, in bytes.
  package var residentBytes = 536_870_912
  /// Seconds without work after which the child is ended.
  package var idleSeconds = 60
  /// Most texts that may wait; more are answered with `MathFailure.busy`.
  package var waitingTexts = 512

  /// The usual budget.
  package init() {}
}

/// Formulas to MathML, by KaTeX in a child program that can be ended at any time.
///
/// One thread of its own speaks with the child, so that no caller's thread waits; the thread and the child exist only
/// while there is work and for a minute after. The child gets no descriptor, environment or file of ours.
package final class MathRenderer: Sendable {
  private let program: String
  private let katex: String
  private let budget: MathBudget
  private let mailbox = Mutex(Mailbox())
  private let wake = DispatchSemaphore(value: 0)

  private struct Job: Sendable {
    let formulas: [Formula]
    let done: CheckedContinuation<[FormulaResult], Never>
  }

  private struct Mailbox: Sendable {
    var jobs: [Job] = []
    var isRunning = false
    var isClosed = false
    var resident: Int?
    var process: Int32?
    var starts = 0
    var kills = 0
    var closing: [CheckedContinuation<Void, Never>] = []
  }

  /// Whether there is a program to run and a KaTeX for it to load; without them formulas are shown as their source.
  package let isAvailable: Bool

  /// A renderer; starts nothing yet.
  ///
  /// - Parameters:
  ///   - program: the path of `scholion-math`, nil when there is none
  ///   - katex: the path of `katex.min.js`
  package init(program: String?, katex: String, budget: MathBudget = MathBudget()) {
    self.program = program.map(Self.absolute) ?? ""
    self.katex = Self.absolute(katex)
    self.budget = budget
    isAvailable = program.map { access($0, X_OK) == 0 && access(katex, R_OK) == 0 } ?? false
  }

  /// The child starts in another folder.
  private static func absolute(_ path: String) -> String {
    if path.utf8.first == UInt8(ascii: "/") { return path }
    guard let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }

  /// Resident memory of the child when it was last looked at, in bytes; nil when there is none.
  package var residentBytes: Int? { mailbox.withLock { $0.resident } }

  /// How many children were started so far.
  package var starts: Int { mailbox.withLock { $0.starts } }

  /// How many children were ended, or found gone, over a formula.
  package var kills: Int { mailbox.withLock { $0.kills } }

  /// The child's process number, nil when there is none.
  package var processID: Int32? { mailbox.withLock { $0.process } }

  /// Renders the formulas of one text; as many results as formulas, in order.
  package func render(_ formulas: [Formula]) async -> [FormulaResult] {
    guard isAvailable else { return formulas.map { _ in .failed(.unavailable) } }
    guard !formulas.isEmpty else { return [] }
    return await withCheckedContinuation { done in
      enum Step { case start, wake, refuse }
      let step: Step = mailbox.withLock { box in
        guard !box.isClosed, box.jobs.count < budget.waitingTexts else { return .refuse }
        box.jobs.append(Job(formulas: formulas, done: done))
        defer { box.isRunning = true }
        return box.isRunning ? .wake : .start
      }
      switch step {
      case .refuse: done.resume(returning: formulas.map { _ in .failed(.busy) })
      case .wake: wake.signal()
      case .start:
        if !MathThread.start({ self.serve() }) { endServing(nil) }
      }
    }
  }

  /// Ends the child at once and answers what waits with `MathFailure.busy`; returns when the child is gone.
  package func shutdown() async {
    await withCheckedContinuation { closed in
      let isRunning = mailbox.withLock { box in
        box.isClosed = true
        if box.isRunning { box.closing.append(closed) }
        return box.isRunning
      }
      if isRunning { wake.signal() } else { closed.resume() }
    }
  }

  private func serve() {
    enum Step { case job(Job), wait, end }
    let conversation = MathConversation(
      program: program, katex: katex, budget: budget, isClosed: { self.mailbox.withLock { $0.isClosed } })
    while true {
      let step: Step = mailbox.withLock { box in
        box.resident = conversation.resident
        box.process = conversation.process
        if box.isClosed { return .end }
        return box.jobs.isEmpty ? .wait : .job(box.jobs.removeFirst())
      }
      switch step {
      case .end: return endServing(conversation)
      case .job(let job):
        let before = (starts: conversation.starts, kills: conversation.kills)
        let results = conversation.render(job.formulas)
        mailbox.withLock { box in
          // A conversation ends with its idle child; these figures outlive it.
          box.starts += conversation.starts - before.starts
          box.kills += conversation.kills - before.kills
          box.resident = conversation.resident
          box.process = conversation.process
        }
        job.done.resume(returning: results)
      case .wait:
        guard wake.wait(timeout: .now() + .seconds(budget.idleSeconds)) == .timedOut else { continue }
        if mailbox.withLock({ $0.jobs.isEmpty }) {
          conversation.end()
          let hasWork = mailbox.withLock { box in
            box.resident = nil
            box.process = nil
            if box.jobs.isEmpty && !box.isClosed { box.isRunning = false }
            return box.isRunning
          }
          if !hasWork { return }
        }
      }
    }
  }

  private func endServing(_ conversation: MathConversation?) {
    conversation?.end()
    let (jobs, closing) = mailbox.withLock { box in
      defer {
        box.jobs = []
        box.closing = []
        box.isRunning = false
        box.resident = nil
        box.process = nil
      }
      return (box.jobs, box.closing)
    }
    for job in jobs { job.done.resume(returning: job.formulas.map { _ in .failed(.busy) }) }
    for closed in closing { closed.resume() }
  }
}

/// A thread outside the cooperative pool.
///
/// The child dies with the thread that made it, so no thread of a pool will do.
private enum MathThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
    var thread = pthread_t()
    let body = Unmanaged.passRetained(Body(run))
    let code = pthread_create(
      &thread, nil,
      { raw in
        if let raw { Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    guard code == 0 else {
      body.release()
      return false
    }
    pthread_detach(thread)
    return true
  }
}
