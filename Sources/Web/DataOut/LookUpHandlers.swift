internal import Actors
internal import Domain
internal import Forms
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Store

/// How many summaries many papers have, asked at once (`Documentation/data-out.md`).
extension Site {
  private static let lookUpPath: RouterPath = "/api/scholion/v1/papers/summaries"

  func addLookUp(to routes: Routes) {
    _ =
      routes
      .get(Self.lookUpPath, use: openData(lookUpByQuery))
      .post(Self.lookUpPath, use: openData(lookUpByList))
      // Browsers ask first before a page of another origin may send JSON (Fetch, section 4.8).
      .on(Self.lookUpPath, method: .options, use: openData(preflight))
  }

  /// Bytes of a list that is posted.
  private static let lookUpBytes = 64 * 1_024

  @Sendable private func lookUpByQuery(_ request: DataRequest) async throws -> Response {
    var asked: [JSONValue] = []
    for pair in (request.request.uri.query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
      let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = halves.first, name.elementsEqual("id".utf8) else { continue }
      guard let id = PercentCoding.decoded(halves.dropFirst().first ?? ""[...].utf8, plusIsSpace: true) else {
        return refusal("an id is not encoded as in a form")
      }
      asked.append(.string(id))
    }
    return try await lookUp(asked)
  }

  @Sendable private func lookUpByList(_ request: DataRequest) async throws -> Response {
    if let length = request.request.headers[.contentLength], (Int(length) ?? .max) > Self.lookUpBytes {
      throw HTTPError(.contentTooLarge)
    }
    let buffer = try await request.request.body.collect(upTo: Self.lookUpBytes)
    let limits = JSONLimits(
      bytes: Self.lookUpBytes, depth: 4, keysPerObject: 8, keyBytes: 64, itemsPerArray: ReadTransaction.mostFigures, nodes: 1_000)
    do {
      guard let list = try JSONValue(parsing: Array(buffer.readableBytesView), limits: limits).array else {
        return refusal("what is posted must be a list of identifiers")
      }
      return try await lookUp(list)
    } catch let error as JSONError {
      return refusal("what is posted must be a list of at most \(ReadTransaction.mostFigures) identifiers: \(error.description)")
    }
  }

  @Sendable private func preflight(_ request: DataRequest) -> Response {
    var headers: HTTPFields = [:]
    for (name, value) in [
      ("Access-Control-Allow-Methods", "GET, POST"), ("Access-Control-Allow-Headers", "Content-Type"),
      ("Access-Control-Max-Age", "86400"),
    ] {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    return Response(status: .noContent, headers: headers)
  }

  /// Each identifier is answered in the spelling asked, in the order asked; one that is none gets an error of its own.
  private func lookUp(_ asked: [JSONValue]) async throws -> Response {
    guard (1...ReadTransaction.mostFigures).contains(asked.count) else {
      return refusal("ask for 1 to \(ReadTransaction.mostFigures) identifiers, each as id")
    }
    let read = asked.map { Self.identifier($0) }
    let known = read.compactMap { try? $0.get() }
    let figures = try await store.read { try $0.figures(of: known) }
    var rest = figures.makeIterator()
    var answers: [JSONValue] = []
    for (spelling, result) in zip(asked, read) {
      var item = JSONObject([("id", spelling)])
      switch result {
      case .failure(let error): item["error"] = .string(error.message)
      case .success(let identifier):
        let found = rest.next().flatMap(\.self)
        item["canonical"] = .string(identifier.canonical)
        item["paper"] = found.map { .string(instance.addresses.paper($0.best)) } ?? .null
        item["summaries"] = .integer(Int64(found?.summaries ?? 0))
        item["best"] = found?.bestScore.map { .integer(Int64($0)) } ?? .null
      }
      answers.append(.object(item))
    }
    return json(["papers": .array(answers)], seconds: 60)
  }

  private static func identifier(_ value: JSONValue) -> Result<PaperIdentifier, DomainError> {
    Result { () throws(DomainError) in
      guard let text = value.string else { throw DomainError(.identifier, .malformed, "An identifier is a text.") }
      return try PaperIdentifier(parsing: text)
    }
  }

  private func refusal(_ sentence: String) -> Response { json(["error": .string(sentence)], status: .badRequest, seconds: 0) }

  private func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, seconds: Int) -> Response {
    Response(
      status: status,
      headers: [
        .contentType: "application/json", .cacheControl: seconds == 0 ? "no-store" : "public, max-age=\(seconds)",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.serialized())))
  }
}
