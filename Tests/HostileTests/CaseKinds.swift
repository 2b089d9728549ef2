import ActivityStreams
import Domain
import JSON
import Markup
import SQL
import Signatures
import Store
import TestSupport
import Testing
import Transport

/// The ways in which a case reaches the server.
final class Kind {
  let runner: CaseRunner
  let fields: JSONValue
  /// Where the requests of this case come from.
  let address: String
  /// What placeholders stand for.
  let names: [String: String]
  /// What reading the case took on this thread.
  private(set) var secondsOfCPU = 0.0
  /// Secrets made while the case is played.
  private var runtime: [String: String] = [:]
  private var kept: (bytes: [UInt8], body: [UInt8])?

  var scene: HostileScene { runner.scene }
  var cast: Cast { runner.cast }

  init(runner: CaseRunner, fields: JSONValue, address: String, names: [String: String]) {
    self.runner = runner
    self.fields = fields
    self.address = address
    self.names = names
  }

  /// What is done before, without which there would be nothing to attack; `"same"` is the case itself, sent once already.
  func prepare() async throws {
    switch fields["first"] {
    case .string: _ = try await inbox()
    case .array(let deeds):
      for deed in deeds {
        let kind = Kind(runner: runner, fields: deed, address: address, names: names)
        let verdict = try await kind.verdict(of: deed["kind"]?.string ?? "inbox")
        let expected = deed["expect"]?.string ?? "202 no effect"
        guard verdict == expected else { throw TestFault("what came first was \(verdict)") }
      }
    default: break
    }
  }

  func verdict(of kind: String) async throws -> String {
    switch kind {
    case "inbox": try await inbox()
    case "markup": try await markup()
    case "page": try await page()
    case "address": await reach()
    case "drip": try await drip()
    default: throw TestFault("no kind \(kind)")
    }
  }

  // MARK: A request to an inbox

  private func inbox() async throws -> String {
    let path = fields["path"]?.string ?? "/inbox"
    let request = try kept ?? inboxRequest(path)
    if fields["first"]?.string != nil { kept = request }
    secondsOfCPU = ThreadClock.taken {
      guard let value = try? JSONValue(parsing: request.body) else { return }
      let document = try? ActivityDocument(decoding: value)
      if let content = document?.object?.embeddedObject?.content { _ = ForeignHTML.sanitized(content) }
    }
    let last = try await newestItem()?.id ?? 0
    var answer = RawAnswer()
    for _ in 0..<(fields["times"]?.integer ?? 1) { answer = try await RawExchange.send([request.bytes], to: scene.port) }
    await scene.service.drain()
    guard answer.status == 202 else { return "\(answer.status)\(Self.word(of: answer))" }
    guard let item = try await item(after: last) else { return "202 nothing stored" }
    switch item.state {
    case "done": return "202 no effect"
    case "refused": return "202 refused \(item.reason)"
    default:
      // It is not to be tried again while the next case is watched.
      _ = try await scene.store.write { try $0.refuseItem(RowID(item.id), reason: "played") }
      return "202 \(item.state) \(item.reason)"
    }
  }

  private func inboxRequest(_ path: String) throws -> (bytes: [UInt8], body: [UInt8]) {
    let body = try self.body()
    var signed: [(String, String)] = [("Content-Type", "application/activity+json")]
    if fields["sign"]?.bool != false {
      let added = try CaseSigner(scene: scene, cast: cast).fields(fields["sign"] ?? .object([:]), path: path, body: body)
      signed = signed.filter { field in !added.contains { $0.0 == field.0 } } + added
    }
    signed = edited(signed) + [("X-Forwarded-For", address)]
    let sent = fields["sent"]?.string.map { Array($0.utf8) } ?? body
    let target = fields["target"]?.string ?? path
    return (HostileScene.bytes(fields["method"]?.string ?? "POST", target, signed, sent, scene.authority), sent)
  }

  /// `text` as it is, else an activity: that of `activity`, with `set` at dotted places and without `drop`.
  private func body() throws -> [UInt8] {
    if let text = fields["text"]?.string { return Array(text.utf8) }
    if let hex = fields["hex"]?.string { return Hex.decode(hex) ?? [] }
    let wish = fields["activity"] ?? "like"
    var value =
      try wish.string.map { name in
        guard let template = try Corpus.document("templates.json")[name] else { throw TestFault("no template \(name)") }
        return template.filled(names)
      } ?? wish
    for (path, new) in fields["set"]?.object?.members ?? [] { value = value.setting(path.split(separator: "."), to: new) }
    for path in fields["drop"]?.array ?? [] { value = value.setting((path.string ?? "").split(separator: "."), to: nil) }
    return value.serialized()
  }

