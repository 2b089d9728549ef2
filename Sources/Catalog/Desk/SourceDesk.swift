internal import Domain
package import Transport

/// One question to a source.
struct SourceCall: Sendable {
  var source: SourceName
  /// Path and query, percent-encoded, without what is secret.
  var target: String
  var accept: String
  /// Parameters added to the query that name no question: keys and contact.
  var secret = ""
  /// The value of `Authorization`.
  var authorization: String?
  /// Another authority than the source's own, one of its redirects or an older interface.
  var base: String?
}

/// The one place from which sources are asked: who may be asked, one queue a host, kept answers, tries and waiting.
package final class SourceDesk: Sendable {
  /// What the operator decided.
  package let settings: SourceSettings
  let clock: SourceClock
  private let client: HTTPClient
  private let queues = HostQueues()
  private let cache: AnswerCache?

  /// Bytes of an answer.
  static let answerBytes = 8 << 20

  /// A desk; `client` should be made with ``SourceSettings/policy(userAgent:allowPrivatePeers:caFile:)``.
  package init(client: HTTPClient, settings: SourceSettings, clock: SourceClock = .system) {
    self.client = client
    self.settings = settings
    self.clock = clock
    cache = settings.folder.map { AnswerCache(folder: $0) }
  }

  /// Whether a source may be asked.
  package func isEnabled(_ source: SourceName) -> Bool {
    guard settings.enabled.contains(source), SourceName.networked.contains(source) else { return false }
    return ![.openAlex, .bibSonomy].contains(source) || settings.keys[source] != nil
  }

  /// Drops the oldest kept answers beyond the limit; returns how many files went.
  package func sweep() -> Int { cache?.sweep(most: settings.folderBytes) ?? 0 }

  /// The answer to a call, kept or fetched; status 200, 3xx, 400 or 404.
  func answer(_ call: SourceCall) async throws(SourceError) -> SourceAnswer {
    guard isEnabled(call.source) else { throw .disabled(call.source) }
    let base = call.base ?? settings.bases[call.source] ?? call.source.etiquette.base
    let question = "\(base)\(call.target) \(call.accept)"
    let kept = cache?.answer(to: question, now: clock.now())
    if let kept, kept.isFresh { return kept.answer }
    return try await fetch(call, base: base, question: question, known: kept?.answer)
  }

  /// Keeps what was fetched for those who ask next; what is known stays where nothing is new.
  private func kept(_ fetched: SourceAnswer, _ known: SourceAnswer?, _ call: SourceCall, _ question: String) -> SourceAnswer {
    let answer = fetched.status == 304 ? known ?? fetched : fetched
    // What is not there today may be there tomorrow; a fault of ours is not asked again soon either.
    let lifetime: Duration = answer.status == 200 ? call.source.etiquette.lifetime : .seconds(3_600)
    let until = clock.now().adding(seconds: lifetime.components.seconds)
    if answer.status < 300 || answer.status >= 400 { cache?.keep(answer, to: question, until: until) }
    return answer
  }

  private func fetch(
    _ call: SourceCall, base: String, question: String, known: SourceAnswer?
  ) async throws(SourceError) -> SourceAnswer {
    let request = try request(call, base: base, tag: known?.tag)
    let queue = call.source.etiquette.queue
    try check(queue, call.source)
    let turn = await queues.enter(queue, most: settings.waiting)
    guard case .go(let time) = turn else {
      if case .busy = turn { throw .busy(call.source) }
      throw .cancelled
    }
    var interval = call.source.etiquette.interval
    defer { queues.leave(queue, freeAt: clock.now().milliseconds + interval.milliseconds) }
    // Another may have asked the same while this one waited.
    if let kept = cache?.answer(to: question, now: clock.now()), kept.isFresh {
      interval = .zero
      return kept.answer
    }
    try await wait(milliseconds: time - clock.now().milliseconds)
    // Another may have been told to stay away while this one waited.
    try check(queue, call.source)
    var attempt = 1
    while true {
      let outcome: Result<IncomingResponse, TransportError>
      do throws(TransportError) { outcome = .success(try await client.send(request)) } catch { outcome = .failure(error) }
      switch outcome {
      case .success(let response):
        interval = max(interval, Self.interval(response))
        if [200, 301, 302, 303, 304, 307, 308, 400, 404, 410].contains(response.status) {
          // Before the next one's turn, who may ask the same.
          return kept(Self.answer(response), known, call, question)
        }
        guard response.status == 429 || response.status >= 500 else {
          throw response.status == 401 || response.status == 403
            ? .refused(call.source, "status \(response.status)") : .failed(call.source, status: response.status)
        }
        try await backOff(call.source, queue, attempt, asked: Self.retryAfter(response, now: clock.now())) {
          .failed(call.source, status: response.status)
        }
      case .failure(.cancelled): throw .cancelled
      case .failure(let error):
        guard error.isTransient else { throw .unreachable(call.source, error) }
        try await backOff(call.source, queue, attempt, asked: nil) { .unreachable(call.source, error) }
      }
      attempt += 1
    }
  }

  private func request(_ call: SourceCall, base: String, tag: String?) throws(SourceError) -> OutgoingRequest {
    let secret = call.secret.isEmpty ? "" : (call.target.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + call.secret
    let url: WebURL
    do throws(TransportError) {
      url = try WebURL(parsing: base + call.target + secret)
    } catch {
      throw .unreachable(call.source, error)
    }
    var fields = [("accept", call.accept)]
    if let tag { fields.append(("if-none-match", tag)) }
    if let value = call.authorization { fields.append(("authorization", value)) }
    return OutgoingRequest(method: "GET", url: url, fields: fields, limit: Self.answerBytes, deadline: .seconds(30))
  }

  private func check(_ queue: String, _ source: SourceName) throws(SourceError) {
    let until = queues.closedUntil(queue)
    guard until <= clock.now().milliseconds else { throw .throttled(source, until: Timestamp(milliseconds: until)) }
  }

  private func wait(milliseconds: Int64) async throws(SourceError) {
    guard milliseconds > 0 else { return }
    do { try await clock.sleep(.milliseconds(milliseconds)) } catch { throw .cancelled }
  }

  /// Waits before another try; throws where it was the last one, or where the source wants to be left alone for longer.
  private func backOff(
    _ source: SourceName, _ queue: String, _ attempt: Int, asked: Int64?, _ fault: () -> SourceError
  ) async throws(SourceError) {
    // 2, 4, 8 … s, and up to as much again, so that many servers do not come back together.
    let own = Int64(1_000) << Int64(min(attempt, 6))
    let pause = asked ?? own + Int64.random(in: 0...own / 2)
    if pause > settings.longestWait.milliseconds {
      let until = clock.now().milliseconds + min(pause, 86_400_000)
      queues.close(queue, until: until)
      throw .throttled(source, until: Timestamp(milliseconds: until))
    }
    guard attempt < settings.tries else {
      // Everyone else stays away for a while, too.
      queues.close(queue, until: clock.now().milliseconds + max(pause, 10_000))
      throw fault()
    }
    try await wait(milliseconds: pause)
  }
}
