internal import CCurl
internal import Synchronization

/// What a client is doing at the moment.
package struct TransportLoad: Sendable, Hashable {
  /// Transfers waiting for a name.
  package var resolving = 0
  /// Transfers waiting for a lane.
  package var waiting = 0
  /// Transfers on the wire.
  package var running = 0
  /// Lookups inside the resolver, those nobody waits for any more included.
  package var lookups = 0
}

/// One thread that drives every transfer of a client: names, lanes, libcurl, deadlines.
///
/// The thread exists while there is work.
final class CurlLoop: @unchecked Sendable {  // proof: all but the mailbox and the load is touched by the loop's one thread only
  typealias Instant = ContinuousClock.Instant

  let mailbox = Mailbox()
  let policy: TransportPolicy
  let resolver: any NameResolver
  private let seen = Mutex(TransportLoad())

  // The thread's own.
  var transfers: [UInt64: Transfer] = [:]
  var byHandle: [UnsafeMutableRawPointer: UInt64] = [:]
  var resolving = 0
  var names: NameDirectory
  var lanes: Lanes
  var idleHandles: [UnsafeMutableRawPointer] = []
  var nextSweep: Instant?
  var multi: UnsafeMutableRawPointer?

  init(policy: TransportPolicy, resolver: any NameResolver) {
    self.policy = policy
    self.resolver = resolver
    names = NameDirectory(policy)
    lanes = Lanes(total: policy.totalConcurrency, perHost: policy.perHostConcurrency)
  }

  var load: TransportLoad { seen.withLock { $0 } }

  /// Hands a command to the loop and starts its thread when there is none.
  func post(_ command: Command) {
    switch mailbox.post(command) {
    case .taken: break
    case .refused: if case .add(let order) = command { order.reply.resume(returning: .failure(.shutDown)) }
    case .needsThread:
      // Stopping what sleeps needs no thread.
      if case .stop = command { return abandon(.shutDown) }
      if !WorkThread.start({ self.run() }) { abandon(.overloaded) }
    }
  }

  /// There is no thread and will be none: this caller stands in for it, since the mailbox gave it the turn.
  private func abandon(_ error: TransportError) {
    repeat {
      var isStopping = false
      for command in mailbox.take() {
        if case .add(let order) = command { order.reply.resume(returning: .failure(error)) }
        if case .stop = command { isStopping = true }
      }
      if isStopping { return end() }
    } while !mailbox.retire()
  }

  // MARK: the thread

  private func run() {
    guard let multi = curl_multi_init() else { return abandon(.overloaded) }
    defer { curl_multi_cleanup(multi) }
    ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, policy.idleConnections)
    ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    self.multi = multi
    mailbox.arrive(multi)
    var idleSince: Instant?
    while true {
      var isStopping = false
      for command in mailbox.take() {
        if case .stop = command { isStopping = true } else { handle(command) }
      }
      if isStopping { return end() }
      let now = ContinuousClock.now
      sweep(now)
      startLookups(now)
      startTransfers(now)
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      let hasEnded = collect()
      publish()
      if hasEnded { continue }
      idleSince = transfers.isEmpty && names.running == 0 ? idleSince ?? now : nil
      if let idleSince, idleSince + policy.idleLinger <= now, retire() { return }
      let until = [nextSweep, names.nextOverdue, idleSince.map { $0 + policy.idleLinger }].compactMap { $0 }.min()
      let pause = until.map { max(0, min(($0 - .now).milliseconds, 60_000)) } ?? 60_000
      curl_multi_poll(multi, nil, 0, Int32(pause), nil)
    }
  }

  /// Gives the turn back for lack of work.
  ///
  /// Nothing of the loop may be touched after the mailbox agreed.
  private func retire() -> Bool {
    freeHandles()
    let mine = multi
    multi = nil
    if mailbox.retire() { return true }
    multi = mine
    return false
  }

  private func end() {
    for id in Array(transfers.keys) { finish(id, .failure(.shutDown)) }
    freeHandles()
    publish()
    for case .add(let order) in mailbox.close() { order.reply.resume(returning: .failure(.shutDown)) }
  }

  private func freeHandles() {
    for easy in idleHandles { curl_easy_cleanup(easy) }
    idleHandles = []
  }

  private func publish() {
    let now = TransportLoad(
      resolving: resolving, waiting: transfers.count - resolving - lanes.running, running: lanes.running,
      lookups: names.running)
    seen.withLock { $0 = now }
  }
}
