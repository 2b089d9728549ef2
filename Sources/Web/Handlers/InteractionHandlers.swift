internal import Actors
internal import Domain
internal import Hummingbird
internal import Store

/// What a handle or an address leads to.
enum Lookup: Sendable {
  case actor(ActorRow)
  /// A page of ours.
  case page(String)
  /// Nothing; one sentence why.
  case nothing(String)
}

extension Site {
  /// Somebody arrives from another server's page to follow or to answer.
  @Sendable func interaction(_ visit: Visit) async throws -> Response {
    guard visit.viewer != nil else { throw WebError.signInFirst }
    let text = visit.request.uri.queryParameters.get("uri") ?? ""
    var page = RemoteFollowPage(chrome: chrome(visit), head: PageHead(title: "Follow or answer", hidesFromSearch: true))
    switch try await find(text, visit) {
    case .actor(let actor):
      let views = ViewMaker(self, visit)
      page.found = try await store.read { try views.card(actor, in: $0) }
      page.head.title = "Follow \(views.person(actor).name)"
    case .page(let path): return seeOther(path)
    case .nothing(let sentence): page.refusal = sentence
    }
    return try render(page, visit, status: page.refusal == nil ? .ok : .notFound)
  }

  /// Finds what a handle (`@ada@host`, `acct:`, or a name here) or the address of an actor, post or page names.
  func find(_ input: String, _ visit: Visit) async throws -> Lookup {
    let text = String(input.unicodeScalars.filter { !$0.properties.isWhitespace }.map(Character.init))
    guard !text.isEmpty, text.utf8.count <= 2_048 else { return .nothing("Type a handle such as @ada@scholion.example.") }
    if text.hasPrefix("https://") || text.hasPrefix("http://") {
      guard let id = try? ResourceID(parsing: text) else { return .nothing("This address cannot be read.") }
      return try await find(id, visit)
    }
    let bare = text.hasPrefix("@") ? String(text.dropFirst()) : text
    let full = bare.utf8.contains(UInt8(ascii: "@")) ? text : "\(bare)@\(origin.authority)"
    let handle: Handle
    do { handle = try Handle(parsing: full) } catch { return .nothing(error.message) }
    return await lookup { try await remotes.actor(handle, budget: FetchBudget()) }
  }

  private func find(_ id: ResourceID, _ visit: Visit) async throws -> Lookup {
    let views = ViewMaker(self, visit)
    let known = try await store.read { transaction -> Lookup? in
      if let post = try transaction.post(uri: id), let seen = try transaction.post(post.id, seenBy: visit.viewer?.id) {
        return .page(views.address(seen.post, by: seen.author))
      }
      return try transaction.actor(uri: id).flatMap { try transaction.isPresent($0) ? .actor($0) : nil }
    }
    if let known { return known }
    if origin.minted(id) {
      let path = String(decoding: id.text.utf8.dropFirst(origin.text.utf8.count), as: UTF8.self)
      return LocalPath(path).map { .page($0.text) } ?? .nothing("There is no such page here.")
    }
    return await lookup { try await remotes.actor(.init(id), budget: FetchBudget()) }
  }

  private func lookup(_ question: () async throws -> ActorRow) async -> Lookup {
    do {
      let actor = try await question()
      guard actor.kind != .instance, try await store.read({ try $0.isPresent(actor) }) else {
        return .nothing("Nobody of this name can be followed.")
      }
      return .actor(actor)
    } catch let error as ActorError {
      return .nothing(Self.sentence(error))
    } catch {
      instance.logger.warning("a lookup failed", metadata: ["error": "\(error)"])
      return .nothing("This could not be looked up.")
    }
  }

  static func sentence(_ error: ActorError) -> String {
    switch error {
    case .badOrigin, .badAddress: "This address cannot be asked."
    case .blockedHost: "This server is blocked here."
    case .notHere: "Nobody here has this name."
    case .notFound: "That server knows nobody of this name."
    case .gone: "This account was deleted."
    case .badDocument, .wrongID, .keyNotOwned, .handleMismatch:
      "That server's answer cannot be believed, or is no account. Posts of other servers open here only once they have arrived."
    case .unreachable: "That server does not answer just now. Try again later."
    }
  }
}
