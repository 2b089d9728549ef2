import Actors
import Domain
import Foundation
import Outbox
import Signatures
import Store
import TestSupport
import Testing

@testable import scholion

/// Each fault is caused in a server of its own, and the figure that tells of it is read.
@Suite(.timeLimit(.minutes(3))) struct FaultFigureTests {
  private static func program(_ folder: ScratchFolder) -> Program {
    let settings = folder.settings
    return Program(
      folder: folder,
      environment: [
        "SCHOLION_DATA": settings.data, "SCHOLION_KEYS": settings.keys, "SCHOLION_ALLOW_PRIVATE_PEERS": "true",
      ])
  }

  /// What a server finds that died in the middle of its work: an item and a delivery that it had leased.
  private static func leaveWork(in settings: Settings, for inbox: String) async throws {
    let (assembly, _) = try await Assembly.open(settings, logger: silence) { try HeldPort($0) }
    let instance = assembly.instance
    let actor = try #require(try await instance.store.read { try $0.instanceActor() })
    let uri = try ResourceID(parsing: "\(inbox)/users/eve")
    let eve = RemoteActorDraft(
      uri: uri, kind: .person, name: "eve", displayName: "eve", bioHTML: "", url: uri.text, inbox: "\(inbox)/inbox",
      sharedInbox: nil, outbox: nil, followersURI: nil, manuallyApproves: false)
    try await instance.store.write { transaction in
      let row = try transaction.upsertRemoteActor(eve, keys: [])
      let target = DeliveryTarget(sharedOf: try #require(row))
      let id = transaction.nextID()
      try transaction.insertActivity(
        id: id, uri: "\(instance.origin.text)/activities/\(id)", actorID: actor.id, type: "Like",
        objectURI: "https://o.example/1",
        isListed: false, body: Array("{}".utf8))
      try transaction.enqueue(activityID: id, signerID: actor.id, objectURI: "https://o.example/1", to: [target])
      _ = try transaction.leaseDeliveries(owner: 7, lanes: 4, limit: 4, duration: 1)
      _ = try transaction.insertItem(
        InboxDraft(
          activityKey: "https://p.example/1", channel: .direct, repeatKey: "", actorURI: "https://p.example/u", type: "Like",
          objectURI: nil, body: Array("{}".utf8)))
      _ = try transaction.leaseItems(owner: 7, limit: 4, duration: 1)
    }
    await assembly.close()
  }

  private static func signed(_ body: [UInt8], keyID: String, to base: String) throws -> [(String, String)] {
    let pem = try String(contentsOfFile: "\(repository)/keys/test/rsa-1.pem", encoding: .utf8)
    let signer = RequestSigner(keyID: keyID, key: try PrivateKey(pem: pem))
    let now = Int(Date().timeIntervalSince1970)
    return [("Content-Type", "application/activity+json")]
      + (try signer.fields(
        method: "POST", target: "/inbox", authority: String(base.dropFirst("http://".count)), scheme: "http", body: body,
        date: now,
        dialect: .cavage
      ).map { ($0.name, $0.value) })
  }

  @Test func `Dead hosts, left leases, forged and unknown signers and busy clients each move their figure`() async throws {
    let folder = try ScratchFolder()
    try await TestPeers.use(answer: { _ in PeerAnswer(503) }) { peers in
      try await Self.leaveWork(in: folder.settings, for: peers.origin("dead"))
      try await ServedProgram.use(Self.program(folder)) { server in
        let nobody = "http://nobody.localhost:1/users/x"
        let body = Array(#"{"id":"\#(nobody)/1","type":"Like","actor":"\#(nobody)","object":"\#(server.base)/s/1"}"#.utf8)
        let bare = [("Content-Type", "application/activity+json")]
        #expect(try await server.ask("POST", "/inbox", bare, body: body).status == 401)
        let away = try await server.ask("POST", "/inbox", Self.signed(body, keyID: "\(nobody)#k", to: server.base), body: body)
        #expect(away.status == 503 && away.first("retry-after") == "120")
        for _ in 0..<26 { _ = try await server.ask("POST", "/sign-in", body: []) }
        let seen = try await server.figures { figures in
          figures[#"scholion_deliveries_total{outcome="retry"}"#] ?? 0 >= 1 && figures["scholion_hosts_failing"] == 1
            && figures["scholion_deliveries_oldest_seconds"] ?? 0 > 0 && figures["scholion_inbox_waiting"] == 0
        }
        let exactly: [(String, Double)] = [
          (#"scholion_inbox_refused_total{reason="signature_missing"}"#, 1),
          (#"scholion_inbox_refused_total{reason="key_away"}"#, 1),
          (#"scholion_key_fetches_total{outcome="unreachable"}"#, 1), ("scholion_hosts_failing", 1),
          ("scholion_deliveries_waiting", 1), (#"scholion_leases_rescued_total{queue="deliveries"}"#, 1),
          (#"scholion_leases_rescued_total{queue="inbox"}"#, 1), ("scholion_inbox_waiting", 0), ("scholion_database_readable", 1),
          ("scholion_database_faults", 0), (#"scholion_info{version="\#(Version.text)"}"#, 1),
          (#"scholion_inbox_handled_total{outcome="refused_undecodable"}"#, 1),
        ]
        for (name, value) in exactly { #expect(seen[name] == value, "\(name)") }
        let atLeast = [
          #"scholion_deliveries_total{outcome="retry"}"#, "scholion_deliveries_oldest_seconds",
          #"scholion_rate_limited_total{rule="sign_in"}"#, "scholion_database_commit_seconds_count",
          "scholion_database_commit_seconds_sum", "process_resident_memory_bytes", "process_open_fds",
          "process_cpu_seconds_total",
          "scholion_disk_free_bytes", "scholion_disk_total_bytes", #"scholion_worker_silence_seconds{worker="courier"}"#,
          #"scholion_worker_silence_seconds{worker="inbox"}"#, #"scholion_http_responses_total{method="POST",status="429"}"#,
        ]
        for name in atLeast { #expect(seen[name] ?? 0 > 0, "\(name)") }
        #expect(seen[#"scholion_database_commit_seconds_bucket{le="+Inf"}"#] == seen["scholion_database_commit_seconds_count"])
        let age = Date().timeIntervalSince1970 - (seen["process_start_time_seconds"] ?? 0)
        #expect((0...600).contains(age), "\(age)")
        // Nobody's host, key or text has become a label.
        for name in seen.keys { #expect(!name.contains("nobody") && !name.contains("dead.localhost"), "\(name)") }
      }
    }
  }

  @Test func `A disk that takes no more turns readyz to 503 and counts as a fault, and reading goes on`() async throws {
    let folder = try ScratchFolder()
    let (assembly, _) = try await Assembly.open(folder.settings, logger: silence) { try HeldPort($0) }
    try await ServedProgram.use(Self.program(folder), filesOfAtMost: 2_048) { server in
      #expect(try await server.ask("GET", "/readyz").status == 200)
      // Somebody else fills the log of the database past what the server may write to.
      let filling = String(repeating: "x", count: 100_000)
      for number in 0..<40 { try await assembly.store.write { try $0.setSetting("filling \(number)", filling) } }
      var ready = try await server.ask("GET", "/readyz")
      for _ in 0..<150 where ready.status == 200 {
        try await Task.sleep(for: .milliseconds(100))
        ready = try await server.ask("GET", "/readyz")
      }
      #expect(ready.status == 503 && ready.first("retry-after") != nil)
      let words = String(decoding: ready.body, as: UTF8.self)
      #expect(["the database cannot be written\n", "the disk is full\n"].contains(words), "\(words)")
      #expect(try await server.figures()["scholion_database_faults"] ?? 0 > 0)
      #expect(try await server.ask("GET", "/actor").status == 200)
      #expect(try await server.ask("GET", "/livez").status == 200)
    }
    await assembly.close()
  }
}
