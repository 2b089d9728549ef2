import Glibc
import Testing

@testable import Catalog
@testable import Domain

/// How sources are asked: pace, kept answers, tries, switches.
@Suite struct DeskTests {
  static func call(_ source: SourceName = .dblp, _ target: String = "/a") -> SourceCall {
    SourceCall(source: source, target: target, accept: "x/y")
  }

  static func fault(_ desk: SourceDesk, _ call: SourceCall) async -> SourceError? {
    do throws(SourceError) { _ = try await desk.answer(call) } catch { return error }
    return nil
  }

  static func folder() throws -> String {
    var name = Array("/tmp/scholion-answers-XXXXXX".utf8CString)
    return try #require(mkdtemp(&name).map { String(cString: $0) })
  }

  @Test("Requests to one source go one at a time and apart by its pace, all of arXiv as one")
  func pace() async throws {
    let scene = try ReplayScene { _, _ in .init(body: [1]) }
    let desk = scene.sources.desk
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<6 {
        group.addTask { _ = try? await desk.answer(Self.call(index % 2 == 0 ? .arxiv : .arxivOAI, "/\(index)")) }
      }
    }
    #expect(scene.server.requests.count == 6 && scene.server.mostAtOnce == 1)
    #expect(scene.clock.waits == [3_000, 3_000, 3_000, 3_000, 3_000])
    // Another source does not wait for it.
    _ = try await desk.answer(Self.call(.dblp))
    #expect(scene.clock.waits.count == 5)
    await scene.stop()
  }

  @Test("The pace a source states in its headers holds when it is slower than ours")
  func statedPace() async throws {
    let scene = try ReplayScene { _, _ in .init(fields: [("x-rate-limit-limit", "1"), ("x-rate-limit-interval", "4s")]) }
    for target in ["/1", "/2", "/3"] { _ = try await scene.sources.desk.answer(Self.call(.crossref, target)) }
    #expect(scene.clock.waits == [4_000, 4_000])
    await scene.stop()
  }

  @Test("Retry-After is kept to, in seconds and as a date, and what is over is asked again")
  func retryAfter() async throws {
    let scene = try ReplayScene { _, number in
      switch number {
      case 1: .init(status: 429, fields: [("retry-after", "7")])
      case 2: .init(status: 503, fields: [("retry-after", "Mon, 24 Nov 2025 16:00:17 GMT")])
      default: .init(body: [42])
      }
    }
    #expect(try await scene.sources.desk.answer(Self.call()).body == [42])
    #expect(scene.clock.waits == [7_000, 10_000])
    await scene.stop()
  }

  @Test("A source that wants to be left alone for long is, without a further request")
  func throttled() async throws {
    let scene = try ReplayScene { _, _ in .init(status: 429, fields: [("retry-after", "600")]) }
    let desk = scene.sources.desk
    guard case .throttled(.dblp, let until)? = await Self.fault(desk, Self.call()) else { return #expect(Bool(false)) }
    #expect(until.milliseconds(since: scene.clock.clock.now()) == 600_000)
    for _ in 0..<3 { #expect(await Self.fault(desk, Self.call(.dblp, "/b")) == .throttled(.dblp, until: until)) }
    #expect(scene.server.requests.count == 1)
    scene.clock.pass(600_000)
    _ = await Self.fault(desk, Self.call(.dblp, "/c"))
    #expect(scene.server.requests.count == 2)
    await scene.stop()
  }

  @Test("A source that fails is tried three times with growing pauses, then left alone for a while")
  func failing() async throws {
    let scene = try ReplayScene { _, _ in .init(status: 500) }
    let desk = scene.sources.desk
    #expect(await Self.fault(desk, Self.call()) == .failed(.dblp, status: 500))
    #expect(scene.server.requests.count == 3 && scene.clock.waits.count == 2)
    #expect(2_000...3_000 ~= scene.clock.waits[0] && 4_000...6_000 ~= scene.clock.waits[1])
    guard case .throttled? = await Self.fault(desk, Self.call(.dblp, "/b")) else { return #expect(Bool(false)) }
    await scene.stop()
  }

  @Test("Answers are kept on disk until they are too old, then asked for by their tag; keys are in no file")
  func kept() async throws {
    let folder = try Self.folder()
    let scene = try ReplayScene(folder: folder) { request, _ in
      request.fields["if-none-match"] == "\"t1\"" ? .init(status: 304) : .init(fields: [("etag", "\"t1\"")], body: [1, 10, 2])
    }
    var call = Self.call(.openAlex)
    call.secret = "api_key=verysecret"
    let first = try await scene.sources.desk.answer(call)
    #expect(try await scene.sources.desk.answer(call).body == first.body && scene.server.requests.count == 1)
    scene.clock.pass(8 * 86_400_000)
    #expect(try await scene.sources.desk.answer(call).body == [1, 10, 2])
    #expect(try await scene.sources.desk.answer(call).body == [1, 10, 2])
    #expect(scene.server.requests.map { $0.fields["if-none-match"] } == [nil, "\"t1\""])
    #expect(scene.server.requests.first?.target == "/a?api_key=verysecret")
    let cache = AnswerCache(folder: folder)
    #expect(cache.answer(to: "other", now: Timestamp(milliseconds: 0)) == nil)
    #expect(cache.sweep(most: 1 << 20) == 0 && cache.sweep(most: 0) == 1)
    #expect(rmdir(folder) == 0)
    await scene.stop()
  }

  @Test("Those who wait with one question share one answer")
  func shared() async throws {
    let folder = try Self.folder()
    let scene = try ReplayScene(folder: folder) { _, _ in .init(body: [1]) }
    let desk = scene.sources.desk
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<5 { group.addTask { _ = try? await desk.answer(Self.call()) } }
    }
    #expect(scene.server.requests.count == 1 && scene.clock.waits.isEmpty)
    #expect(AnswerCache(folder: folder).sweep(most: 0) == 1 && rmdir(folder) == 0)
    await scene.stop()
  }

  @Test("What was not there is asked again an hour later, and a refused question is kept as briefly")
  func negative() async throws {
    let folder = try Self.folder()
    let scene = try ReplayScene(folder: folder) { _, number in number == 1 ? .init(status: 404) : .init(body: [1]) }
    #expect(try await scene.sources.desk.answer(Self.call()).status == 404)
    scene.clock.pass(3_000_000)
    #expect(try await scene.sources.desk.answer(Self.call()).status == 404)
    scene.clock.pass(700_000)
    #expect(try await scene.sources.desk.answer(Self.call()).status == 200)
    #expect(AnswerCache(folder: folder).sweep(most: 0) == 1 && rmdir(folder) == 0)
    await scene.stop()
  }

  @Test("A source that is switched off, or has no key, is never connected to")
  func switches() async throws {
    let scene = try ReplayScene(
      keys: [:],
      change: {
        $0.enabled.remove(.dblp); $0.enabled.insert(.openAlex)
      }
    ) { _, _ in .init() }
    let desk = scene.sources.desk
    for source in [SourceName.dblp, .openAlex, .bibSonomy, .bibTeX] {
      #expect(await Self.fault(desk, Self.call(source)) == .disabled(source))
    }
    let identifier = try PaperIdentifier(parsing: "dblp:conf/nips/X17")
    #expect(scene.sources.sources(for: identifier).isEmpty && !scene.sources.searchable.contains(.dblp))
    #expect(await scene.sources.lookUp(identifier).records.isEmpty && scene.server.requests.isEmpty)
    #expect(SourceSettings.sources(named: "arxiv, CrossRef").sources == [.arxiv, .crossref])
    #expect(SourceSettings.sources(named: "arxiv,bibtex").unknown == "bibtex")
    await scene.stop()
  }

  @Test("Waiting in line ends with the task, and a line that is full takes nobody")
  func line() async throws {
    let queues = HostQueues()
    guard case .go = await queues.enter("q", most: 1) else { return #expect(Bool(false)) }
    await withTaskGroup(of: HostQueues.Turn.self) { group in
      group.addTask { await queues.enter("q", most: 1) }
      group.cancelAll()
      guard case .cancelled? = await group.next() else { return #expect(Bool(false)) }
    }
    queues.leave("q", freeAt: 5)
    guard case .go(let time) = await queues.enter("q", most: 0) else { return #expect(Bool(false)) }
    #expect(time == 5)
    guard case .busy = await queues.enter("q", most: 0) else { return #expect(Bool(false)) }
  }

}
