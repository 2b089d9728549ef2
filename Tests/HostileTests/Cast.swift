import Actors
import Domain
import JSON
import Outbox
import Signatures
import Store
import TestSupport
import Testing

/// Who plays in every scene, and what they did before: so that there is something to steal, forge, delete and overhear.
struct Cast: Sendable {
  /// The people and rooms of other servers by name.
  let strangers: [String: Stranger]
  /// People here who can sign in.
  let people: [String: ActorRow]
  /// What stands for names in the corpus.
  let names: [String: String]

  static let summaryID = RowID(117_648_182_476_800_001)

  func named(_ name: String) throws -> Stranger {
    guard let stranger = strangers[name] else { throw TestFault("nobody is called \(name)") }
    return stranger
  }

  func key(_ name: String) throws -> PrivateKey {
    switch name {
    case "rsa-1": try FixedKeys.rsa(1)
    case "rsa-2": try FixedKeys.rsa(2)
    case "ed25519-1": try FixedKeys.ed25519(1)
    case "ed25519-2": try FixedKeys.ed25519(2)
    default: throw TestFault("no key \(name)")
    }
  }

  /// Sets the stage.
  static func enter(_ scene: HostileScene) async throws -> Cast {
    let house = scene.house
    var strangers: [String: Stranger] = [:]
    for (name, path, host, type, key) in [
      ("eve", "/users/eve", "mastodon", "Person", 2), ("nell", "/users/nell", "mastodon", "Person", 1),
      ("mallory", "/users/mallory", "bad", "Person", 1), ("group", "/c/group", "lemmy", "Group", 1),
      ("sam", "/users/sam", "mastodon", "Person", 1), ("quin", "/users/quin", "blocked", "Person", 1),
      ("gone", "/users/gone", "mastodon", "Person", 1), ("new", "/users/new", "fresh", "Person", 1),
    ] { strangers[name] = try scene.stranger(path, at: host, type: type, key: key) }
    let ada = try await house.person("ada")
    let people = ["ada": ada, "carol": try await house.person("carol"), "mod": try await house.person("mod", role: .moderator)]
    let bob = try await house.person("bob")
    _ = try await house.person("pia", state: .pending)
    let paper = try await house.paper()
    try await scene.publishSummary(of: paper, by: ada)
    var known: [String: ActorRow] = [:]
    for (name, stranger) in strangers where name != "new" { known[name] = try await scene.meet(stranger) }
    var names = names(strangers, scene)
    for (name, pem) in try Corpus.document("keys.json").object?.members ?? [] { names["pem:\(name)"] = pem.string }
    let cast = Cast(strangers: strangers, people: people, names: names)
    if let eve = known["eve"], let group = known["group"], let mallory = known["mallory"], let sam = known["sam"],
      let gone = known["gone"]
    {
      try await house.follow(eve, by: ada)
      try await house.follow(group, by: ada)
      try await house.publisher.follow(mallory, by: ada)
      try await scene.store.write { transaction in
        try transaction.erasePerson(bob.id)
        try transaction.setState(of: sam.id, .suspended)
        try transaction.eraseRemoteActor(gone.id)
        try transaction.blockHost("blocked.localhost:\(scene.peers.port)")
      }
    }
    try await cast.act(in: scene)
    let follow = try await house.last("Follow").uri
    var all = cast.names
    all["follow"] = follow
    let uris = ["note", "hidden", "direct"].compactMap { all[$0] }
    let post = try await scene.store.read { transaction in
      try uris.compactMap { try transaction.post(uri: try ResourceID(parsing: $0)) }
    }
    for (name, row) in zip(["note", "hidden", "direct"], post) { all["\(name)-id"] = row.id.text }
    guard post.count == 3 else { throw TestFault("the stage is not set") }
    return Cast(strangers: strangers, people: people, names: all)
  }

  /// What was done in good faith before.
  private func act(in scene: HostileScene) async throws {
    let (eve, nell) = (try named("eve"), try named("nell"))
    for (activity, doer) in [
      (eve.activity("Create", eve.note("notes/1", "First", replyTo: Words.summary), id: eve.id + "#create/1"), eve),
      (eve.activity("Create", eve.note("notes/2", "Hidden", to: [eve.followers]), id: eve.id + "#create/2"), eve),
      (eve.activity("Create", eve.note("notes/3", "Direct", to: [Words.ada]), id: eve.id + "#create/3"), eve),
      (eve.activity("Announce", .string(Words.summary), id: eve.id + "#announce/1", to: [Words.everybody]), eve),
      (eve.activity("Follow", .string(Words.ada), id: eve.id + "#follows/1"), eve),
      (nell.activity("Like", .string(Words.summary), id: nell.id + "#likes/1"), nell),
    ] { guard try await scene.deliver(activity, by: doer) == 202 else { throw TestFault("a fair peer was refused") } }
    scene.web.publish(eve.note("notes/1", "First", replyTo: Words.summary))
  }

  private static func names(_ strangers: [String: Stranger], _ scene: HostileScene) -> [String: String] {
    var names = [
      "public": Words.everybody, "home": Words.home, "ada": Words.ada, "carol": Words.home + "/users/carol", "room": Words.room,
      "summary": Words.summary, "summary-id": summaryID.text, "port": "\(scene.peers.port)",
      "nul": "\0",
    ]
    for (name, stranger) in strangers {
      names[name] = stranger.id
      names["pem:\(name)"] = stranger.key.publicKey.pem
    }
    for host in ["mastodon", "bad", "fresh", "blocked", "lemmy", "far", "keys"] { names[host] = scene.peers.origin(host) }
    let eve = strangers["eve"]?.id ?? ""
    names["note"] = eve + "/notes/1"
    names["hidden"] = eve + "/notes/2"
    names["direct"] = eve + "/notes/3"
    return names
  }
}

extension HostileScene {
  /// Ada's summary of the paper everybody knows.
  func publishSummary(of paper: PaperRow, by ada: ActorRow) async throws {
    var draft = PostDraft(
      uri: try ResourceID(parsing: Words.summary), actorID: ada.id, isLocal: true, kind: .summary, html: "<p>Attention.</p>",
      url: "\(Words.home)/@ada/\(Cast.summaryID)", visibility: .public, publishedAt: house.clock.now)
    draft.paperID = paper.id
    draft.contextURI = "\(Words.home)/contexts/\(Cast.summaryID)"
    draft.audienceURI = Words.room
    let finished = draft
    try await store.write { transaction in
      try transaction.insertPost(finished, id: Cast.summaryID)
      try transaction.markAnnounced(Cast.summaryID)
    }
  }
}
