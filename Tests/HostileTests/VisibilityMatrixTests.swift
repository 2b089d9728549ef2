import Actors
import Domain
import Foundation
import JSON
import Outbox
import Store
import TestSupport
import Testing

/// Who sees what: every route that reads, every reader, every visibility, as pages and as documents.
///
/// The routes are the router's own.
@Suite("Hostile peers: the visibility matrix") struct VisibilityMatrixTests {
  enum Reader: String, CaseIterable, Sendable {
    case anybody, stranger, follower, mentioned, suspended

    /// The rule in one place: DESIGN 3 and 11.5.
    func sees(_ visibility: Visibility) -> Bool {
      switch visibility {
      case .public, .unlisted: true
      case .followers: self == .follower || self == .mentioned
      case .direct: self == .mentioned
      }
    }
  }

  /// What a route has to do with posts.
  enum Class: Sendable, Equatable {
    /// One post stands at the address.
    case post
    /// A collection that belongs to one post.
    case part
    /// Many posts may stand there.
    case list
    /// A form about one post, for members.
    case form
    /// What goes out to anybody: nothing but what is public ever stands there, whoever asks.
    case data
    /// No post is ever there.
    case none
  }

  /// Every route that reads.
  ///
  /// One that is missing here fails the first test.
  static let classes: [String: Class] = [
    "/": .list, "/recent": .list, "/best": .list, "/random": .list, "/why/{id}": .list, "/topics": .none, "/topic/{slug}": .list,
    "/author/{name}": .list, "/author/{name}/feed.atom": .list, "/author/{name}/feed.json": .list,
    "/topic/{slug}/feed.atom": .list, "/topic/{slug}/feed.json": .list,
    "/field/{field}/feed.atom": .list, "/field/{field}/feed.json": .list, "/wanted": .list, "/questions": .list,
    "/ask/{paper}": .none, "/bookmarks": .list, "/@{name}/lists": .none, "/@{name}/lists/{list}": .list, "/lists/new": .none,
    "/list/{id}/edit": .none, "/list/{id}/delete": .none, "/collect/{paper}": .none, "/@{name}/lists/{list}/export.bib": .list,
    "/@{name}/lists/{list}/export.ris": .list, "/@{name}/lists/{list}/export.json": .list, "/facts/{paper}": .none,
    "/facts/{paper}/edit": .none,
    "/facts/{paper}/record": .none, "/home": .list, "/notifications": .list, "/papers": .list, "/venues": .list,
    "/venue/{key}": .none,
    "/venue/{key}/{year}": .list, "/tags/{tag}": .list, "/paper/**": .list, "/@{name}": .list, "/@{name}/{part}": .post,
    "/@{name}/{part}/history": .list, "/@{name}/{part}/source.md": .list,
    "/elsewhere/{id}": .none, "/post/{id}/reply": .form, "/post/{id}/edit": .form, "/post/{id}/delete": .form,
    "/write/{paper}": .none, "/drafts": .none, "/drafts/{paper}/discard": .none, "/cite": .none, "/cite.json": .none,
    "/media/{file}": .none, "/writing": .none, "/s/{id}": .post, "/n/{id}": .post, "/contexts/{id}": .post,
    "/contexts/{id}/page/{page}": .part,
    "/s/{id}/replies": .part, "/s/{id}/replies/page/{page}": .part, "/s/{id}/likes": .part, "/s/{id}/likes/page/{page}": .part,
    "/s/{id}/shares": .part, "/s/{id}/shares/page/{page}": .part, "/n/{id}/replies": .part, "/n/{id}/replies/page/{page}": .part,
    "/n/{id}/likes": .part, "/n/{id}/likes/page/{page}": .part, "/n/{id}/shares": .part, "/n/{id}/shares/page/{page}": .part,
    "/activities/{id}": .post, "/users/{name}": .none, "/papers/{name}": .none, "/actor": .none,
    "/users/{name}/outbox": .list, "/users/{name}/outbox/page/{page}": .list, "/papers/{name}/outbox": .list,
    "/papers/{name}/outbox/page/{page}": .list, "/actor/outbox": .list, "/actor/outbox/page/{page}": .list,
    "/users/{name}/featured": .list, "/papers/{name}/featured": .list, "/actor/featured": .list,
    "/users/{name}/followers": .none, "/users/{name}/followers/page/{page}": .none, "/users/{name}/following": .none,
    "/users/{name}/following/page/{page}": .none, "/papers/{name}/followers": .none,
    "/papers/{name}/followers/page/{page}": .none,
    "/papers/{name}/following": .none, "/papers/{name}/following/page/{page}": .none, "/actor/followers": .none,
    "/actor/followers/page/{page}": .none, "/actor/following": .none, "/actor/following/page/{page}": .none,
    "/users/{name}/moderators": .none, "/papers/{name}/moderators": .none, "/actor/moderators": .none, "/inbox": .none,
    "/actor/inbox": .none, "/users/{name}/inbox": .none, "/papers/{name}/inbox": .none, "/.well-known/webfinger": .none,
    "/.well-known/host-meta": .none, "/.well-known/host-meta.json": .none, "/.well-known/nodeinfo": .none, "/nodeinfo/2.0": .none,
    "/nodeinfo/2.1": .none, "/ns": .none, "/livez": .none, "/readyz": .none, "/metrics": .none, "/about": .none,
    "/venues/{name}": .none, "/venues/{name}/outbox": .list, "/venues/{name}/outbox/page/{page}": .list,
    "/venues/{name}/featured": .list, "/venues/{name}/followers": .none, "/venues/{name}/followers/page/{page}": .none,
    "/venues/{name}/following": .none, "/venues/{name}/following/page/{page}": .none, "/venues/{name}/moderators": .none,
    "/venues/{name}/inbox": .none, "/topics/{name}": .none, "/topics/{name}/outbox": .list,
    "/topics/{name}/outbox/page/{page}": .list, "/topics/{name}/featured": .list, "/topics/{name}/followers": .none,
    "/topics/{name}/followers/page/{page}": .none, "/topics/{name}/following": .none,
    "/topics/{name}/following/page/{page}": .none,
    "/topics/{name}/moderators": .none, "/topics/{name}/inbox": .none,
    "/facts/{paper}/merge": .none, "/facts/{paper}/split": .none, "/venue": .none, "/user": .none,
    "/visits": .none, "/internalsearch": .none, "/welcome": .none, "/login": .none, "/logout": .none, "/rss.xml": .none,
    "/rss-all.xml": .none, "/rss-full.xml": .none, "/rss-generate": .none,
    "/timeline": .none, "/paper": .none, "/add": .none, "/follow": .none, "/authorize_interaction": .none, "/sign-in": .none,
    "/sign-up": .none, "/signin": .none, "/signup": .none, "/settings": .none, "/settings/profile": .none,
    "/settings/password": .none, "/settings/mail": .none, "/settings/writing": .none, "/settings/archive": .none,
    "/settings/archive/import": .none, "/settings/archive/file": .none,
    "/confirm/{token}": .none, "/recover": .none, "/recover/{token}": .none, "/unsubscribe/{token}": .none, "/moderation": .none,
    "/assets/{file}": .none, "/search": .list, "/opensearch.xml": .none,
    "/feed.atom": .data, "/feed.json": .data, "/feeds.opml": .data, "/venue/{key}/feed.atom": .data,
    "/venue/{key}/feed.json": .data, "/venue/{key}/{year}/feed.atom": .data, "/venue/{key}/{year}/feed.json": .data,
    "/papers/{name}/feed.atom": .data, "/papers/{name}/feed.json": .data, "/@{name}/feed.atom": .data,
    "/@{name}/feed.json": .data, "/tags/{tag}/feed.atom": .data, "/tags/{tag}/feed.json": .data,
    "/papers/{name}/export.bib": .data, "/papers/{name}/export.ris": .data, "/papers/{name}/export.json": .data,
    "/venue/{key}/{year}/export.bib": .data, "/venue/{key}/{year}/export.ris": .data,
    "/venue/{key}/{year}/export.json": .data, "/robots.txt": .data, "/sitemap.xml": .data, "/sitemap/{part}": .data,
    // What only its writer sees is no post: tests of its own look at it (ReadershipTests, PseudonymTests).
    "/unseen": .none, "/private/{paper}": .none, "/private/{paper}/delete": .none, "/shared/{token}": .none,
    "/pseudonym/{paper}/news": .none, "/pseudonym/{paper}/claim": .none, "/pseudonym/{paper}/delete": .none,
    // What is in the packed file, DumpTests look at.
    "/dumps/summaries.jsonl.gz": .none, "/dumps": .none, "/claim": .none, "/oembed": .data, "/papers/{name}/badge.svg": .data,
    "/api/scholion/v1/papers/summaries": .data,
  ]

