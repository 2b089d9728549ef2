import Actors
import Domain
import JSON
import Judging
import Markup
import Outbox
import Signatures
import Store
import TestSupport
import Testing
import Transport
import Web

@testable import Inbox

@Suite("Hostile texts, wherever they leave", .timeLimit(.minutes(10)))
struct HostileOutputTests {
  private static let hosts = ["mastodon", "gotosocial", "bad", "lemmy", "misskey"]

  /// Posted by one stranger each: as a name, a biography, a comment with its warning, a summary with its title, and a hashtag.
  private static func send(_ text: String, _ number: Int, to scene: InboxScene) async throws -> Stranger? {
    let short: JSONValue = .string(String(String.UnicodeScalarView(text.unicodeScalars.prefix(300))))
    let eve = try scene.stranger(
      "/users/s\(number)", at: hosts[number % hosts.count], extra: ["name": short, "summary": short])
    let mention: JSONValue = ["type": "Mention", "href": .string(Words.ada), "name": "@ada@papers.example"]
    let tag: JSONValue = ["type": "Hashtag", "href": "https://tags.example/x", "name": .string("#\(short.string ?? "")")]
    let more: JSONObject = ["content": .string(text), "summary": short, "name": short, "tag": [mention, tag]]
    let note = eve.note("n", replyTo: Words.summary, cc: [Words.ada], extra: more)
    var article: JSONObject = more
    article["type"] = "Article"
    article["audience"] = .string(Words.room)
    article["url"] = short
    let summary = eve.note("a", to: [Words.everybody, Words.room], extra: article)
    for object in [note, summary] {
      let status = try await scene.post(eve.activity("Create", object, id: "\(object["id"]?.string ?? "")/create"), by: eve)
      // Only what the gate of JSON refuses goes no further: NUL, and heaps of combining marks.
      if status == 400 { return nil }
      #expect(status == 202, "\(number)")
    }
    return eve
  }

  @Test("Of 364 pieces of HTML and 135 formulas nothing but the allow-list reaches any page, nor any document of ours")
  func pages() async throws {
    let math = MathRenderer(program: MathProgram.path, katex: MathProgram.katex)
    try await InboxScene.use(math: math) { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let inputs = try HostileInput.html()
      var senders: [Stranger] = []
      for input in inputs {
        if let sender = try await Self.send(input.text, input.number, to: scene) { senders.append(sender) }
      }
      #expect(senders.count > inputs.count - 10)
      let mallory = try scene.stranger("/users/mallory", at: "bad", key: 1)
      for input in try HostileInput.formulas() {
        let tex = PlainText.escaped(input.text)
        let text = "<p>x <math><semantics><annotation encoding=\"application/x-tex\">\(tex)</annotation></semantics></math></p>"
        let note = mallory.note("\(input.number)", replyTo: Words.summary, extra: ["content": .string(text)])
        try await scene.post(mallory.activity("Create", note), by: mallory)
      }
      await scene.service.drain()
      let web = try WebRoutes(
        instance: scene.house.instance, publisher: scene.house.publisher, remotes: scene.house.remotes,
        settings: WebSettings(registration: .approval, securesCookies: true))
      let senderList = senders
      let routes = [
        web.endpoints, ActorRoutes(instance: scene.house.instance).endpoints,
        ObjectRoutes(instance: scene.house.instance).endpoints,
      ]
      try await ServedRoutes.use(routes) { served in
        let reader = PageReader(port: served.port, client: scene.client)
        var paths = [
          "/", "/papers", "/paper/arxiv/1706.03762", "/@ada", "/@ada/117648182476800001", "/venue/neurips/2017", "/about",
        ]
        // Every biography and card; of the summaries' own pages, whose texts stand in the thread as well, every fourth.
        for (index, sender) in senderList.enumerated() {
          let row = try #require(try await scene.store.read { try $0.actor(uri: try ResourceID(parsing: sender.id)) })
          let article = try #require(try await scene.find(sender.id + "/a"))
          #expect(try await scene.find(sender.id + "/n") != nil)
          paths.append("/@\(row.name)@\(row.host)")
          if index % 4 == 0 { paths.append("/@\(row.name)@\(row.host)/\(article.id)") }
        }
        for path in paths { try await reader.judge(path) }
        #expect(reader.bytes > 2_000_000)
        for sender in senderList.prefix(60) {
          try await scene.house.follow(try await scene.actor(sender.id), by: ada)
        }
        let token = try Random.token()
        try await scene.store.write {
          try $0.insertSession(of: ada.id, tokenHash: Digest.sha256(Array(token.utf8)), lifetime: 3_600_000)
        }
        for path in ["/home", "/notifications", "/", "/@ada/117648182476800001", "/follow"] {
          try await reader.judge(path, cookie: "__Host-session=\(token)")
        }
        try await Self.judgeDocuments(scene, served)
      }
    }
    await math.shutdown()
  }

