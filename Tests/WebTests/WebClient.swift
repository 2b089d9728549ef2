import Actors
import Catalog
import Domain
import Forms
import Images
import Outbox
import Signatures
import Store
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Web

/// A page as it arrived.
struct SeenPage: Sendable {
  let status: Int
  let fields: [(String, String)]
  let html: String

  func first(_ name: String) -> String? { fields.first { $0.0 == name }?.1 }

  func all(_ name: String) -> [String] { fields.filter { $0.0 == name }.map(\.1) }

  var location: String { first("location") ?? "" }

  /// The token of its forms.
  var formToken: String? { between("name=\"csrf\" value=\"", "\"") }

  /// The text between two marks, the first time they stand there.
  func between(_ start: String, _ end: String) -> String? {
    guard let from = html.firstRange(of: start), let to = html[from.upperBound...].firstRange(of: end) else { return nil }
    return String(html[from.upperBound..<to.lowerBound])
  }

  func holds(_ text: String) -> Bool { html.contains(text) }
}

/// A browser without scripts: it keeps cookies, sends forms with the token of the page before, and follows no redirect.
final class WebClient: Sendable {
  let port: Int
  let origin: String
  private let client: HTTPClient
  private let cookies = Mutex<[(name: String, value: String)]>([])
  private let token = Mutex<String?>(nil)
  private let path = Mutex("/")

  init(port: Int, origin: String, client: HTTPClient) {
    self.port = port
    self.origin = origin
    self.client = client
  }

  /// The last page's form token.
  var formToken: String { token.withLock { $0 ?? "" } }

  func cookie(_ name: String) -> String? { cookies.withLock { $0.first { $0.name == name }?.value } }

  func setCookie(_ name: String, _ value: String) {
    cookies.withLock { cookies in
      cookies.removeAll { $0.name == name }
      if !value.isEmpty { cookies.append((name, value)) }
    }
  }

  @discardableResult
  func get(_ path: String, accept: String = "text/html", fields: [(String, String)] = []) async throws -> SeenPage {
    let page = try await send("GET", path, [("Accept", accept)] + fields, nil)
    if let token = page.formToken { self.token.withLock { $0 = token } }
    self.path.withLock { $0 = path }
    return page
  }

  /// Sends a form as the page before it would.
  ///
  /// - Parameters:
  ///   - token: in place of that page's
  ///   - sender: the Origin that the browser tells; nil for none
  @discardableResult
  func post(
    _ path: String, _ values: [(String, String)], token: String? = nil, sender: String?? = .none, type: String? = nil
  ) async throws -> SeenPage {
    let values = values + [("csrf", token ?? formToken)]
    let body = values.map { "\(PercentCoding.encoded($0.0))=\(PercentCoding.encoded($0.1))" }.joined(separator: "&")
    var fields = [("Accept", "text/html"), ("Content-Type", type ?? "application/x-www-form-urlencoded")]
    switch sender {
    case .none:
      fields += [("Origin", origin), ("Referer", origin + self.path.withLock { $0 })]
    case .some(let sender):
      if let sender { fields.append(("Origin", sender)) }
    }
    let page = try await send("POST", path, fields, Array(body.utf8))
    if let token = page.formToken { self.token.withLock { $0 = token } }
    return page
  }

  /// Sends a form with a file, as the page before it would.
  @discardableResult
  func upload(_ path: String, file: (name: String, text: String)?, _ values: [(String, String)] = []) async throws -> SeenPage {
    let mark = "----mark"
    var body = (values + [("csrf", formToken)]).map {
      "--\(mark)\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n"
    }.joined()
    let (name, text) = file ?? ("", "")
    body +=
      "--\(mark)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
      + "Content-Type: application/octet-stream\r\n\r\n\(text)\r\n--\(mark)--\r\n"
    let fields = [
      ("Accept", "text/html"), ("Content-Type", "multipart/form-data; boundary=\(mark)"), ("Origin", origin),
    ]
    let page = try await send("POST", path, fields, Array(body.utf8))
    if let token = page.formToken { self.token.withLock { $0 = token } }
    return page
  }

