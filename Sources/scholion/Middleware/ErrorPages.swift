internal import Actors
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Markup
internal import NIOHTTP1
internal import SQL

/// Turns what a route throws into an answer: a known error with its sentence, an unknown one as 500 without detail.
struct ErrorPages: RouterMiddleware {
  typealias Context = PeerAddressContext

  let logger: Logger

  func handle(
    _ request: Request, context: PeerAddressContext,
    next: (Request, PeerAddressContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as HTTPError {
      return Self.answer(error.status, error.body, to: request, fields: error.headers)
    } catch let error as any HTTPResponseError {
      return Self.answer(error.status, nil, to: request)
    } catch is HTTPParserError {
      // The body broke off or was framed wrongly: no fault of ours.
      return Self.answer(.badRequest, nil, to: request)
    } catch is CancellationError {
      return Self.answer(.serviceUnavailable, nil, to: request, fields: [.retryAfter: "5"])
    } catch let error as SQLError where Self.status(of: error) != nil {
      logger.error("the database did not take part", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      return Self.answer(Self.status(of: error) ?? .serviceUnavailable, nil, to: request, fields: [.retryAfter: "10"])
    } catch {
      logger.error(
        "a request failed", metadata: ["path": "\(request.uri.path)", "error": "\(String(reflecting: error))"])
      return Self.answer(.internalServerError, nil, to: request)
    }
  }

  /// The status for a fault of the disk or the engine, which passes; nil for a mistake of ours.
  static func status(of error: SQLError) -> HTTPResponse.Status? {
    switch error.kind {
    case .full: HTTPResponse.Status(code: 507)
    case .busy, .conflict, .away, .io, .corrupt, .outOfMemory, .aborted, .closed: .serviceUnavailable
    default: nil
    }
  }

  /// A plain page where a page is asked for, else a line of text.
  static func answer(
    _ status: HTTPResponse.Status, _ sentence: String?, to request: Request, fields: HTTPFields = [:]
  ) -> Response {
    let sentence = sentence ?? Self.sentence(for: status)
    var headers = fields
    headers[.cacheControl] = "no-store"
    if status == .tooManyRequests || status == .serviceUnavailable, headers[.retryAfter] == nil { headers[.retryAfter] = "5" }
    let wantsPage = request.headers[.accept]?.contains("text/html") ?? false
    headers[.contentType] = wantsPage ? "text/html; charset=utf-8" : "text/plain; charset=utf-8"
    let body = wantsPage ? page(status, sentence) : sentence + "\n"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
  }

  private static func page(_ status: HTTPResponse.Status, _ sentence: String) -> String {
    let text = PlainText.escaped(sentence)
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><title>\(status.code) \(text)</title>
      <link rel="icon" type="image/svg+xml" href="/assets/favicon.svg"><link rel="stylesheet" href="/assets/style.css"></head>
      <body><header class="masthead"><div class="width"><a class="brand" href="/"><span class="diple" aria-hidden="true">›</span>\
      Scholion</a></div></header>
      <main class="sheet"><header class="opening"><p class="place">\(status.code)</p><h1>\(text)</h1>
      <ul class="links"><li><a href="/">To the start page</a></li><li><a href="/search">Search</a></li></ul></header></main></body></html>

      """
  }

  private static func sentence(for status: HTTPResponse.Status) -> String {
    switch status {
    case .badRequest: "This request cannot be understood"
    case .unauthorized: "Sign in first"
    case .forbidden: "This is not allowed"
    case .notFound: "Not found"
    case .methodNotAllowed: "This cannot be done here"
    case .contentTooLarge: "This is too large"
    case .uriTooLong: "This address is too long"
    case .tooManyRequests: "Too many requests; try again later"
    case .internalServerError: "Something went wrong here"
    case HTTPResponse.Status(code: 507): "This server has no room left; nothing was changed, try again later"
    case .serviceUnavailable: "Not available just now; try again later"
    default: status.reasonPhrase.isEmpty ? "Status \(status.code)" : status.reasonPhrase
    }
  }
}
