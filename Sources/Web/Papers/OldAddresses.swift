internal import Actors
internal import Domain
internal import Forms
internal import Hummingbird
internal import Outbox
internal import Store

/// The addresses of ShortScience lead to what serves them here, as far as a rule can tell (`Documentation/old-addresses.md`).
extension Site {
  func addOldAddresses(to routes: Routes) {
    _ =
      routes
      .get("/paper", use: page(oldPaper))
      .get("/visits", use: page(oldPaper))
      .get("/venue", use: page(oldVenue))
      .get("/user", use: page(oldUser))
      .get("/internalsearch", use: page { moved(Self.address("/search", "q", $0.words("q"))) })
      .get("/welcome", use: page { _ in moved("/") })
      .get("/login", use: page(oldSignIn))
      .get("/logout", use: page { _ in moved("/") })
      .get("/rss-generate", use: page { _ in moved("/feed.atom") })
    for name in ["rss", "rss-all", "rss-full"] { _ = routes.get("/\(name).xml", use: page { _ in moved("/feed.atom") }) }
  }

  /// `/paper?bibtexKey=journals/corr/1608.06993&a=ada`: every key by which the old site knew papers.
  @Sendable func oldPaper(_ visit: Visit) async throws -> Response {
    guard let key = visit.query("bibtexKey") ?? visit.query("paperid"), let identifier = Self.identifier(ofOldKey: key) else {
      throw WebError.notFound
    }
    let writer = visit.query("a")
    let (known, own) = try await store.read { transaction -> (PaperRow?, (PostRow, String)?) in
      guard let paper = try transaction.paper(identifier) else { return (nil, nil) }
      guard let writer, let author = try transaction.person(formerlyNamed: writer), author.state == .active,
        let post = try transaction.summary(of: paper.id, by: author.id), post.visibility == .public
      else { return (paper, nil) }
      return (paper, (post, author.name))
    }
    if let (post, name) = own { return moved("/@\(name)/\(post.id)") }
    return moved(known?.bestIdentifier?.pagePath ?? identifier.pagePath)
  }

  /// A key of DBLP, an arXiv number or address, a DOI: whatever the old site took, with what was pasted around it.
  static func identifier(ofOldKey key: String) -> PaperIdentifier? {
    (try? PaperIdentifier(parsing: key)) ?? (try? PaperIdentifier(parsing: "dblp:\(key)"))
  }

  /// `/venue?key=conf/nips&year=2016`: the venue of the papers whose keys begin so, else the one that the last part names.
  @Sendable private func oldVenue(_ visit: Visit) async throws -> Response {
    guard let key = visit.query("key"), key.utf8.count <= 200 else { return moved("/venues") }
    let year = visit.query("year").flatMap { Int($0) }
    let found = try await store.read { transaction -> (venue: String, year: Int?)? in
      guard let venue = try transaction.venue(ofKeysUnder: key) else { return nil }
      let years = try transaction.years(ofVenue: venue).map(\.year)
      return (venue, year.flatMap { years.contains($0) ? $0 : nil })
    }
    guard let found else { throw WebError.notFound }
    return moved("/venue/\(PercentCoding.encoded(found.venue))" + (found.year.map { "/\($0)" } ?? ""))
  }

  /// `/user?name=ada`: whoever has that name here; without a name one's own page.
  @Sendable private func oldUser(_ visit: Visit) async throws -> Response {
    guard let name = visit.query("name") else { return seeOther(visit.viewer.map { "/@\($0.name)" } ?? "/sign-in") }
    let person = try await store.read { try $0.person(formerlyNamed: name) }
    guard let person, person.kind == .person, person.state == .active else { throw WebError.notFound }
    return moved("/@\(person.name)")
  }

  @Sendable private func oldSignIn(_ visit: Visit) async throws -> Response {
    let target = visit.query("returnto").flatMap { LocalPath($0)?.with() }
    return moved(Self.address("/sign-in", "return", target))
  }

  /// Where a list of the old front page is now: `/?tab=recent&s=cs`; nil for an address that is none of the old ones.
  static func oldFrontPage(_ visit: Visit) -> String? {
    guard visit.query("tab") != nil || visit.query("s") != nil else { return nil }
    let path: String
    switch visit.query("tab") {
    case "recent": path = "/recent"
    case "best": path = "/best"
    default: path = "/"
    }
    // Several fields at once are none: the old page matched one of them or all.
    let fields = ["cs": Field.computing, "bio": .life, "ph": .physics]
    return address(path, "field", visit.query("s").flatMap { fields[$0]?.rawValue })
  }

  private static func address(_ path: String, _ name: String, _ value: String?) -> String {
    value.map { "\(path)?\(name)=\(PercentCoding.encoded($0))" } ?? path
  }
}

extension Visit {
  /// A part of the address behind the question mark; nil where it is absent or empty.
  func query(_ name: String) -> String? {
    request.uri.queryParameters.get(name).flatMap { $0.isEmpty || $0.utf8.count > 2_048 ? nil : $0 }
  }

  /// The same, as a form sends it: `deep+nets` is two words.
  func words(_ name: String) -> String? {
    let form = try? FormBody(parsing: Array((request.uri.query ?? "").utf8))
    return form.flatMap { $0[name].isEmpty || $0[name].utf8.count > 2_048 ? nil : $0[name] }
  }
}

extension ReadTransaction {
  /// Whoever had that name at ShortScience, else has it here.
  fileprivate func person(formerlyNamed name: String) throws -> ActorRow? {
    guard name.utf8.count <= 64 else { return nil }
    return try formerAccount(name, at: FormerSite.shortScience.source) ?? localActor(named: name.lowercased())
  }
}
