internal import Actors
internal import Domain
internal import Hummingbird
internal import Outbox
internal import Store

/// Those who wrote elsewhere, and whose summaries were brought here: their old addresses, and how they come by their accounts.
extension Site {
  func addClaims(to routes: Routes) {
    _ =
      routes
      .get("/claim", use: page(claimForm))
      .post("/claim", use: form(claim))
  }

  @Sendable private func claimForm(_ visit: Visit) async throws -> Response {
    try render(claimPage(nil, [:], visit), visit, hasForm: true)
  }

  @Sendable private func claim(_ visit: Visit, _ form: FormBody) async throws -> Response {
    var problems: [String: String] = [:]
    let password = form["password"]
    if password.utf8.count > 256 || password.count < Publisher.shortestPassword {
      problems["password"] = "The password needs \(Publisher.shortestPassword) characters or more, and at most 256 bytes."
    }
    do throws(PublishError) {
      _ = try EmailAddress(parsing: form["email"])
    } catch {
      problems["email"] = error.message
    }
    if problems.isEmpty {
      do {
        let code = form["code"].filter { !$0.isWhitespace }
        let member = try await publisher.claim(code: code, email: form["email"], password: password)
        return try await openSession(for: member.actor, visit, path: "/@\(member.actor.name)?done=\(Notice.owned)")
      } catch let error as PublishError where error != .busy {
        if case .taken = error { problems["email"] = error.message } else { problems["code"] = error.message }
      }
    }
    return try render(claimPage(form, problems, visit), visit, status: .unprocessableContent, hasForm: true)
  }

  private func claimPage(_ form: FormBody?, _ problems: [String: String], _ visit: Visit) -> ClaimPage {
    func field(_ name: String) -> FormField {
      FormField(name, value: name == "password" ? "" : form?[name] ?? "", problem: problems[name])
    }
    let (code, email, password) = (field("code"), field("email"), field("password"))
    return ClaimPage(
      chrome: chrome(visit), head: PageHead(title: "Claim your account", hidesFromSearch: true, hasProblems: !problems.isEmpty),
      problems: ProblemList(FormProblem.list(code, email, password)), code: code, email: email, password: password,
      contact: contact)
  }
}

/// Taking over an account that an import made.
struct ClaimPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var problems: ProblemList?
  var code: FormField
  var email: FormField
  var password: FormField
  /// Whom to ask for a code.
  var contact: LinkView?
}

extension ClaimPage: PageDocument { static let template = "claim" }
