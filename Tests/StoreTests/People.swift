import Domain
import Store

extension Scratch {
  /// A person of ours.
  @discardableResult
  func person(_ name: String, _ kind: ActorKind = .person) async throws -> ActorRow {
    try await write { try $0.insertLocalActor(Drafts.local(name, kind)) }
  }

  /// A person of another server.
  @discardableResult
  func stranger(_ name: String, at host: String = "far.example", shared: Bool = true) async throws -> ActorRow {
    let draft = try Drafts.remote(name, at: host, shared: shared)
    let row = try await write { try $0.upsertRemoteActor(draft, keys: []) }
    guard let row else { throw StoreError.nameTaken }
    return row
  }

  /// A paper known by these identifiers.
  @discardableResult
  func paper(_ identifiers: String..., venue: String? = nil, year: Int? = nil, from peer: String? = nil) async throws -> RowID {
    let draft = try Drafts.paper(identifiers, venue: venue, year: year)
    let name = Drafts.roomName(draft)
    return try await write {
      try $0.insertPaper(draft, room: Drafts.local(name, .paper), source: "local", learnedFrom: peer)
    }
  }

  /// A post; what is not said is a public note.
  @discardableResult
  func post(
    by author: ActorRow, _ kind: PostKind = .note, _ visibility: Visibility = .public, paper: RowID? = nil,
    to parent: String? = nil, id name: String? = nil, naming recipients: [RowID] = []
  ) async throws -> RowID {
    let id = store.ids.next()
    let draft = try Drafts.post(
      by: author, kind, visibility, paper: paper, to: parent, id: name ?? "p\(id)", naming: recipients, at: now)
    try await write { try $0.insertPost(draft, id: id) }
    return id
  }

  func uri(of id: RowID) async throws -> String { try await read { try $0.post(id)?.uri.text ?? "" } }

  func follow(_ target: ActorRow, by follower: ActorRow, _ state: FollowState = .accepted) async throws {
    try await write {
      _ = try $0.upsertFollow(from: follower.id, to: target.id, uri: "\(follower.uri)/follows/\(target.id)", state: state)
    }
  }
}

/// Values that tests store.
enum Drafts {
  static let origin = "https://home.example"

  static func local(_ name: String, _ kind: ActorKind = .person) throws -> LocalActorDraft {
    let uri = "\(origin)/\(kind.rawValue)/\(name)"
    return LocalActorDraft(
      uri: try ResourceID(parsing: uri), kind: kind, name: name, displayName: name.uppercased(), url: "\(origin)/@\(name)",
      inbox: uri + "/inbox", sharedInbox: origin + "/inbox", outbox: uri + "/outbox", followersURI: uri + "/followers")
  }

  static func remote(_ name: String, at host: String, shared: Bool = true) throws -> RemoteActorDraft {
    let uri = "https://\(host)/users/\(name)"
    return RemoteActorDraft(
      uri: try ResourceID(parsing: uri), kind: .person, name: name, displayName: name.uppercased(), bioHTML: "<p>Hello</p>",
      url: "https://\(host)/@\(name)", inbox: uri + "/inbox", sharedInbox: shared ? "https://\(host)/inbox" : nil,
      outbox: uri + "/outbox", followersURI: uri + "/followers", manuallyApproves: false)
  }

  static func paper(_ identifiers: [String], venue: String? = nil, year: Int? = nil) throws -> Paper {
    try PaperDraft(
      title: "On \(identifiers.first ?? "nothing")", authors: ["A. Author", "B. Author"], venue: venue, year: year,
      abstract: "Abstract.", identifiers: identifiers
    ).validated()
  }

  static func roomName(_ paper: Paper) -> String {
    String(paper.bestIdentifier.canonical.map { $0.isLetter || $0.isNumber ? $0 : "_" }.prefix(30)).lowercased()
  }

  static func post(
    by author: ActorRow, _ kind: PostKind = .note, _ visibility: Visibility = .public, paper: RowID? = nil,
    to parent: String? = nil, id: String, naming recipients: [RowID] = [], at time: Timestamp
  ) throws -> PostDraft {
    let uri = "https://\(author.host)/posts/\(id)"
    var draft = PostDraft(
      uri: try ResourceID(parsing: uri), actorID: author.id, isLocal: author.isLocal, kind: kind, html: "<p>\(id)</p>",
      url: uri, visibility: visibility, publishedAt: time)
    draft.paperID = paper
    draft.inReplyTo = parent
    draft.recipients = recipients
    return draft
  }

  static func target(_ host: String, _ inbox: String = "inbox") -> DeliveryTarget {
    DeliveryTarget(inbox: "https://\(host)/\(inbox)", isShared: inbox == "inbox", host: host)
  }

  static func item(_ key: String, from actor: String, channel: InboxChannel = .direct, repeatKey: String = "") -> InboxDraft {
    InboxDraft(
      activityKey: key, channel: channel, repeatKey: repeatKey, actorURI: actor, type: "Create", objectURI: key + "/object",
      body: Array("{}".utf8))
  }
}