  @Test("Every route that reads stands in the matrix, and the matrix names no route that is none")
  func everyRoute() async throws {
    try await HostileScene.use { scene in
      let routes = Set(scene.routes.filter { $0.method == "GET" || $0.method == "HEAD" }.map(\.path))
      #expect(routes.subtracting(Self.classes.keys).sorted() == [])
      #expect(Set(Self.classes.keys).subtracting(routes).sorted() == [])
      // What only takes is no route of another kind beside: each is an inbox or a form.
      for route in scene.routes where route.method == "POST" {
        let isKnown = route.path.hasSuffix("/inbox") || Self.forms.contains(route.path) || Self.questions.contains(route.path)
        #expect(isKnown, "\(route.path)")
      }
      #expect(scene.routes.allSatisfy { ["GET", "HEAD", "POST"].contains($0.method) || Self.questions.contains($0.path) })
    }
  }

  /// Every route that takes a form: without a session none does anything.
  static let forms: Set<String> = [
    "/sign-in", "/sign-out", "/sign-up", "/post/{id}/vote", "/post/{id}/share", "/post/{id}/delete", "/post/{id}/reply",
    "/post/{id}/edit", "/moderation/{id}", "/add", "/follow", "/follow/{id}", "/elsewhere/{id}", "/settings/profile",
    "/settings/password", "/settings/writing", "/settings/archive",
    "/settings/archive/import", "/claim", "/write/{paper}", "/write/{paper}/preview", "/write/{paper}/draft",
    "/write/{paper}/image", "/drafts/{paper}/discard", "/add/found", "/add/file", "/facts/{paper}/edit", "/facts/{paper}/ask",
    "/want/{paper}", "/ask/{paper}", "/post/{id}/accept", "/post/{id}/bookmark", "/lists/new", "/list/{id}/edit",
    "/list/{id}/delete", "/list/{id}/papers",
    "/confirm", "/confirm/{token}", "/recover", "/recover/{token}", "/unsubscribe/{token}", "/settings/mail",
    "/settings/mail/address",
    "/facts/{paper}/merge", "/facts/{paper}/undo", "/facts/{paper}/split", "/moderation/papers/{id}",
    "/private/{paper}/link", "/private/{paper}/delete", "/pseudonym/{paper}/claim",
    "/pseudonym/{paper}/delete",
  ]

