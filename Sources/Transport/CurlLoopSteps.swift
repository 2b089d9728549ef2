internal import CCurl

/// The steps of one transfer: name, lane, wire, end. All of it runs on the loop's thread.
extension CurlLoop {
  /// Easy handles kept for reuse.
  private static let mostIdleHandles = 32

  func handle(_ command: Command) {
    switch command {
    case .add(let order): begin(order)
    case .cancel(let id): finish(id, .failure(.cancelled))
    case .resolved(let host, let outcome):
      let now = ContinuousClock.now
      for id in names.finish(host, outcome, now: now) {
        if case .success(let addresses) = outcome, !addresses.isEmpty {
          enterLane(id, addresses)
        } else if case .failure(let error) = outcome {
          finish(id, .failure(error))
        } else {
          finish(id, .failure(.nameResolution))
        }
      }
    case .stop: break
    }
  }

  private func begin(_ order: Order) {
    guard transfers.count - lanes.running < policy.waitingLimit else {
      order.reply.resume(returning: .failure(.overloaded))
      return
    }
    let now = ContinuousClock.now
    let until = min(order.deadline, now + policy.resolveTimeout)
    let transfer = Transfer(order, policy: policy, resolvingUntil: until)
    transfers[order.id] = transfer
    resolving += 1
    if let literal = transfer.url.literal { return enterLane(order.id, [literal]) }
    if transfer.url.isLocalhost { return enterLane(order.id, [.loopback]) }
    switch names.ask(transfer.url.host, for: order.id, now: now) {
    case .known(let addresses): enterLane(order.id, addresses)
    case .failed(let error): finish(order.id, .failure(error))
    case .pending: wakeBy(until)
    }
  }

  private func enterLane(_ id: UInt64, _ addresses: [IPAddress]) {
    guard let transfer = transfers[id] else { return }
    transfer.addresses = addresses.filter { transfer.order.admission.permits($0, at: .answer) }
    guard !transfer.addresses.isEmpty else { return finish(id, .failure(.blockedAddress)) }
    resolving -= 1
    transfer.stage = .waiting
    lanes.enter(id, transfer.url.authority)
    wakeBy(transfer.order.deadline)
  }

  private func wakeBy(_ instant: Instant) { nextSweep = min(nextSweep ?? instant, instant) }

  /// Ends what waited too long.
  func sweep(_ now: Instant) {
    for id in names.overdue(now: now) { finish(id, .failure(.resolveTimeout)) }
    guard let due = nextSweep, due <= now else { return }
    nextSweep = nil
    var late: [(UInt64, TransportError)] = []
    for (id, transfer) in transfers {
      guard let until = transfer.giveUpAt else { continue }
      if until > now {
        wakeBy(until)
      } else if case .resolving = transfer.stage {
        late.append((id, .resolveTimeout))
      } else {
        late.append((id, .timeout))
      }
    }
    for (id, error) in late { finish(id, .failure(error)) }
  }

  func startLookups(_ now: Instant) {
    while let host = names.nextLookup(now: now) {
      let isStarted = WorkThread.start { [weak self, resolver] in
        let outcome: Result<[IPAddress], TransportError>
        do throws(TransportError) { outcome = .success(try resolver.addresses(of: host)) } catch { outcome = .failure(error) }
        self?.post(.resolved(host, outcome))
      }
      if !isStarted { handle(.resolved(host, .failure(.overloaded))) }
    }
  }

  func startTransfers(_ now: Instant) {
    while let id = lanes.next() {
      guard let transfer = transfers[id], let multi, let easy = idleHandles.popLast() ?? curl_easy_init() else {
        abort(id, .overloaded)
        continue
      }
      do throws(TransportError) {
        try TransferOptions.apply(transfer, to: easy, policy: policy, now: now)
        guard curl_multi_add_handle(multi, easy) == CURLM_OK else { throw .overloaded }
        transfer.stage = .running(easy)
        byHandle[easy] = id
      } catch {
        curl_easy_cleanup(easy)
        abort(id, error)
      }
    }
  }

  /// Ends a transfer that had a lane but no handle.
  private func abort(_ id: UInt64, _ error: TransportError) {
    guard let transfer = transfers.removeValue(forKey: id) else { return }
    lanes.leave(transfer.url.authority)
    transfer.order.reply.resume(returning: .failure(error))
  }

  /// Hands out what libcurl has finished; true if anything was.
  func collect() -> Bool {
    guard let multi else { return false }
    var hasEnded = false
    var code = CURLE_OK
    while let easy = ccurl_next_done(multi, &code) {
      guard let id = byHandle[easy], let transfer = transfers[id] else { continue }
      hasEnded = true
      finish(id, transfer.outcome(easy, code))
    }
    return hasEnded
  }

  /// The one end of a transfer, whatever its stage; an unknown id has ended already.
  func finish(_ id: UInt64, _ outcome: Order.Outcome) {
    guard let transfer = transfers.removeValue(forKey: id) else { return }
    switch transfer.stage {
    case .resolving:
      resolving -= 1
      names.withdraw(id, transfer.url.host)
    case .waiting: lanes.withdraw(id, transfer.url.authority)
    case .running(let easy):
      byHandle[easy] = nil
      lanes.leave(transfer.url.authority)
      if let multi { curl_multi_remove_handle(multi, easy) }
      if idleHandles.count < Self.mostIdleHandles {
        curl_easy_reset(easy)
        idleHandles.append(easy)
      } else {
        curl_easy_cleanup(easy)
      }
    }
    transfer.release()
    transfer.order.reply.resume(returning: outcome)
  }
}
