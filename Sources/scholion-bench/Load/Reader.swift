internal import Foundation

/// A local person with a browser: signs in with the form, and asks for pages.
struct Reader: Sendable {
  let site: ServerSite
  /// The cookie of the session.
  private let cookie: String

  /// Signs in as one of the ``Townsfolk``; throws ``MeasuringError`` when the session does not open.
  init(_ name: String, at site: ServerSite) throws {
    self.site = site
    guard let form = site.get("/sign-in", accept: "text/html"), form.status == 200,
      let token = Self.text(after: "name=\"csrf\" value=\"", in: form.body), let visitor = Self.cookie("form", of: form)
    else { throw MeasuringError("there is no form to sign in with") }
    let password = Townsfolk.password(of: name).replacing(" ", with: "+")
    let body = "name=\(name)&password=\(password)&return=&csrf=\(token)"
    let answer = Exchange(port: site.listening).send(
      "POST /sign-in HTTP/1.1\r\nHost: \(site.authority)\r\nCookie: \(visitor)\r\nConnection: close\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)", within: 10_000)
    guard let answer, let cookie = Self.cookie("session", of: answer) else {
      throw MeasuringError("signing in is answered with \(answer?.status ?? 0)")
    }
    self.cookie = cookie
  }

  /// The bytes of a request for a page.
  func request(_ target: String) -> [UInt8] {
    Array("GET \(target) HTTP/1.1\r\nHost: \(site.authority)\r\nAccept: text/html\r\nCookie: \(cookie)\r\n\r\n".utf8)
  }

  /// Asks for the same again and again for some seconds, over so many connections.
  static func insists(_ request: [UInt8], of site: ServerSite, seconds: Double, connections: Int) throws -> VolleyReport {
    var volley = Volley(port: site.listening, connections: connections)
    volley.duration = Int64(seconds * 1_000_000_000)
    return try volley.fire(Array(repeating: request, count: Int(clamping: Int64(seconds * 40_000))))
  }

  /// Name and value of a cookie that an answer sets.
  private static func cookie(_ name: String, of answer: WireMessage) -> String? {
    answer.fields.first {
      $0.name.lowercased() == "set-cookie" && $0.value.hasPrefix("\(name)=") && !$0.value.hasPrefix("\(name)=;")
    }
    .map { String($0.value.prefix { $0 != ";" }) }
  }

  private static func text(after mark: String, in body: [UInt8]) -> String? {
    let page = String(decoding: body, as: UTF8.self)
    return page.range(of: mark).map { String(page[$0.upperBound...].prefix { $0 != "\"" }) }
  }
}
