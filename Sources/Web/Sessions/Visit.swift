internal import Actors
internal import Domain
internal import Hummingbird
internal import Signatures
internal import Store

/// One request with who makes it.
struct Visit: Sendable {
  let request: Request
  let parameters: Parameters
  /// Where it comes from, behind trusted proxies; for counting looks and for nothing that is kept.
  let clientAddress: String
  /// Nil for a visitor.
  let session: OpenSession?
  /// What the forms of a page carry, bound to the session, or to a cookie of a visitor.
  let formToken: String
  /// The visitor's form cookie, if it has yet to be set.
  let newFormCookie: String?

  /// A valid session of somebody who may be signed in.
  struct OpenSession: Sendable {
    let token: String
    let member: Member
    /// Unread notifications, at most 100.
    let unread: Int
  }

  var viewer: ActorRow? { session?.member.actor }

  /// What a new summary of whoever looks starts with.
  var usualLicence: Licence { session?.member.account.licence ?? .usual }

  /// Path and query as asked for, if they can be returned to.
  var target: String {
    let query = request.uri.query.map { "?" + $0 } ?? ""
    return LocalPath(request.uri.path + query)?.with() ?? "/"
  }

  /// The page the form was sent from, by Referer, if it is one of ours.
  func cameFrom(_ origin: Origin) -> LocalPath? {
    guard let referer = request.headers[.referer], referer.utf8.starts(with: origin.text.utf8) else { return nil }
    return LocalPath(String(decoding: referer.utf8.dropFirst(origin.text.utf8.count), as: UTF8.self))
  }

  /// A row id in the path.
  func id(_ name: String) throws(WebError) -> RowID {
    guard let text = parameters.get(name), let id = try? RowID(parsing: text) else { throw .notFound }
    return id
  }

  /// Where a list goes on: `?before=ID`.
  var before: RowID? { request.uri.queryParameters.get("before").flatMap { try? RowID(parsing: $0) } }
}

extension Site {
  /// Thirty days, in seconds.
  static let sessionSeconds: Int64 = 30 * 86_400

  /// Finds out who asks.
  func visit(_ request: Request, _ context: PeerAddressContext) async throws -> Visit {
    if let token = cookie("session", of: request) {
      let hash = Digest.sha256(Array(token.utf8))
      let found = try await store.read { transaction -> (Member, Int)? in
        guard let member = try transaction.session(tokenHash: hash), member.account.state == .approved,
          member.actor.state == .active
        else { return nil }
        return (member, try transaction.unreadNotifications(of: member.actor.id))
      }
      if let (member, unread) = found {
        return Visit(
          request: request, parameters: context.parameters, clientAddress: context.clientAddress,
          session: Visit.OpenSession(token: token, member: member, unread: unread), formToken: Self.formToken(for: token),
          newFormCookie: nil)
      }
    }
    let known = cookie("form", of: request)
    let secret = try known ?? Random.token()
    return Visit(
      request: request, parameters: context.parameters, clientAddress: context.clientAddress, session: nil,
      formToken: Self.formToken(for: secret),
      newFormCookie: known == nil ? secret : nil)
  }

  /// Whether a form was sent from a page of ours: Origin or Referer, where the browser tells them, and the token.
  func isOwn(_ form: FormBody, _ visit: Visit) -> Bool {
    let headers = visit.request.headers
    if let sender = headers[.origin] {
      guard sender.utf8.elementsEqual(origin.text.utf8) else { return false }
    } else if let referer = headers[.referer] {
      guard referer.utf8.elementsEqual(origin.text.utf8) || referer.utf8.starts(with: "\(origin.text)/".utf8) else {
        return false
      }
    }
    return visit.newFormCookie == nil && ConstantTime.equal(form["csrf"], visit.formToken)
  }

  /// The token in forms: made from the cookie, so that nothing is stored, and not the cookie itself, so that a page gives away
  /// no session.
  static func formToken(for secret: String) -> String {
    Base64.encodeURL(Digest.hmacSHA256(key: Array(secret.utf8), Array("scholion form token".utf8)))
  }

  func sessionCookie(_ token: String) -> String { setCookie("session", token, seconds: Self.sessionSeconds) }

  func formCookie(_ token: String) -> String { setCookie("form", token, seconds: 86_400) }

  func endedCookie(_ name: String) -> String { setCookie(name, "", seconds: 0) }

  private func setCookie(_ name: String, _ value: String, seconds: Int64) -> String {
    "\(cookieName(name))=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax"
      + (settings.securesCookies ? "; Secure" : "")
  }

  private func cookieName(_ name: String) -> String { settings.securesCookies ? "__Host-\(name)" : name }

  /// The value of a cookie of ours, which is a token or nothing.
  private func cookie(_ name: String, of request: Request) -> String? {
    guard let value = request.cookies[cookieName(name)]?.value, value.utf8.count == 43, Base64.decodeURL(value) != nil else {
      return nil
    }
    return value
  }
}
