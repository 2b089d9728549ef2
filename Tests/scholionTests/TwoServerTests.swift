import Domain
import Foundation
import JSON
import Outbox
import Store
import Testing

@testable import scholion

/// Two real servers: what happens while keys are replaced, and the story that each log tells.
@Suite(.timeLimit(.minutes(4))) struct TwoServerTests {
  /// One of two running servers, and what a command sees beside it.
  private struct Side {
    let server: DemoServer
    let assembly: Assembly
    let log: String

    init(_ name: String, in folder: String) async throws {
      log = "\(folder)/\(name).log"
      _ = FileManager.default.createFile(atPath: log, contents: nil)
      server = try await DemoServer.start(
        name, in: URL(filePath: folder), program: Program.path, level: "debug", errors: FileHandle(forWritingAtPath: log))
      let settings = try await SettingsReader(flags: [:], environment: server.environment, file: nil).settings()
      assembly = try await Assembly.open(settings, logger: silence).assembly
    }

    func person(_ name: String) async throws -> Member {
      var draft = PersonDraft(name: name, email: "\(name)@example.org", password: "a password for \(name)")
      draft.state = .approved
      return try await assembly.publisher.createPerson(draft)
    }

    func command(_ arguments: String...) async throws -> Program.Outcome {
      let program = Program(folder: try ScratchFolder(), environment: server.environment)
      return try await offPool { try program.run(list: arguments) }
    }

    /// The lines of the log that hold a text, as grep would find them.
    func story(_ text: String) throws -> [JSONValue] {
      try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").filter { $0.contains(text) }
        .map { try JSONValue(parsing: Array($0.utf8), limits: .own) }
    }

    func stop() async {
      await assembly.close()
      server.stop()
    }
  }

  @Test func `Peers go on believing whose keys are replaced, and the story of an activity is found by its id`() async throws {
    let folder = try ScratchFolder()
    let alpha = try await Side("alpha", in: folder.path)
    let beta = try await Side("beta", in: folder.path)
    var failure: (any Error)?
    do {
      let (ada, bela) = (try await alpha.person("ada"), try await beta.person("bela"))
      try await meet(ada, bela, alpha, beta)
      try await rotate(ada, alpha, beta)
      try await tell(ada, bela, alpha, beta)
    } catch { failure = error }
    await alpha.stop()
    await beta.stop()
    if let failure { throw failure }
  }

  private func meet(_ ada: Member, _ bela: Member, _ alpha: Side, _ beta: Side) async throws {
    let handle = try Handle(name: "ada", host: alpha.assembly.instance.origin.authority)
    let target = try await beta.assembly.publisher.follow(handle, by: bela.actor)
    try await until("accepted") {
      try await beta.assembly.store.read { try $0.follow(from: bela.actor.id, to: target.id)?.state } == .accepted
    }
  }

  /// Publishes before, between and after two changes of keys, one by a stolen key; all of it arrives.
  private func rotate(_ ada: Member, _ alpha: Side, _ beta: Side) async throws {
    func publish(_ text: String, _ number: Int) async throws {
      let draft = PaperDraft(title: "Paper \(number)", authors: ["A. B"], year: 2020, identifiers: ["arxiv:2001.0000\(number)"])
      let paper = try await alpha.assembly.publisher.addPaper(try draft.validated(), source: "local")
      _ = try await alpha.assembly.publisher.publish(SummaryDraft(tldr: text, body: text), of: paper, by: ada.actor)
    }
    try await publish("before", 1)
    let first = try await alpha.command("keys", "rotate", "ada")
    #expect(first.status == 0 && first.output.contains("#main-key-2") && first.output.contains("told 1"), "\(first.complaint)")
    try await publish("right after", 2)
    let second = try await alpha.command("keys", "rotate", "ada", "--compromised")
    #expect(second.status == 0 && second.output.contains("#main-key-3"), "\(second.complaint)")
    try await publish("after the second", 3)
    for (text, number) in [("before", 1), ("right after", 2), ("after the second", 3)] {
      let identifier = try PaperIdentifier(parsing: "arxiv:2001.0000\(number)")
      try await until("the summary \(text)") {
        try await beta.assembly.store.read { transaction in
          guard let paper = try transaction.paper(identifier) else { return false }
          return try transaction.summaries(of: paper.id, seenBy: nil).contains { $0.post.tldr == text }
        }
      }
    }
    // Nothing is left over, and beta knows the newest keys alone.
    try await until("an empty queue") { try await alpha.assembly.store.read { try $0.waitingDeliveries() } == 0 }
    let known = try await beta.assembly.store.read { transaction in
      try transaction.actor(uri: ada.actor.uri).map { try transaction.keys(of: $0.id).map(\.uri) } ?? []
    }
    #expect(known.contains(ada.actor.uri.text + "#main-key-3") && !known.contains(ada.actor.uri.text + "#main-key"))
  }

  /// Handling may begin before the door has told that it stored.
  private static func isStory(_ messages: [String]) -> Bool {
    messages.filter { $0 != "received" } == ["leased", "gathered", "handled"] && messages.count { $0 == "received" } == 1
  }

  private func tell(_ ada: Member, _ bela: Member, _ alpha: Side, _ beta: Side) async throws {
    // Incoming: bela's Follow, as alpha tells it; the id is the one that beta sent.
    let followed = try alpha.story("\"received\"").first { $0["type"]?.string == "Follow" }
    let follow = try #require(followed?["id"]?.string)
    let lines = try alpha.story(follow)
    let own = lines.filter { $0["id"]?.string == follow }
    #expect(Self.isStory(own.compactMap { $0["message"]?.string }))
    #expect(own.first?["actor"]?.string == bela.actor.uri.text && own.last?["outcome"]?.string != nil)
    #expect(own.filter { $0["level"]?.string == "info" }.count == 2)
    // Outgoing: the Accept that it led to.
    let stored = try #require(lines.first { $0["message"]?.string == "stored" })
    #expect(stored["cause"]?.string == follow && stored["type"]?.string == "Accept" && stored["deliveries"]?.integer == nil)
    let accept = try #require(stored["id"]?.string)
    let sent = try alpha.story(accept).filter { $0["id"]?.string == accept }
    #expect(sent.compactMap { $0["message"]?.string } == ["stored", "answered", "delivery"])
    #expect(sent.contains { $0["status"]?.string == "202" && $0["host"]?.string == beta.assembly.instance.origin.authority })
    #expect(sent.last?["outcome"]?.string == "delivered")
    // And the other end of it.
    let arrived = try beta.story(accept).compactMap { $0["message"]?.string }
    #expect(Self.isStory(arrived), "\(arrived)")
    // Every line is one object, nothing of a second line in it.
    for side in [alpha, beta] {
      let text = try String(contentsOfFile: side.log, encoding: .utf8)
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
      for line in text.split(separator: "\n") {
        #expect(try JSONValue(parsing: Array(line.utf8), limits: .own)["time"]?.string != nil, "\(line)")
      }
    }
  }

  /// Waits for something, but not for ever.
  private func until(_ what: String, _ holds: () async throws -> Bool) async throws {
    for _ in 0..<600 {
      if try await holds() { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw Refusal("\(what) is not seen")
  }
}
