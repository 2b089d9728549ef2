internal import Actors
internal import Domain
internal import Foundation
internal import JSON
internal import Logging
internal import Outbox
internal import Store
internal import Transport

/// What two people on two instances do with one paper; each act is looked for on the other instance.
struct DemoStory {
  private let alpha: Stage
  private let beta: Stage
  private let witness: Witness

  /// One instance with its person and its copy of the paper, worked on beside the running server, as commands do.
  private struct Stage {
    let assembly: Assembly
    let person: ActorRow
    let paper: PaperRow

    var origin: String { assembly.instance.origin.text }
    var publisher: Publisher { assembly.publisher }
    var paperPage: String { paper.bestIdentifier.map(assembly.instance.addresses.paper) ?? origin }

    func handle() throws -> Handle { try Handle(name: person.name, host: assembly.instance.origin.authority) }
  }

  init(alpha: DemoServer, beta: DemoServer, patience: Int) async throws {
    self.alpha = try await Self.stage(alpha, name: "ada", display: "Ada")
    self.beta = try await Self.stage(beta, name: "bela", display: "Béla")
    witness = Witness(client: self.alpha.assembly.instance.client, patience: patience)
  }

  func close() async {
    await alpha.assembly.close()
    await beta.assembly.close()
  }

  func run() async throws {
    try await follow()
    let adas = try await publish()
    let reply = try await reply(to: adas)
    try await applaud(adas)
    try await edit(adas)
    try await deleteReply(reply, to: adas)
    try await meet()
  }

  private func follow() async throws {
    _ = try await beta.publisher.follow(try alpha.handle(), by: beta.person)
    try await witness.sees("follow", "Béla follows Ada", at: alpha.person.uri.text + "/followers/page/1", beta.person.uri.text)
    _ = try await alpha.publisher.follow(try beta.handle(), by: alpha.person)
    try await witness.sees("follow", "Ada follows Béla", at: beta.person.uri.text + "/followers/page/1", alpha.person.uri.text)
  }

  private func publish() async throws -> PostRow {
    let text = """
      A layer is asked for a *residual*: $\\mathcal{F}(x) = \\mathcal{H}(x) - x$, so that $y = x + \\mathcal{F}(x)$.

      | layers | top-1 error |
      | --- | --- |
      | 34 | 26.7 |
      | 152 | 23.0 |
      """
    let draft = SummaryDraft(title: nil, tldr: "Skip connections let very deep networks train.", body: text)
    let post = try await alpha.publisher.publish(draft, of: alpha.paper, by: alpha.person)
    try await witness.sees("publish", "Ada's summary, at home on alpha", at: post.uri.text, "Article")
    try await witness.sees(
      "arrive", "Ada's summary on beta's page of the paper", at: beta.paperPage, "Skip connections let very deep networks train.")
    return post
  }

  private func reply(to summary: PostRow) async throws -> PostRow {
    let copy = try await copy(of: summary, at: beta)
    let reply = try await beta.publisher.reply(
      ReplyDraft(body: "Does $\\mathcal{F}$ need two layers at least?"), to: copy.id, by: beta.person)
    try await witness.sees("reply", "Béla's reply on alpha's page of the paper", at: alpha.paperPage, "need two layers at least?")
    return reply
  }

  private func applaud(_ summary: PostRow) async throws {
    let copy = try await copy(of: summary, at: beta)
    try await beta.publisher.vote(.up, on: copy.id, by: beta.person)
    try await witness.counts("like", "Béla likes it, counted on alpha", at: summary.uri.text + "/likes", 1)
    try await beta.publisher.share(true, post: copy.id, by: beta.person)
    try await witness.counts("boost", "Béla boosts it, counted on alpha", at: summary.uri.text + "/shares", 1)
  }

  private func edit(_ summary: PostRow) async throws {
    let draft = SummaryDraft(
      title: nil, tldr: "Skip connections let very deep networks train, and generalise.",
      body: (summary.source ?? "") + "\n\nRevised.")
    _ = try await alpha.publisher.edit(summary: summary.id, to: draft, by: alpha.person)
    try await witness.sees(
      "edit", "Ada's new text on beta's page of the paper", at: beta.paperPage, "deep networks train, and generalise.")
  }

