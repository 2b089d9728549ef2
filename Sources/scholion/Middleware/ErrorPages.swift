internal import Actors
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Markup
internal import NIOHTTP1

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
    } catch {
      logger.error(
        "a request failed", metadata: ["path": "\(request.uri.path)", "error": "\(String(reflecting: error))"])
      return Self.answer(.internalServerError, nil, to: request)
    }
  }

  /// A plain page where a page is asked for, else a line of text.
  static func answer(
    _ status: HTTPResponse.Status, _ sentence: String?, to request: Request, fields: HTTPFields = [:]
  ) -> Response {
    let sentence = sentence ?? Self.sentence(for: status)
    var headers = fields
    headers[.cacheControl] = "no-store"
    let wantsPage = request.headers[.accept]?.contains("text/html") ?? false
    headers[.contentType] = wantsPage ? "text/html; charset=utf-8" : "text/plain; charset=utf-8"
    let body = wantsPage ? page(status, sentence) : sentence + "\n"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
  }

  private static func page(_ status: HTTPResponse.Status, _ sentence: String) -> String {
    let text = PlainText.escaped(sentence)
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <meta name="robots" content="noindex"><title>\(status.code) \(text)</title>
      <link rel="stylesheet" href="/assets/style.css"></head>
      <body><main><h1>\(text)</h1><p><a href="/">To the start page</a></p></main></body></html>

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
    case .tooManyRequests: "Too many requests; try again later"
    case .internalServerError: "Something went wrong here"
    case .serviceUnavailable: "Not available just now; try again later"
    default: status.reasonPhrase.isEmpty ? "Status \(status.code)" : status.reasonPhrase
    }
  }
}