  /// Every route that takes a question too long for an address: it changes nothing, so it asks for no token.
  static let questions: Set<String> = ["/api/scholion/v1/papers/summaries"]

  @Test("No form does anything without the token of a page of ours, and none of a member's without a session")
  func everyForm() async throws {
    try await HostileScene.use { scene in
      let cast = try await Cast.enter(scene)
      let ada = try #require(cast.people["ada"])
      let session = try await scene.session(of: ada)
      let before = try await RowSnapshot.taken(of: scene.house)
      for route in scene.routes where route.method == "POST" && !route.path.hasSuffix("/inbox") {
        if Self.questions.contains(route.path) {
          let answer = try await scene.request("POST", route.path, [("Content-Type", "application/json")], Array("[\"x\"]".utf8))
          #expect(answer.status == 200)
          continue
        }
        let path = Self.filled(route.path, id: Cast.summaryID.text)
        for (name, fields) in [
          ("no session", []), ("a session and no token", [("Cookie", session.cookie)]),
          ("a session, from elsewhere", [("Cookie", session.cookie), ("Origin", "https://evil.example")]),
        ] {
          let body = Array(
            "name=x&vote=1&share=1&text=x&password=x&csrf=\(name == "a session, from elsewhere" ? session.formToken : "")".utf8)
          let head = fields + [("Content-Type", "application/x-www-form-urlencoded")]
          let answer = try await scene.request("POST", path, head, body)
          #expect(answer.status == 403, "\(route.path) with \(name)")
        }
      }
      #expect(try await RowSnapshot.taken(of: scene.house).faults(since: before, except: [], meeting: []) == [])
    }
  }

  /// A post of the matrix with the word that its text holds.
  private struct Marked: Sendable {
    let id: RowID
    let visibility: Visibility
    let isLocal: Bool
    let author: ActorRow
    var word: String { "secret-\(isLocal ? "local" : "remote")-\(visibility)" }
  }