  private func deleteReply(_ reply: PostRow, to summary: PostRow) async throws {
    try await beta.publisher.delete(post: reply.id, by: beta.person)
    try await witness.missesOnPage(
      "delete", "Béla's reply is gone from alpha's page of the paper", at: alpha.paperPage, "need two layers at least?")
  }

  private func meet() async throws {
    let draft = SummaryDraft(title: nil, tldr: "Identity shortcuts ease optimisation.", body: "The other summary, with $y = x$.")
    _ = try await beta.publisher.publish(draft, of: beta.paper, by: beta.person)
    try await witness.sees("meet", "both summaries on alpha's page", at: alpha.paperPage, "Identity shortcuts ease optimisation.")
    try await witness.sees("meet", "both summaries on beta's page", at: beta.paperPage, "deep networks train, and generalise.")
  }

  /// The row under which an instance keeps a post of the other.
  private func copy(of post: PostRow, at stage: Stage) async throws -> PostRow {
    guard let copy = try await stage.assembly.store.read({ try $0.post(uri: post.uri) }) else {
      throw Refusal("\(post.uri.text) is not known to \(stage.origin)")
    }
    return copy
  }

  private static func stage(_ server: DemoServer, name: String, display: String) async throws -> Stage {
    let settings = try await SettingsReader(flags: [:], environment: server.environment, file: nil).settings()
    let (assembly, _) = try await Assembly.open(settings, logger: LogSetup.logger(settings))
    var person = PersonDraft(
      name: name, displayName: display, email: "\(name)@example.org", password: "a long enough password for \(name)")
    person.state = .approved
    let member = try await assembly.publisher.createPerson(person)
    let paper = try await assembly.publisher.addPaper(
      try PaperDraft(
        title: "Deep Residual Learning for Image Recognition",
        authors: ["Kaiming He", "Xiangyu Zhang", "Shaoqing Ren", "Jian Sun"], venue: "CVPR", venueKey: "cvpr", year: 2016,
        identifiers: ["arxiv:1512.03385", "doi:10.1109/cvpr.2016.90"]
      ).validated(), source: "local")
    return Stage(assembly: assembly, person: member.actor, paper: paper)
  }
}

/// Looks at an instance from outside, as anybody could, until it shows something.
private struct Witness {
  let client: HTTPClient
  let patience: Int

  func sees(_ step: String, _ what: String, at url: String, _ text: String) async throws {
    let wanted = Array(text.utf8)
    try await until(step, what, url) { contains($0, wanted) }
  }

  func missesOnPage(_ step: String, _ what: String, at url: String, _ text: String) async throws {
    let unwanted = Array(text.utf8)
    try await until(step, what, url) { !contains($0, unwanted) }
  }

  func counts(_ step: String, _ what: String, at url: String, _ number: Int64) async throws {
    try await until(step, what, url) { (try? JSONValue(parsing: $0))?["totalItems"]?.integer == number }
  }

  private func until(_ step: String, _ what: String, _ url: String, holds: ([UInt8]) -> Bool) async throws {
    let request = try OutgoingRequest.document(
      WebURL(parsing: url), fields: [("Accept", url.contains("/paper/") ? "text/html" : "application/activity+json")])
    let end = ContinuousClock.now + .seconds(patience)
    var last = "no answer"
    while ContinuousClock.now < end {
      do {
        let response = try await client.send(request)
        if response.status == 200, holds(response.body) {
          Console.line("\(step.padding(toLength: 8, withPad: " ", startingAt: 0)) \(what)\n         \(url)")
          return
        }
        last = "status \(response.status)"
      } catch {
        last = error.name
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw Refusal("\(step): \(what): not seen at \(url) within \(patience) seconds (\(last))")
  }

  private func contains(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
    guard let first = wanted.first, bytes.count >= wanted.count else { return false }
    return bytes.indices.dropLast(wanted.count - 1).contains { bytes[$0] == first && bytes[$0...].starts(with: wanted) }
  }
}