  /// Header fields replaced, dropped (null) or given twice (a list) after signing; `edit` replaces a piece of one.
  private func edited(_ signed: [(String, String)]) -> [(String, String)] {
    var out = signed
    for (name, change) in fields["fields"]?.object?.members ?? [] {
      out.removeAll { $0.0.lowercased() == name.lowercased() }
      switch change {
      case .string(let text): out.append((name, text))
      case .array(let texts): out += texts.map { (name, $0.string ?? "") }
      default: break
      }
    }
    for (name, change) in fields["edit"]?.object?.members ?? [] {
      let (from, to) = (change.array?.first?.string ?? "", change.array?.last?.string ?? "")
      out = out.map { $0.0 == name ? ($0.0, $0.1.replacing(from, with: to)) : $0 }
    }
    for (name, text) in fields["more"]?.object?.members ?? [] { out.append((name, text.string ?? "")) }
    return out
  }

  private static func word(of answer: RawAnswer) -> String {
    let line = answer.text.prefix { $0 != "\n" && $0 != ":" }
    let isWord = !line.isEmpty && line.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 || (48...57).contains($0) }
    return isWord ? " \(line)" : ""
  }

  private struct Item { let id: Int64, state: String, reason: String }

  private func newestItem() async throws -> Item? { try await item("ORDER BY id DESC", 0) }

  private func item(after id: Int64) async throws -> Item? { try await item("ORDER BY id", id) }

  private func item(_ order: String, _ id: Int64) async throws -> Item? {
    try await scene.store.database.read { connection in
      try connection.first("SELECT id, state, reason FROM inbox_item WHERE id > $1 \(order) LIMIT 1", [id]) { row in
        Item(id: try row.integer(0), state: try row.text(1), reason: try row.optionalText(2) ?? "")
      }
    }
  }

  // MARK: Foreign markup

  /// The text of a note by somebody Ada follows, and what is shown of it on every page that shows it.
  private func markup() async throws -> String {
    let verdict = try await inbox()
    guard verdict == "202 no effect" else { return verdict }
    let newest = try await scene.store.database.read { connection in
      try connection.first("SELECT id, html FROM post ORDER BY rowid DESC LIMIT 1", []) { (try $0.integer(0), try $0.text(1)) }
    }
    guard let (id, html) = newest else { return "202 nothing stored" }
    var faults = InertMarkup.faults(in: html)
    let reader = try await scene.session(of: try person("ada"))
    for path in ["/home", "/@eve@mastodon.localhost:\(scene.peers.port)/\(id)"] {
      let answer = try await scene.request("GET", path, [("Accept", "text/html"), ("Cookie", reader.cookie)])
      faults += InertMarkup.faults(inPage: answer.text).map { "\(path): \($0)" }
    }
    return faults.isEmpty ? "202 inert" : "202 not inert: \(faults.prefix(3))"
  }

  private func person(_ name: String) throws -> ActorRow {
    guard let row = cast.people[name] else { throw TestFault("nobody here is called \(name)") }
    return row
  }

  // MARK: A page or a form

  private func page() async throws -> String {
    let method = fields["method"]?.string ?? (fields["form"] == nil ? "GET" : "POST")
    var head = [("Accept", fields["accept"]?.string ?? "text/html"), ("X-Forwarded-For", address)]
    var token = ""
    if let name = fields["as"]?.string {
      let session = try await scene.session(of: try person(name))
      head.append(("Cookie", session.cookie))
      token = session.formToken
      runtime = ["session": String(session.cookie.dropFirst(15)), "token": token]
    } else if fields["form"] != nil {
      let secret = try Random.token()
      head.append(("Cookie", "__Host-form=\(secret)"))
      token = VisitorToken.of(secret)
      runtime = ["visitor": secret, "token": token]
    }
    let body = fields["form"].map { form(fields["token"]?.string ?? token, $0) }
    if body != nil { head += [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", Words.home)] }
    head = edited(head)
    let path = fields["path"]?.string ?? "/"
    var answer = RawAnswer()
    for _ in 0..<(fields["times"]?.integer ?? 1) {
      let bytes = HostileScene.bytes(method, path, head, body, scene.authority)
      answer = try await RawExchange.send([bytes], to: scene.port)
    }
    await scene.service.drain()
    return try await verdict(of: answer, head: head)
  }

  private func form(_ token: String, _ values: JSONValue) -> [UInt8] {
    let pairs = (values.object?.members ?? []).map { ($0.key, $0.value.string ?? "") } + [("csrf", token)]
    return Array(pairs.map { "\($0.0)=\(FormCoding.encoded($0.1))" }.joined(separator: "&").utf8)
  }

  private func verdict(of answer: RawAnswer, head: [(String, String)]) async throws -> String {
    var verdict = "\(answer.status)"
    if (300..<400).contains(answer.status) { verdict += " \((answer.first("location") ?? "").prefix { $0 != "?" })" }
    for secret in fields["lacks"]?.array?.compactMap(\.string) ?? [] where answer.text.contains(secret) {
      return verdict + " tells \(secret)"
    }
    if let secrets = fields["absent"]?.array?.compactMap(\.string) {
      let snapshot = try await RowSnapshot.taken(of: scene.house)
      for secret in secrets where snapshot.holds(runtime[secret] ?? secret) { return verdict + " keeps \(secret)" }
    }
    for (name, value) in fields["shows"]?.object?.members ?? [] where answer.first(name) != value.string {
      return verdict + " with \(name): \(answer.first(name) ?? "nothing")"
    }
    if let missing = fields["missing"]?.string {
      let bytes = HostileScene.bytes("GET", missing, head, nil, scene.authority)
      let other = try await RawExchange.send([bytes], to: scene.port)
      verdict += answer.isTold(like: other) ? " as missing" : " unlike missing"
    }
    return verdict
  }

  // MARK: Where the server may be led

  /// Whether an address is asked; names lead where `resolves` says.
  private func reach() async -> String {
    let names = fields["resolves"]?.array?.compactMap(\.string) ?? []
    let resolver = FixedResolver(list: names.compactMap { IPAddress(text: $0) })
    let client = HTTPClient(policy: TransportPolicy(), resolver: resolver)
    let refusal: String
    do throws(TransportError) {
      let url = try WebURL(parsing: fields["url"]?.string ?? "https://peer.example/")
      let given = fields["fields"]?.object?.members.map { ($0.key, $0.value.string ?? "") } ?? []
      var request = OutgoingRequest.document(url, fields: given)
      request.deadline = .seconds(2)
      _ = try await client.send(request)
      refusal = "reached"
    } catch {
      refusal = "refused \(error.name)"
    }
    await client.shutdown()
    return refusal
  }

  // MARK: Slow clients

  /// Sends pieces with pauses; the answer's status, or `closed`.
  private func drip() async throws -> String {
    let pieces = fields["pieces"]?.array?.compactMap { $0.string.map { Array($0.utf8) } } ?? []
    let pause = UInt32(clamping: fields["pause"]?.integer ?? 0)
    let answer = try await RawExchange.send(pieces, every: pause, to: scene.port)
    return answer.status == 0 ? "closed" : "\(answer.status)"
  }
}

extension RawAnswer {
  /// Whether two answers tell the same, to the byte; when they were given aside.
  func isTold(like other: RawAnswer) -> Bool {
    func told(_ fields: [(String, String)]) -> [String] {
      fields.filter { $0.0 != "date" && $0.0 != "set-cookie" }.map { "\($0.0): \($0.1)" }.sorted()
    }
    return status == other.status && body == other.body && told(fields) == told(other.fields)
  }
}

/// Names lead where the case says.
private struct FixedResolver: NameResolver {
  let list: [IPAddress]

  func addresses(of host: String) throws(TransportError) -> [IPAddress] { list }
}

extension JSONValue {
  /// With another value at a dotted place.
  ///
  /// Nil takes it away. A number is a place in a list.
  func setting(_ path: [Substring], to value: JSONValue?) -> JSONValue {
    guard let key = path.first else { return value ?? .null }
    let rest = Array(path.dropFirst())
    if case .array(var items) = self, let index = Int(key), items.indices.contains(index) {
      items[index] = items[index].setting(rest, to: value)
      return .array(items)
    }
    var object = self.object ?? [:]
    if rest.isEmpty {
      object[String(key)] = value
    } else {
      object[String(key)] = (object[String(key)] ?? .object([:])).setting(rest, to: value)
    }
    return .object(object)
  }
}

/// Form values as browsers send them.
enum FormCoding {
  static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { out, byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.unicodeScalars.append(Unicode.Scalar(byte))
      default: out += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}
