internal import Glibc

/// What came of many postings.
struct VolleyReport: Sendable {
  /// Per posting the last status, 0 when no answer came, -1 when it was not sent, since the time was over.
  var statuses: [Int]
  /// Per answered posting the time from sending to answer, in nanoseconds.
  var spans: [Int64] = []
  /// When the first was sent and the last answered.
  var began = Clock.now
  var ended = Clock.now
  /// Processor time of the sending thread, in nanoseconds.
  var cpu: Int64 = 0
  /// Bytes of the answers' bodies.
  var received = 0
  /// The last answer's body.
  var lastBody: [UInt8] = []
  /// How often a posting was sent once more, after a 503 or a connection that ended.
  var repeats = 0

  var accepted: Int { statuses.count { (200..<300).contains($0) } }
  var sent: Int { statuses.count { $0 >= 0 } }
  var unanswered: Int { statuses.count { $0 == 0 } }
  var elapsed: Double { (ended - began).seconds }

  /// How often each status that is no success came, most first; for the reader.
  var refusals: String {
    let counts = Dictionary(grouping: statuses.filter { $0 >= 0 && !(200..<300).contains($0) }, by: { $0 }).mapValues(\.count)
    return counts.sorted { $0.value > $1.value }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
  }
}

/// Sends signed postings over a few keep-alive connections, each the next one as soon as the last is answered.
///
/// One thread drives them all, so that little processor time is taken from the server.
struct Volley {
  let port: Int
  let connections: Int
  /// After so many nanoseconds nothing more is sent; nil means that all is.
  var duration: Int64?
  /// How often a posting is sent once more after a 503, as its sender would.
  var tries = 20
  /// Nothing has been answered for so long: what is left counts as unanswered; nanoseconds.
  var patience: Int64 = 60_000_000_000

  private struct Line {
    var connection: WireConnection
    var index: Int
    var sentAt: Int64
  }

  /// Blocks until all are answered; throws ``MeasuringError`` when nobody listens.
  func fire(_ postings: [Posting]) throws -> VolleyReport { try fire(postings.map(\.bytes)) }

  /// The same with any whole requests.
  func fire(_ postings: [[UInt8]]) throws -> VolleyReport {
    let startCPU = Clock.threadCPU
    var report = VolleyReport(statuses: Array(repeating: -1, count: postings.count))
    report.spans.reserveCapacity(postings.count)
    var waiting = Array(postings.indices.reversed())
    var sendings = [Int](repeating: 0, count: postings.count)
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    var lines: [Line?] = Array(repeating: nil, count: connections)
    var lastAnswer = Clock.now
    report.began = lastAnswer
    let end = duration.map { lastAnswer + $0 } ?? .max
    var isOver = false

    func sendNext(_ slot: Int, over connection: WireConnection?) throws {
      if !isOver, Clock.now >= end {
        isOver = true
        // What was sent before is still answered.
        waiting.removeAll { sendings[$0] == 0 }
      }
      guard let index = waiting.popLast() else {
        if let connection { close(connection.descriptor) }
        lines[slot] = nil
        return
      }
      var connection = try connection ?? WireConnection(Loopback.connecting(to: port))
      sendings[index] += 1
      report.statuses[index] = max(0, report.statuses[index])
      let now = Clock.now
      // A connection that ended shows at the next reading.
      _ = connection.send(postings[index])
      lines[slot] = Line(connection: connection, index: index, sentAt: now)
    }
    func again(_ index: Int) {
      guard sendings[index] <= tries else { return }
      report.repeats += 1
      waiting.insert(index, at: 0)
    }

    for slot in lines.indices { try sendNext(slot, over: nil) }
    while true {
      let busy = lines.indices.filter { lines[$0] != nil }
      guard !busy.isEmpty, Clock.now - lastAnswer < patience else { break }
      var polled = busy.compactMap {
        lines[$0].map { pollfd(fd: $0.connection.descriptor, events: $0.connection.interest, revents: 0) }
      }
      _ = poll(&polled, nfds_t(polled.count), 1_000)
      for (slot, entry) in zip(busy, polled) where entry.revents != 0 {
        guard var line = lines[slot] else { continue }
        lines[slot] = nil
        let isOpen = line.connection.receive(into: &buffer) && line.connection.flush()
        if let answer = line.connection.message() {
          lastAnswer = Clock.now
          report.spans.append(lastAnswer - line.sentAt)
          report.statuses[line.index] = answer.status
          report.received += answer.body.count
          report.lastBody = answer.body
          if answer.status == 503 { again(line.index) }
          if !isOpen { close(line.connection.descriptor) }
          try sendNext(slot, over: isOpen ? line.connection : nil)
        } else if isOpen {
          lines[slot] = line
        } else {
          close(line.connection.descriptor)
          again(line.index)
          try sendNext(slot, over: nil)
        }
      }
    }
    for line in lines { if let line { close(line.connection.descriptor) } }
    report.ended = lastAnswer
    report.cpu = Clock.threadCPU - startCPU
    return report
  }
}