  /// What we tell other servers of it: only ids, but for activities passed on as they came.
  private static func judgeDocuments(_ scene: InboxScene, _ served: ServedRoutes) async throws {
    let paths = [
      "/s/117648182476800001/replies", "/s/117648182476800001", "/contexts/117648182476800001", "/users/ada/outbox", "/users/ada",
    ]
    for path in paths {
      let answer = try await served.get(path)
      #expect(answer.status == 200, "\(path)")
      #expect(!String(decoding: answer.body, as: UTF8.self).contains("alert(1)"), "\(path)")
    }
    for activity in try await scene.house.activities() where activity.document["object"]?.object != nil {
      // Passed on whole: the stranger's own signed words, for servers that clean them themselves.
      #expect(activity.type == "Announce" && activity.document["object"]?["actor"]?.string?.contains(".localhost") == true)
    }
  }

  @Test(
    "The same texts written here as Markdown leave as documents whose HTML is of the allow-list, with a plain name and source")
  func documents() async throws {
    let math = MathRenderer(program: MathProgram.path, katex: MathProgram.katex)
    try await InboxScene.use(math: math) { scene in
      let (ada, _) = try await scene.adaAndHerSummary()
      let root = RowID(117_648_182_476_800_001)
      var sources = try HostileInput.html().map { ($0, $0.text) }
      sources += try HostileInput.formulas().map { ($0, "A $\($0.text)$ b\n\n$$\n\($0.text)\n$$\n") }
      var ids: [(HostileInput, RowID)] = []
      for (input, source) in sources {
        // What is empty or too long is refused before anything is made of it.
        if let post = try? await scene.house.publisher.reply(ReplyDraft(body: source), to: root, by: ada) {
          ids.append((input, post.id))
        }
      }
      #expect(ids.count > sources.count * 9 / 10)
      let served = ids
      try await ServedRoutes.use([ObjectRoutes(instance: scene.house.instance).endpoints]) { routes in
        for (input, id) in served {
          let document = try await routes.get("/n/\(id)").json
          let content = try #require(document["content"]?.string)
          #expect(StrictReader.complaint(about: content, allowing: true) == nil, "\(input)")
          for (_, text) in document["contentMap"]?.object?.members ?? [] {
            #expect(StrictReader.complaint(about: text.string ?? "", allowing: true) == nil, "\(input)")
          }
        }
      }
    }
    await math.shutdown()
  }
}

/// Fetches pages and judges them.
private final class PageReader {
  private let port: Int
  private let client: HTTPClient
  private(set) var bytes = 0

  init(port: Int, client: HTTPClient) {
    self.port = port
    self.client = client
  }

  func judge(_ path: String, cookie: String? = nil) async throws {
    let url = try WebURL(parsing: "http://127.0.0.1:\(port)\(path)")
    let fields = [("Accept", "text/html"), ("Host", "127.0.0.1:\(port)")] + (cookie.map { [("Cookie", $0)] } ?? [])
    let request = OutgoingRequest(method: "GET", url: url, fields: fields, limit: 64 << 20, deadline: .seconds(120))
    let answer = try await client.send(request)
    #expect(answer.status == 200, "\(path)")
    bytes += answer.body.count
    let complaint = PageJudge.complaint(about: String(decoding: answer.body, as: UTF8.self), signedIn: cookie != nil)
    #expect(complaint == nil, "\(path)")
  }
}
