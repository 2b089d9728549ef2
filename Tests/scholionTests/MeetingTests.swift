import Domain
import Foundation
import Outbox
import Store
import Testing
import Transport

@testable import scholion

@Suite struct MeetingTests {
  /// One of two running servers, and what a command sees beside it.
  fileprivate struct Side {
    let server: DemoServer
    let assembly: Assembly

    init(_ name: String, in folder: URL) async throws {
      server = try await DemoServer.start(name, in: folder, program: Program.path)
      let settings = try await SettingsReader(flags: [:], environment: server.environment, file: nil).settings()
      assembly = try await Assembly.open(settings, logger: LogSetup.logger(settings)).assembly
    }

    func person(_ name: String) async throws -> Member {
      var draft = PersonDraft(name: name, email: "\(name)@example.org", password: "a password for \(name)")
      draft.state = .approved
      return try await assembly.publisher.createPerson(draft)
    }

    func paper() async throws -> PaperRow {
      let draft = PaperDraft(
        title: "Deep Residual Learning", authors: ["Kaiming He"], year: 2016, identifiers: ["arxiv:1512.03385"])
      return try await assembly.publisher.addPaper(try draft.validated(), source: "local")
    }

    func stop() async {
      await assembly.close()
      server.stop()
    }
  }

  @Test(.timeLimit(.minutes(4)))
  func `Summaries written before and after the other server had the paper meet on its page, though nobody follows across`()
    async throws
  {
    let folder = try ScratchFolder()
    let alpha = try await Side("alpha", in: URL(filePath: folder.path))
    let beta = try await Side("beta", in: URL(filePath: folder.path))
    var failure: (any Error)?
    do { try await meet(alpha, beta) } catch { failure = error }
    await alpha.stop()
    await beta.stop()
    if let failure { throw failure }
  }

  private func meet(_ alpha: Side, _ beta: Side) async throws {
    let (ada, carl, bela) = (try await alpha.person("ada"), try await alpha.person("carl"), try await beta.person("bela"))
    let paper = try await alpha.paper()
    _ = try await alpha.assembly.publisher.publish(SummaryDraft(tldr: "Before.", body: "One."), of: paper, by: ada.actor)
    // A contact that is over tells beta of alpha.
    let handle = try Handle(name: "ada", host: alpha.assembly.instance.origin.authority)
    let target = try await beta.assembly.publisher.follow(handle, by: bela.actor)
    try await until("accepted") {
      try await beta.assembly.store.read { try $0.follow(from: bela.actor.id, to: target.id)?.state } == .accepted
    }
    try await beta.assembly.publisher.unfollow(target, by: bela.actor)
    let here = try await beta.paper()
    try await until("the summary before") { try await beta.titles(of: here).contains("Before.") }
    _ = try await alpha.assembly.publisher.publish(SummaryDraft(tldr: "After.", body: "Two."), of: paper, by: carl.actor)
    try await until("the summary after") { try await beta.titles(of: here).contains("After.") }
  }

  /// Waits for something, but not for ever.
  private func until(_ what: String, _ holds: () async throws -> Bool) async throws {
    for _ in 0..<1_200 {
      if try await holds() { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw Refusal("\(what) is not seen")
  }
}

extension MeetingTests.Side {
  fileprivate func titles(of paper: PaperRow) async throws -> [String] {
    try await assembly.store.read { try $0.summaries(of: paper.id, seenBy: nil).map(\.post.tldr) }
  }
}