  /// Sends a picture with a form, as the page before it would.
  @discardableResult
  func upload(_ path: String, picture: [UInt8], _ values: [(String, String)] = []) async throws -> SeenPage {
    let mark = "----mark"
    var body = Array(
      (values + [("csrf", formToken)]).map {
        "--\(mark)\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n"
      }.joined().utf8)
    body += Array("--\(mark)\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n".utf8)
    body += picture + Array("\r\n--\(mark)--\r\n".utf8)
    let fields = [("Accept", "text/html"), ("Content-Type", "multipart/form-data; boundary=\(mark)"), ("Origin", origin)]
    let page = try await send("POST", path, fields, body)
    if let token = page.formToken { self.token.withLock { $0 = token } }
    return page
  }

  private func send(_ method: String, _ path: String, _ fields: [(String, String)], _ body: [UInt8]?) async throws -> SeenPage {
    let jar = cookies.withLock { $0 }.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    let request = OutgoingRequest(
      method: method, url: try WebURL(parsing: "http://127.0.0.1:\(port)\(path)"),
      fields: fields + (jar.isEmpty ? [] : [("Cookie", jar)]), body: body, limit: 4_194_304, deadline: .seconds(120))
    let response = try await client.send(request)
    for line in response.all("set-cookie") {
      let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
      setCookie(String(pair.first ?? ""), line.contains("Max-Age=0") ? "" : String(pair.dropFirst().first ?? ""))
    }
    let page = SeenPage(
      status: response.status, fields: response.fields, html: String(decoding: response.body, as: UTF8.self))
    if page.first("content-type")?.hasPrefix("text/html") == true {
      let faults = PageScan.faults(in: page.html)
      #expect(faults.isEmpty, "\(method) \(path)")
    }
    return page
  }
}

/// An instance whose pages are served.
struct WebHouse: Sendable {
  let house: TestHouse
  let served: ServedRoutes
  let tally: ViewTally
  let client: HTTPClient

  var store: Store { house.store }

  static func use(
    _ registration: RegistrationMode = .approval, origin: String = "https://papers.example", signIns: TokenBuckets? = nil,
    sources: PaperSources? = nil, images: MediaRoom? = nil, sendsMail: Bool = false, mailRequests: TokenBuckets? = nil,
    _ body: @Sendable @escaping (WebHouse) async throws -> Void
  ) async throws {
    let math = MathProgram.renderer
    try await TestHouse.use(origin, math: math, sendsMail: sendsMail) { house in
      var settings = WebSettings(
        registration: registration, securesCookies: house.instance.origin.isSecure, signIns: signIns)
      settings.sendsMail = sendsMail
      settings.mailRequests = mailRequests
      let tally = ViewTally()
      let web = try WebRoutes(
        instance: house.instance, publisher: house.publisher, remotes: house.remotes,
        settings: settings, sources: sources, tally: tally, images: images)
      let routes = [
        web.endpoints, ActorRoutes(instance: house.instance).endpoints, ObjectRoutes(instance: house.instance).endpoints,
      ]
      var policy = TransportPolicy(allowPrivatePeers: true)
      policy.userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
      // A browser waits; a machine that is busy with other tests is no fault.
      policy.slowPeriod = .seconds(120)
      let client = HTTPClient(policy: policy)
      try await ServedRoutes.use(routes) { served in
        try await body(WebHouse(house: house, served: served, tally: tally, client: client))
      }
      await client.shutdown()
    }
    await math.shutdown()
  }

  /// A browser that knows nothing yet.
  func visitor() -> WebClient {
    WebClient(port: served.port, origin: house.instance.origin.text, client: client)
  }

  /// A browser in which somebody is signed in, its form token at hand.
  func member(_ person: ActorRow) async throws -> WebClient {
    let client = visitor()
    let token = try Random.token()
    try await store.write {
      try $0.insertSession(of: person.id, tokenHash: Digest.sha256(Array(token.utf8)), lifetime: 86_400_000)
    }
    client.setCookie(house.instance.origin.isSecure ? "__Host-session" : "session", token)
    try await client.get("/about")
    return client
  }
}