  @Test(
    "Each reader gets exactly what the rule allows, and of the rest the bytes of what does not exist", arguments: [true, false])
  func matrix(isLocal: Bool) async throws {
    try await HostileScene.use { scene in
      let (posts, cookies) = try await Self.stage(scene, isLocal: isLocal)
      var cells = 0
      for (route, kind) in Self.classes.sorted(by: { $0.key < $1.key }) where kind != .none {
        for reader in Reader.allCases {
          for accept in ["text/html", "application/activity+json"] {
            let head = [("Accept", accept)] + (cookies[reader].map { [("Cookie", $0)] } ?? [])
            // Of a list that is one for all, one look is enough.
            let isOne = kind == .list && route != "/paper/**" || kind == .data && route != "/oembed"
            for marked in isOne ? Array(posts.prefix(1)) : posts {
              try await Self.judge(route, kind, reader, accept, head, marked, posts, scene)
              cells += 1
            }
          }
        }
      }
      #expect(cells > 900)
    }
  }

  private static func judge(
    _ route: String, _ kind: Class, _ reader: Reader, _ accept: String, _ head: [(String, String)], _ marked: Marked,
    _ posts: [Marked], _ scene: HostileScene
  ) async throws {
    let name: Comment = "\(route) as \(accept) for \(reader): \(marked.word)"
    let path = filled(route, id: marked.id.text, author: marked.author, visibility: marked.visibility)
    let answer = try await scene.request("GET", path, head)
    #expect(answer.status < 500, name)
    // Whatever the route is: no word of what this reader may not see.
    for other in posts where !reader.sees(other.visibility) { #expect(!answer.text.contains(other.word), name) }
    if kind == .data {
      for other in posts where other.visibility != .public {
        #expect(!answer.text.contains(other.word) && !answer.text.contains(other.id.text), name)
      }
      return #expect(answer.status == 200 || route == "/oembed" || route.hasPrefix("/@") && !marked.isLocal, name)
    }
    guard kind != .list else { return }
    // Documents at ids are for servers, which say not who reads there: they hold what anybody may see.
    let isPage = route.hasPrefix("/@")
    let isSeen = isPage ? reader.sees(marked.visibility) : marked.visibility.isOpen && marked.isLocal
    if kind == .form { return #expect(isSeen || answer.status != 200, name) }
    guard isSeen, applies(route, marked) else {
      guard !isSeen || !applies(route, marked) else { return }
      let missing = try await scene.request("GET", filled(route, id: "1", author: marked.author), head)
      return #expect(answer.isTold(like: missing), name)
    }
    #expect([200, 303].contains(answer.status), name)
  }

  /// Whether a post has that address at all: summaries of ours alone stand under `/s/`.
  private static func applies(_ route: String, _ marked: Marked) -> Bool {
    if route.hasPrefix("/@") { return true }
    return marked.isLocal && (route.hasPrefix("/s/") || route.hasPrefix("/contexts/"))
  }

  private static func filled(
    _ route: String, id: String, author: ActorRow? = nil, visibility: Visibility = .public
  ) -> String {
    let number = Visibility.allCases.firstIndex(of: visibility) ?? 0
    let paper = visibility == .public ? "/paper/arxiv/1706.03762" : "/paper/arxiv/1801.0000\(number + 1)"
    let name = author.map { $0.isLocal ? $0.name : "\($0.name)@\($0.host)" } ?? "ada"
    return route.replacing("{id}", with: id).replacing("{part}", with: id).replacing("{page}", with: "1")
      .replacing("/papers/{name}", with: "/papers/arxiv_1706_03762").replacing("/venues/{name}", with: "/venues/neurips")
      .replacing(
        "/users/{name}", with: "/users/\(author?.name ?? "ada")"
      )
      .replacing("{name}", with: name).replacing("{tag}", with: "marker").replacing("{key}", with: "neurips")
      .replacing("{year}", with: "2017").replacing("/paper/**", with: paper).replacing("{file}", with: "style.css")
      .replacing("{paper}", with: "1").replacing("{slug}", with: "cs.LG").replacing("{list}", with: "none").replacing(
        "{field}", with: "computing"
      )
      .replacing("/sitemap/\(id)", with: "/sitemap/summaries-0.xml")
      .replacing("/oembed", with: "/oembed?url=\(Words.home)/@\(name)/\(id)")
      .replacing("/papers/summaries", with: "/papers/summaries?id=arxiv:1706.03762&id=arxiv:1801.00002")
      // By the hashtag that all have: a word that is looked for is marked, and would not be seen whole.
      .replacing("/search", with: "/search?q=tag:marker")
  }

  /// One post of each visibility by one author, and readers of each kind.
  private static func stage(_ scene: HostileScene, isLocal: Bool) async throws -> ([Marked], [Reader: String]) {
    let house = scene.house
    _ = try await house.paper()
    let author =
      isLocal
      ? try await house.person("author") : try await scene.meet(try scene.stranger("/users/author", at: "mastodon", key: 2))
    let stranger = try await house.person("stranger")
    let (follower, mentioned) = (try await house.person("follower"), try await house.person("mentioned"))
    let suspended = try await house.person("suspended")
    try await house.follow(author, by: follower)
    try await house.follow(author, by: suspended)
    // A wish to follow is no following.
    try await scene.store.write { transaction in
      _ = try transaction.upsertFollow(
        from: stranger.id, to: author.id, uri: "\(Words.home)/activities/wish", state: .pending)
    }
    var posts: [Marked] = []
    for visibility in Visibility.allCases {
      let id = scene.store.ids.next()
      let marked = Marked(id: id, visibility: visibility, isLocal: isLocal, author: author)
      let uri = isLocal ? "\(Words.home)/s/\(id)" : "\(author.uri.text)/\(id)"
      var draft = PostDraft(
        uri: try ResourceID(parsing: uri), actorID: author.id, isLocal: isLocal, kind: .summary, html: "<p>\(marked.word)</p>",
        url: isLocal ? "\(Words.home)/@author/\(id)" : uri, visibility: visibility, publishedAt: house.clock.now)
      draft.paperID = try await Self.paper(of: marked, house).id
      draft.title = marked.word
      draft.tldr = marked.word
      draft.contextURI = isLocal ? "\(Words.home)/contexts/\(id)" : nil
      draft.hashtags = ["marker"]
      draft.recipients = [mentioned.id]
      let finished = draft
      try await scene.store.write { transaction in
        try transaction.insertPost(finished, id: id)
        try transaction.notify(mentioned.id, of: .mention, by: author.id, about: id)
      }
      posts.append(marked)
    }
    var cookies: [Reader: String] = [:]
    for (reader, person) in [
      (Reader.stranger, stranger), (.follower, follower), (.mentioned, mentioned), (.suspended, suspended),
    ] { cookies[reader] = try await scene.session(of: person).cookie }
    try await scene.store.write { try $0.setState(of: suspended.id, .suspended) }
    return (posts, cookies)
  }

  /// A paper of its own for each post, since nobody summarises one twice.
  private static func paper(of marked: Marked, _ house: TestHouse) async throws -> PaperRow {
    guard marked.visibility != .public else { return try await house.paper() }
    let number = (Visibility.allCases.firstIndex(of: marked.visibility) ?? 0) + 1
    let draft = PaperDraft(
      title: "Paper \(number)", authors: ["A. Author"], venue: "NeurIPS", year: 2017, identifiers: ["arXiv:1801.0000\(number)"])
    return try await house.publisher.addPaper(try draft.validated(), source: "local")
  }

  @Test("What was deleted is answered 410 with a Tombstone at its id, and as gone on its page, to everybody alike")
  func deleted() async throws {
    try await HostileScene.use { scene in
      let cast = try await Cast.enter(scene)
      let ada = try #require(cast.people["ada"])
      try await scene.house.publisher.delete(post: Cast.summaryID, by: ada)
      let id = Cast.summaryID.text
      let carol = try await scene.session(of: try #require(cast.people["carol"]))
      for (path, accept) in [
        ("/s/\(id)", "application/activity+json"), ("/contexts/\(id)", "application/activity+json"), ("/@ada/\(id)", "text/html"),
        ("/s/\(id)", "text/html"),
      ] {
        for cookie in [nil, carol.cookie] {
          let head = [("Accept", accept)] + (cookie.map { [("Cookie", $0)] } ?? [])
          let answer = try await scene.request("GET", path, head)
          #expect(answer.status == 410, "\(path)")
          #expect(!answer.text.contains("Attention."), "\(path)")
        }
      }
      for path in ["/s/\(id)/replies", "/s/\(id)/likes/page/1", "/n/\(id)"] {
        let answer = try await scene.request("GET", path, [("Accept", "application/activity+json")])
        let missing = try await scene.request(
          "GET", path.replacing(id, with: "1"), [("Accept", "application/activity+json")])
        #expect(answer.isTold(like: missing), "\(path)")
      }
    }
  }
}
