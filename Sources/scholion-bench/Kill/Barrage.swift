internal import Glibc

/// What goes on towards the server over all rounds.
///
/// A number of requests is open at any time: all but the last byte of each is sent, and the last bytes follow in small random
/// groups, so that the server is always in the middle of many and finishes as many a second as asked for.
struct Barrage {
  /// Never sent yet, the next one last.
  private var fresh: [Posting]
  /// Sent without an answer, to be sent again as their senders would.
  private(set) var again: [Posting] = []
  var dice: Dice
  private let office: PostOffice
  private let log: AcknowledgedLog
  private let options: KillOptions
  private let port: Int
  /// How many requests were completed, and how many of them repeated one.
  private(set) var attempts = 0
  private(set) var repeats = 0
  /// Answers that acknowledge nothing, by status.
  private(set) var refusals: [Int: Int] = [:]
  private(set) var acknowledged = 0
  /// Requests that were sent whole and got no answer.
  private(set) var unanswered = 0
  private var known: Set<String> = []

  private struct Line {
    var connection: WireConnection
    var posting: Posting?
    var isHeld = false
  }
  private var lines: [Line?]
  private var held: [Int] = []
  private var nextRelease = Clock.now
  private var buffer = [UInt8](repeating: 0, count: 1 << 14)

  /// How many last bytes follow at once, at most.
  private static let largestGroup = 10

  init(_ postings: [Posting], office: PostOffice, log: AcknowledgedLog, port: Int, options: KillOptions, dice: Dice) {
    fresh = postings.reversed()
    self.office = office
    self.log = log
    self.port = port
    self.options = options
    self.dice = dice
    lines = Array(repeating: nil, count: options.open)
  }

  /// Posts until the moment comes, by `Clock.now`, and leaves the requests as they are then.
  ///
  /// - Parameter count: so many have to be acknowledged first; on a busy machine a short round would prove nothing
  mutating func fire(until moment: Int64, atLeast count: Int = 0) throws {
    if nextRelease < Clock.now - 1_000_000_000 { nextRelease = Clock.now }
    let wanted = acknowledged + count
    while Clock.now < moment || (acknowledged < wanted && Clock.now < moment + 20_000_000_000) {
      try fill()
      releaseSome()
      try hear(within: min(max(moment, Clock.now + 10_000_000), nextRelease) - Clock.now)
    }
  }

  /// Reads what was answered before the server was ended, and hangs up.
  mutating func hearLast() throws {
    let end = Clock.now + 200_000_000
    while Clock.now < end, lines.contains(where: { $0 != nil }) { try hear(within: 10_000_000) }
    try hangUp()
  }

  /// Sends all that was begun whole, waits for the answers, and hangs up.
  mutating func letEnd(within nanoseconds: Int64) throws {
    release(held.count)
    let end = Clock.now + nanoseconds
    while Clock.now < end, lines.contains(where: { $0 != nil }) { try hear(within: 10_000_000) }
    try hangUp()
  }

  /// Posts what has no answer yet until all is acknowledged; nothing new.
  ///
  /// Throws ``MeasuringError`` when it takes too long.
  mutating func finish() throws {
    fresh = []
    let end = Clock.now + 120_000_000_000
    while !again.isEmpty || lines.contains(where: { $0?.posting != nil }) {
      guard Clock.now < end else { throw MeasuringError("\(again.count) activities are never acknowledged: \(refusals)") }
      try fill()
      releaseSome()
      try hear(within: nextRelease - Clock.now)
    }
    try hangUp()
  }

  private mutating func fill() throws {
    for slot in lines.indices where lines[slot]?.posting == nil {
      guard let posting = again.popLast() ?? fresh.popLast() else { return }
      guard var connection = lines[slot]?.connection ?? (try? Loopback.connecting(to: port)).map({ WireConnection($0) }) else {
        again.append(posting)
        return
      }
      lines[slot] = nil
      _ = connection.send(posting.bytes.dropLast())
      lines[slot] = Line(connection: connection, posting: posting, isHeld: true)
      held.append(slot)
    }
  }

  private mutating func releaseSome() {
    guard Clock.now >= nextRelease else { return }
    let group = Int.random(in: 1...Self.largestGroup, using: &dice)
    nextRelease += Int64(group) * 1_000_000_000 / Int64(options.rate)
    release(group)
  }

  private mutating func release(_ group: Int) {
    for slot in held.prefix(group) {
      guard let posting = lines[slot]?.posting, let last = posting.bytes.last else { continue }
      _ = lines[slot]?.connection.send([last])
      lines[slot]?.isHeld = false
      attempts += 1
      if known.contains(posting.letter.id) { repeats += 1 }
      known.insert(posting.letter.id)
    }
    held.removeFirst(min(group, held.count))
  }

  /// Waits for answers, and takes down the good ones before anything else happens.
  private mutating func hear(within nanoseconds: Int64) throws {
    let busy = lines.indices.filter { lines[$0] != nil }
    var polled = busy.compactMap { slot in
      lines[slot].map { pollfd(fd: $0.connection.descriptor, events: $0.connection.interest, revents: 0) }
    }
    let wait = Int32(max(0, min(nanoseconds, 50_000_000)) / 1_000_000) + 1
    guard poll(&polled, nfds_t(polled.count), wait) > 0 else { return }
    var answered: [Posting] = []
    for (slot, entry) in zip(busy, polled) where entry.revents != 0 {
      guard var line = lines[slot] else { continue }
      lines[slot] = nil
      var isOpen = line.connection.receive(into: &buffer) && line.connection.flush()
      while let answer = line.connection.message() {
        guard let posting = line.posting else { continue }
        line.posting = nil
        if !line.isHeld, (200..<300).contains(answer.status) {
          answered.append(posting)
        } else {
          // An answer before the last byte: the rest cannot be sent any more.
          if line.isHeld { isOpen = false }
          refusals[answer.status, default: 0] += 1
          again.insert(posting, at: 0)
        }
      }
      if isOpen { lines[slot] = line } else { try drop(line, slot) }
    }
    guard !answered.isEmpty else { return }
    try log.append(answered.map(\.letter.id))
    acknowledged += answered.count
    // Some are sent once more although they were acknowledged, since answers get lost on the way as well.
    for posting in answered where Int.random(in: 0..<20, using: &dice) == 0 { fresh.isEmpty ? () : fresh.append(posting) }
  }

  private mutating func hangUp() throws {
    for slot in lines.indices {
      guard let line = lines[slot] else { continue }
      lines[slot] = nil
      try drop(line, slot)
    }
  }

  /// A line ended: what was on it is sent again, half of it signed anew as most senders do.
  private mutating func drop(_ line: Line, _ slot: Int) throws {
    close(line.connection.descriptor)
    held.removeAll { $0 == slot }
    guard let posting = line.posting else { return }
    if !line.isHeld { unanswered += 1 }
    again.append(Bool.random(using: &dice) ? try office.sign(posting.letter) : posting)
  }
}
