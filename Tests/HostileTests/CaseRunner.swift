import ActivityStreams
import Domain
import Glibc
import JSON
import Markup
import SQL
import Signatures
import Store
import TestSupport
import Testing
import Transport

@testable import Inbox

/// Plays cases one after the other on one stage, and judges what came of each.
final class CaseRunner {
  let scene: HostileScene
  let cast: Cast
  private let stage: [String: PeerAnswer]
  private var before: RowSnapshot
  private var number = 100

  init(scene: HostileScene, cast: Cast) async throws {
    self.scene = scene
    self.cast = cast
    stage = scene.web.served
    before = try await RowSnapshot.taken(of: scene.house)
  }

  /// What became of one case: its verdict, and what else is wrong.
  struct Outcome {
    var verdict: String
    var faults: [String] = []
  }

  /// Plays a case; rows, requests and CPU are judged as well as the verdict.
  func play(_ line: HostileCase) async throws -> Outcome {
    number += 1
    var names = cast.names
    names["n"] = "\(number)"
    names["at"] = HTTPTime.text(scene.now + 61)
    let fields = line.fields.filled(names)
    scene.web.restore(stage)
    try serve(fields["web"])
    scene.house.clock.advance(seconds: 61)
    let address = "198.51.\(number / 250).\(number % 250 + 1)"
    let kind = Kind(runner: self, fields: fields, address: address, names: names)
    try await kind.prepare()
    if fields["first"] != nil { before = try await RowSnapshot.taken(of: scene.house) }
    let asked = scene.peers.requests.count
    let verdict = try await kind.verdict(of: line.kind)
    var outcome = Outcome(verdict: verdict)
    let requests = scene.peers.requests.dropFirst(asked).map { "\($0.method) http://\($0.host)\($0.path)" }
    outcome.faults += Self.surplus(requests, allowed: fields["requests"]?.array?.compactMap(\.string) ?? [])
    // Sessions are made for the case; the queue's index says nothing that the items do not.
    var free: Set<String> = ["session", "inbox_sender"]
    if verdict.hasPrefix("202") { free.formUnion(["inbox_item", "inbox_body"]) }
    for table in fields["rows"]?.array ?? [] { free.insert(table.string ?? "") }
    let after = try await RowSnapshot.taken(of: scene.house, after: before)
    let origins = Set(requests.compactMap(Self.origin))
    outcome.faults += after.faults(since: before, except: free, meeting: origins)
    before = after
    let seconds = kind.secondsOfCPU
    if seconds > Self.mostCPU { outcome.faults.append("took \(seconds) s of CPU") }
    return outcome
  }

  /// A debug build on a slow machine; what is to be found takes minutes.
  static let mostCPU = 2.0

  /// Serves what the case's servers serve: `{url: {"status", "type", "body" | "document", "fields"}}`.
  private func serve(_ pages: JSONValue?) throws {
    for (url, page) in pages?.object?.members ?? [] {
      let body = page["body"]?.string.map { Array($0.utf8) } ?? page["document"]?.serialized() ?? []
      var fields = [("Content-Type", page["type"]?.string ?? "application/activity+json")]
      for (name, value) in page["fields"]?.object?.members ?? [] { fields.append((name, value.string ?? "")) }
      scene.web.serve(PeerAnswer(Int(page["status"]?.integer ?? 200), fields, body), at: url)
    }
  }

  /// Requests that are not among those allowed, each of which stands for one, or with ` xN` for so many.
  private static func surplus(_ requests: [String], allowed: [String]) -> [String] {
    var left: [String: Int] = [:]
    for line in allowed {
      let words = line.split(separator: " ")
      let count = words.last.flatMap { $0.hasPrefix("x") ? Int($0.dropFirst()) : nil }
      let key = (count == nil ? words[...] : words.dropLast()).joined(separator: " ")
      left[key, default: 0] += count ?? 1
    }
    return requests.compactMap { request in
      left[request, default: 0] -= 1
      return left[request, default: 0] < 0 ? "asked \(request)" : nil
    }
  }

  private static func origin(_ request: String) -> String? {
    guard let url = request.split(separator: " ").last.flatMap({ IRI(String($0)) }) else { return nil }
    return url.origin
  }
}

/// CPU of the thread that asks, in seconds: other tests beside this one do not count.
enum ThreadClock {
  static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// What a closure takes.
  static func taken(_ work: () -> Void) -> Double {
    let start = seconds
    work()
    return seconds - start
  }
}

/// The date of HTTP.
enum HTTPTime {
  static func text(_ seconds: Int) -> String { HTTPDate.text(seconds) }
}
