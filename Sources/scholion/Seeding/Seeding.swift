internal import Domain
internal import Logging
internal import Outbox
internal import Signatures
internal import Store

/// Fills an empty database with papers, people, summaries, comments and votes, each by the way a person's would go.
///
/// Every step looks whether it was done before, so an interrupted seeding is taken up at the next start.
struct Seeding {
  let assembly: Assembly
  let seed: Seed
  private static let setting = "seed"

  private var store: Store { assembly.store }

  init(assembly: Assembly, seed: Seed) {
    self.assembly = assembly
    self.seed = seed
  }

  /// Plants the seed once and prints how to sign in; a database that holds anything else is left alone.
  func plant() async throws {
    let (state, isEmpty) = try await store.read { transaction in
      let isEmpty = try transaction.members(limit: 1).isEmpty && transaction.recentPapers(limit: 1).isEmpty
      return (try transaction.setting(Self.setting), isEmpty)
    }
    guard state != nil || isEmpty else { return }
    guard !(state?.utf8.elementsEqual("done".utf8) ?? false) else { return }
    Console.complaint("filling the empty database: \(seed.papers.count) papers, \(seed.summaries.count) summaries")
    try await store.write { try $0.setSetting(Self.setting, "begun") }
    var outcome = PaperImport.Outcome()
    await PaperImport(publisher: assembly.publisher).run(seed.papers, into: &outcome)
    if let complaint = outcome.complaints.first { throw Refusal("seed: \(complaint)") }
    let people = try await makePeople()
    let summaries = try await publish(by: people)
    try await reply(to: summaries, by: people)
    try await vote(on: summaries, by: people)
    try await handOver(people)
  }

  private func makePeople() async throws -> [String: ActorRow] {
    var people: [String: ActorRow] = [:]
    for (number, person) in seed.people.enumerated() {
      if let known = try await store.read({ try $0.member(named: person.handle) }) {
        people[person.handle] = known.actor
        continue
      }
      var draft = PersonDraft(
        name: person.handle, displayName: person.name, email: "\(person.handle)@example.org", password: try Random.token())
      draft.role = number == 0 ? .admin : .member
      draft.state = .approved
      let member = try await assembly.publisher.createPerson(draft)
      try await assembly.publisher.updateProfile(ProfileDraft(displayName: person.name, biography: person.bio), of: member.actor)
      people[person.handle] = try await store.read { try $0.actor(member.actor.id) } ?? member.actor
    }
    return people
  }

  private func publish(by people: [String: ActorRow]) async throws -> [SummaryKey: PostRow] {
    var posts: [SummaryKey: PostRow] = [:]
    var bar = ProgressBar("summaries", total: seed.summaries.count)
    for (number, summary) in seed.summaries.enumerated() {
      let author = try Self.person(summary.author, in: people)
      guard let paper = try await store.read({ try $0.paper(summary.paper) }) else {
        throw Refusal("seed: \(summary.paper) is not among the papers")
      }
      let known = try await store.read { try $0.summary(of: paper.id, by: author.id) }
      let draft = try summary.text.draft()
      let post = if let known { known } else { try await assembly.publisher.publish(draft, of: paper, by: author) }
      posts[SummaryKey(paper: summary.paper, author: summary.author)] = post
      bar.show(number + 1)
    }
    return posts
  }

  private func reply(to summaries: [SummaryKey: PostRow], by people: [String: ActorRow]) async throws {
    var done: [RowID] = []
    for reply in seed.replies {
      let author = try Self.person(reply.author, in: people)
      let summary = try Self.summary(reply.paper, reply.summaryBy, in: summaries)
      let parent = try reply.replyTo.map { number in
        guard done.indices.contains(number) else { throw Refusal("seed: a comment answers one that does not come before it") }
        return done[number]
      }
      let thread = try await store.read { try $0.thread(of: summary.id, seenBy: nil) }
      let known = thread.first { $0.post.actorID == author.id && $0.post.source?.utf8.elementsEqual(reply.text.utf8) ?? false }
      if let known {
        done.append(known.post.id)
      } else {
        let draft = ReplyDraft(body: reply.text)
        done.append(try await assembly.publisher.reply(draft, to: parent ?? summary.id, by: author).id)
      }
    }
  }

  private func vote(on summaries: [SummaryKey: PostRow], by people: [String: ActorRow]) async throws {
    for vote in seed.votes {
      let summary = try Self.summary(vote.paper, vote.summaryBy, in: summaries)
      let voter = try Self.person(vote.author, in: people)
      try await assembly.publisher.vote(vote.value > 0 ? .up : .down, on: summary.id, by: voter)
    }
  }

  /// The first person follows the others and gets a password that is printed this once.
  private func handOver(_ people: [String: ActorRow]) async throws {
    guard let first = seed.people.first else { return }
    let owner = try Self.person(first.handle, in: people)
    for other in seed.people.dropFirst() {
      try await assembly.publisher.follow(try Self.person(other.handle, in: people), by: owner)
    }
    let password = String(try Random.token().prefix(16))
    let hash = try await Passwords.hash(password)
    try await store.write { transaction in
      try transaction.setPassword(of: owner.id, hash: hash)
      try transaction.setSetting(Self.setting, "done")
    }
    Console.line("login \(first.handle) password \(password)")
  }

  private struct SummaryKey: Hashable {
    let paper: PaperIdentifier
    let author: String
  }

  private static func person(_ handle: String, in people: [String: ActorRow]) throws -> ActorRow {
    guard let person = people[handle] else { throw Refusal("seed: \(handle) is not among the people") }
    return person
  }

  private static func summary(
    _ paper: PaperIdentifier, _ author: String, in summaries: [SummaryKey: PostRow]
  ) throws -> PostRow {
    guard let post = summaries[SummaryKey(paper: paper, author: author)] else {
      throw Refusal("seed: \(author) has no summary of \(paper)")
    }
    return post
  }
}
