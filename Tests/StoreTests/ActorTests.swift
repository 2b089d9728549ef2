import Domain
import LocalPostgres
import Store
import Testing

@Suite struct ActorTests {
  @Test(arguments: Engine.allCases)
  func `A local actor is found by row, id and handle`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let instance = try await scratch.person("home.example:8080", .instance)
      #expect(try await scratch.read { try $0.actor(ada.id) == ada })
      #expect(try await scratch.read { try $0.actor(uri: ada.uri) == ada })
      #expect(try await scratch.read { try $0.localActor(named: "ada") == ada })
      #expect(try await scratch.read { try $0.localActor(named: "Ada") == nil })
      #expect(try await scratch.read { try $0.instanceActor() == instance })
      #expect(ada.isLocal && ada.host == "home.example" && ada.state == .active)
      #expect(try await scratch.read { try $0.largestID() == instance.id })
    }
  }

  @Test(arguments: Engine.allCases)
  func `A handle is given once, also when its owner is gone`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      #expect(try await refusal { try await scratch.person("ada", .community) } == .nameTaken)
      try await scratch.write { try $0.setState(of: ada.id, .deleted) }
      #expect(try await refusal { try await scratch.person("ada") } == .nameTaken)
      try await scratch.write { try $0.setState(of: ada.id, .active) }
      #expect(try await scratch.read { try $0.actor(ada.id)?.state } == .deleted)
    }
  }

  @Test(arguments: Engine.allCases)
  func `People and communities take no name of a venue or a paper, whichever came first`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      try await scratch.paper("arxiv:1706.03762", venue: "NeurIPS")
      for kind in [ActorKind.person, .community] {
        #expect(try await refusal { try await scratch.person("neurips", kind) } == .nameTaken)
      }
      try await scratch.person("neurips", .venue)
      for name in ["arxiv_1706_03763", "doi_abcdefghijklmn23"] {
        for kind in [ActorKind.person, .community, .venue, .topic] {
          #expect(try await refusal { try await scratch.person(name, kind) } == .nameTaken)
        }
        try await scratch.person(name, .paper)
      }
      try await scratch.person("acl_2020", .venue)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A profile of ours changes, one of others only with its document`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let zoe = try await scratch.stranger("zoe")
      try await scratch.write { transaction throws in
        for id in [ada.id, zoe.id] {
          try transaction.updateProfile(of: id, displayName: "Other", bioSource: "*b*", bioHTML: "<em>b</em>")
        }
      }
      #expect(try await scratch.read { try $0.actor(ada.id)?.displayName } == "Other")
      #expect(try await scratch.read { try $0.actor(zoe.id)?.displayName } == "ZOE")
      let renewed = try await scratch.stranger("zoe", shared: false)
      #expect(renewed.id == zoe.id && renewed.sharedInbox == nil && renewed.fetchedAt > zoe.fetchedAt)
      #expect(try await scratch.read { try $0.remoteActor(named: "zoe", at: "far.example")?.id } == zoe.id)
      #expect(try await scratch.read { try $0.remoteActor(named: "ada", at: "home.example") } == nil)
      #expect(try await scratch.read { try $0.actor(behind: "https://far.example/inbox", at: "far.example") } == nil)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A remote document never touches an actor of ours`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      try await scratch.write {
        try $0.insertKey(KeyDraft(uri: "\(ada.uri)#main-key", algorithm: "rsa", publicKey: "ours"), of: ada.id)
      }
      let before = try await scratch.database.digest()
      let forged = RemoteActorDraft(
        uri: ada.uri, kind: .service, name: "eve", displayName: "Eve", bioHTML: "", url: "u", inbox: "i", sharedInbox: nil,
        outbox: nil, followersURI: nil, manuallyApproves: true)
      let key = KeyDraft(uri: "\(ada.uri)#main-key", algorithm: "rsa", publicKey: "forged")
      #expect(try await scratch.write { try $0.upsertRemoteActor(forged, keys: [key]) } == nil)
      #expect(try await scratch.database.digest() == before)
    }
  }

  @Test(arguments: Engine.allCases)
  func `A suspended remote actor stays so when its document is fetched, a deleted one stays empty`(on engine: Engine) async throws
  {
    try await Scratch.use(engine) { scratch in
      let zoe = try await scratch.stranger("zoe")
      try await scratch.write { try $0.setState(of: zoe.id, .suspended) }
      #expect(try await scratch.stranger("zoe").state == .suspended)
      try await scratch.write { try $0.eraseRemoteActor(zoe.id) }
      let draft = try Drafts.remote("zoe", at: "far.example")
      let key = KeyDraft(uri: "\(zoe.uri)#main-key", algorithm: "rsa", publicKey: "new")
      let again = try await scratch.write { try $0.upsertRemoteActor(draft, keys: [key]) }
      #expect(again?.state == .deleted && again?.bioHTML == "" && again?.displayName == "zoe")
      #expect(try await scratch.read { try $0.keys(of: zoe.id) } == [])
    }
  }

  @Test(arguments: Engine.allCases)
  func `Keys are replaced whole, and a key id another actor holds is left alone`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (zoe, eve) = (try await scratch.stranger("zoe"), try await scratch.stranger("eve"))
      let ada = try await scratch.person("ada")
      let shared = KeyDraft(uri: "https://far.example/keys/1", algorithm: "rsa", publicKey: "zoe")
      let ours = KeyDraft(uri: "\(ada.uri)#main-key", algorithm: "rsa", publicKey: "ada", sealedPrivate: "sealed")
      #expect(try await scratch.read { try $0.holdsSealedKeys() } == false)
      try await scratch.write { transaction throws in
        try transaction.insertKey(ours, of: ada.id)
        try transaction.replaceKeys(of: zoe.id, with: [shared, KeyDraft(uri: "z#2", algorithm: "ed25519", publicKey: "2")])
        try transaction.replaceKeys(
          of: eve.id, with: [shared, ours].map { KeyDraft(uri: $0.uri, algorithm: "rsa", publicKey: "eve") })
      }
      #expect(try await scratch.read { try $0.key(uri: shared.uri)?.owner.id == zoe.id })
      #expect(try await scratch.read { try $0.key(uri: ours.uri)?.key.sealedPrivate == "sealed" })
      #expect(try await scratch.read { try $0.keys(of: eve.id) == [] })
      #expect(try await scratch.read { try $0.keys(of: zoe.id).map(\.algorithm) == ["rsa", "ed25519"] })
      #expect(try await scratch.read { try $0.holdsSealedKeys() })
      try await scratch.write { try $0.replaceKeys(of: zoe.id, with: []) }
      #expect(try await scratch.read { try $0.key(uri: shared.uri) == nil })
    }
  }

  @Test(arguments: Engine.allCases)
  func `A key id that is an actor's own address is taken back from whoever claimed it first`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (zoe, eve) = (try await scratch.stranger("zoe"), try await scratch.stranger("eve"))
      let key = KeyDraft(uri: "\(zoe.uri)#main-key", algorithm: "rsa", publicKey: "p")
      try await scratch.write { try $0.replaceKeys(of: eve.id, with: [key]) }
      try await scratch.write { try $0.replaceKeys(of: zoe.id, with: [key]) }
      #expect(try await scratch.read { try $0.key(uri: key.uri)?.owner.id } == zoe.id)
      try await scratch.write { try $0.replaceKeys(of: eve.id, with: [key]) }
      #expect(try await scratch.read { try $0.key(uri: key.uri)?.owner.id } == zoe.id)
    }
  }

  @Test(arguments: Engine.allCases)
  func `Settings are words that stay`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      try await scratch.write { try $0.setSetting("origin", "a") }
      try await scratch.write { try $0.setSetting("origin", "b") }
      #expect(try await scratch.read { try $0.setting("origin") } == "b")
      #expect(try await scratch.read { try $0.setting("other") } == nil)
    }
  }
}
