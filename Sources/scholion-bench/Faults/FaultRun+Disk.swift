internal import Foundation
internal import Glibc
internal import JSON

extension FaultRun {
  /// A disk that is full for a while: what is read stays, what is written is refused, and afterwards all is as before.
  ///
  /// Returns what was acknowledged.
  mutating func fillDisk() throws -> [Letter] {
    Progress.note("a full disk …")
    // Its log can be written nowhere either.
    let server = try site.serve(to: "/dev/full")
    defer { server.killAtOnce() }
    _ = try server.waitUntilReady()
    var acknowledged = try post(letters(8, round: -1)).acknowledged
    if acknowledged.count != 8 { tally.complain("before the disk is full: \(acknowledged.count) of 8 acknowledged") }
    _ = try server.waitUntilIdle(patience: 60)
    control.turnOn(.full)
    let end = Clock.now + Int64(options.full * 1e9)
    var (round, refused, asked) = (-2, 0, 0)
    repeat {
      let answers = try post(letters(4, round: round))
      acknowledged += answers.acknowledged
      refused += answers.refused
      for answer in answers.odd { tally.complain("full disk: \(answer)") }
      for page in pages {
        asked += 1
        let status = site.get(page, accept: page.hasPrefix("/@") ? "text/html" : "application/activity+json")?.status ?? 0
        if status != 200 { tally.complain("full disk: GET \(page) is answered with \(status)") }
      }
      if site.get("/readyz") == nil { tally.complain("full disk: /readyz has no answer") }
      round -= 1
    } while Clock.now < end
    let (status, wait) = try signIn()
    if ![503, 507].contains(status) || wait == nil {
      tally.complain("full disk: signing in is answered with \(status), Retry-After \(wait ?? "missing")")
    }
    if refused == 0 { tally.complain("full disk: nothing was refused") }
    control.clear()
    let freed = Clock.now
    while Clock.now - freed < 30_000_000_000, server.isRunning {
      if site.get("/readyz")?.status == 200, try !post(letters(1, round: round)).acknowledged.isEmpty { break }
      round -= 1
      usleep(50_000)
    }
    let span = Clock.now - freed
    if span > 10_000_000_000 { tally.complain("full disk: writing again after \(span.seconds) s") }
    let again = try signIn().status
    if again != 303 { tally.complain("after the full disk: signing in is answered with \(again)") }
    let last = try post(letters(8, round: round - 1)).acknowledged
    if last.count != 8 { tally.complain("after the full disk: \(last.count) of 8 acknowledged") }
    let stopped = server.stop()
    if stopped != 0 { tally.complain("after the full disk: ended with \(stopped)") }
    try restart("full disk")
    tally.disk = [
      "full disk         \(refused) activities refused, \(asked) pages read, signing in answered with \(status); "
        + "writing again after \(Number.text(span.seconds)) s"
    ]
    return acknowledged + last
  }

  private var pages: [String] {
    ["/", "/livez", "/users/ada", "/@ada", String(folk.summaries[0].id.dropFirst(site.origin.count))]
  }

  /// Signs in as a browser does; the status and Retry-After of the answer.
  private func signIn() throws -> (status: Int, wait: String?) {
    guard let page = site.get("/sign-in", accept: "text/html") else { return (0, nil) }
    let html = String(decoding: page.body, as: UTF8.self)
    guard let cookie = page.field("set-cookie")?.split(separator: ";").first,
      let start = html.firstRange(of: #"name="csrf" value=""#),
      let end = html[start.upperBound...].firstIndex(of: "\"")
    else { throw MeasuringError("/sign-in has no form") }
    let body = "csrf=\(html[start.upperBound..<end])&name=ada&password=a+long+enough+password+for+ada"
    let request =
      "POST /sign-in HTTP/1.1\r\nHost: \(site.authority)\r\nCookie: \(cookie)\r\nOrigin: \(site.origin)\r\nAccept: text/html\r\n"
      + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
    let answer = Exchange(port: site.port).send(Array(request.utf8), within: 15_000)
    return (answer?.status ?? 0, answer?.field("retry-after"))
  }
}

extension RunningServer {
  /// Waits until the server answers that it lives, or has ended; which of the two.
  ///
  /// - Parameter mayBeDeaf: whether it may be left without descriptors for good, so that it hears nobody; then five seconds are
  ///   enough, and the answer is no
  /// Throws ``MeasuringError`` when neither happens within 20 seconds.
  func answersLife(mayBeDeaf: Bool = false) throws -> Bool {
    let end = Clock.now + (mayBeDeaf ? 5_000_000_000 : 20_000_000_000)
    while Clock.now < end {
      if site.get("/livez", within: 1_000)?.status == 200 { return true }
      guard isRunning else { return false }
      usleep(2_000)
    }
    guard !mayBeDeaf else { return false }
    throw MeasuringError("the server neither lives nor ends")
  }
}
