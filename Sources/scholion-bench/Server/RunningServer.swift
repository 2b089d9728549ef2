internal import Glibc

/// A server process that this program started.
struct RunningServer: Sendable {
  let site: ServerSite
  private let process: ChildProcess
  /// When it was started, by `Clock.now`.
  let startedAt: Int64

  init(site: ServerSite, process: ChildProcess, startedAt: Int64) {
    self.site = site
    self.process = process
    self.startedAt = startedAt
  }

  var id: Int32 { process.id }

  /// Waits for the first 200 of `/readyz` and gives the time from the start, in nanoseconds.
  ///
  /// Throws ``MeasuringError`` when the process ends, or after a minute.
  func waitUntilReady() throws -> Int64 {
    while Clock.now - startedAt < 60_000_000_000 {
      if site.get("/readyz", within: 1_000)?.status == 200 { return Clock.now - startedAt }
      guard process.isRunning else { throw MeasuringError("the server ended while starting: see \(site.log.path)") }
      usleep(1_000)
    }
    throw MeasuringError("the server was not ready within a minute: see \(site.log.path)")
  }

  /// Waits until no received activity and no delivery waits to be handled; gives the time of it, by `Clock.now`.
  ///
  /// Throws ``MeasuringError`` when it takes longer than `patience` seconds.
  func waitUntilIdle(patience: Int, deliveriesToo: Bool = false) throws -> Int64 {
    let names = ["scholion_inbox_waiting"] + (deliveriesToo ? ["scholion_deliveries_waiting"] : [])
    let end = Clock.now + Int64(patience) * 1_000_000_000
    var waiting: [String] = []
    while Clock.now < end {
      let asked = Clock.now
      if let answer = site.get("/metrics"), answer.status == 200 {
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        waiting = names.compactMap { name in lines.first { $0.hasPrefix(name + " ") }.map(String.init) }
        if waiting.count == names.count, waiting.allSatisfy({ Double($0.split(separator: " ").last ?? "") == 0 }) { return asked }
      }
      usleep(50_000)
    }
    throw MeasuringError(
      "not idle after \(patience) s: \(waiting.isEmpty ? "/metrics tells no queue" : waiting.joined(separator: ", "))")
  }

  /// Whether it has not ended.
  var isRunning: Bool { process.isRunning }

  /// Ends it the hard way, as a power cut to the process would; does not wait.
  func killAtOnce() { process.signal(SIGKILL) }

  /// Asks it to stop; does not wait.
  func askToStop() { process.signal(SIGTERM) }

  /// Waits for the end and gives the status.
  @discardableResult
  func wait() -> Int32 { process.wait() }

  /// Asks it to stop, waits, and gives its status.
  @discardableResult
  func stop() -> Int32 {
    process.signal(SIGTERM)
    return process.wait()
  }
}
