internal import Actors
package import Domain
internal import JSON
internal import Logging
internal import Signatures
package import Store

/// What a person wrote about a paper under a pseudonym.
package struct PseudonymousSummary: Sendable {
  /// The paper.
  package let paper: RowID
  /// As whom it is published; nil before it is.
  package let actor: ActorRow?
  /// The published summary.
  package let post: PostRow?
  /// What is to go out, the summary or an edit of it.
  package let waiting: SummaryDraft?
  /// Its place among the writer's own, counted from 0.
  package let place: Int
}

extension Publisher {
  /// How long a text under a pseudonym waits before it goes out, in seconds: 10 minutes to 2 hours, at random.
  ///
  /// So its time says nothing of when its writer was here (`Documentation/decisions/pseudonyms.md`).
  package static let pseudonymDelay: ClosedRange<Int64> = 600...7_200

  /// Pseudonyms of one person at a time.
  package static let mostPseudonyms = 200

  /// What a person wrote about a paper under a pseudonym.
  package func pseudonymous(of paper: RowID, by person: ActorRow) async throws -> PseudonymousSummary? {
    let keys = instance.keys
    return try await instance.store.read { transaction in
      guard let found = try keys.pseudonym(of: person.id, on: paper, in: transaction) else { return nil }
      return try Self.summary(found, keys, in: transaction)
    }
  }

  /// What a person wrote under pseudonyms, by place, from one on.
  package func pseudonymous(by person: ActorRow, from first: Int = 0, limit: Int) async throws -> [PseudonymousSummary] {
    let keys = instance.keys
    return try await instance.store.read { transaction in
      var found: [PseudonymousSummary] = []
      for place in max(0, first)..<min(Self.mostPseudonyms, max(0, first) + max(0, limit)) {
        guard let next = try keys.pseudonym(of: person.id, at: place, in: transaction) else { break }
        found.append(try Self.summary(next, keys, in: transaction))
      }
      return found
    }
  }

  /// Keeps a text until it goes out under a pseudonym, a new one or the one it was published by.
  func wait(with draft: SummaryDraft, of paper: PaperRow, by person: ActorRow) async throws {
    _ = try validated(draft)
    let delay = Int64.random(in: Self.pseudonymDelay)
    let due = instance.store.now().adding(seconds: delay)
    let keys = instance.keys
    let text = Self.bytes(of: draft)
    try await instance.store.write { transaction in
      if let own = try transaction.summary(of: paper.id, by: person.id) { throw PublishError.summaryExists(own.id) }
      if let (row, link) = try keys.pseudonym(of: person.id, on: paper.id, in: transaction) {
        _ = try transaction.replacePseudonym(row, by: try keys.sealed(link, waiting: text, dueAt: due))
        return
      }
      var place = 0
      while try keys.pseudonym(of: person.id, at: place, in: transaction) != nil { place += 1 }
      guard place < Self.mostPseudonyms else {
        throw PublishError.invalid("You have \(Self.mostPseudonyms) pseudonyms; delete or claim a summary first.")
      }
      let link = PseudonymLink(person: person.id, paper: paper.id, place: place)
      guard try transaction.insertPseudonym(try keys.sealed(link, waiting: text, dueAt: due)) else { throw PublishError.busy }
      try transaction.erasePrivateSummary(of: paper.id, by: person.id)
    }
  }

  /// Publishes what has waited long enough, the summary or an edit of it; how many texts.
  package func publishWaiting(limit: Int = 10) async throws -> Int {
    let due = try await instance.store.read { try $0.duePseudonyms(limit: limit) }
    var count = 0
    for row in due {
      guard let time = row.dueAt else { continue }
      // Whoever puts it off has it; should that fail here, it is tried again then.
      let later = instance.store.now().adding(seconds: 900)
      guard try await instance.store.write({ try $0.postponePseudonym(row.id, from: time, to: later) }) else { continue }
      do {
        var mine = row
        mine.dueAt = later
        try await publish(mine)
        count += 1
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        // Neither paper nor text: the log is no place for what is sealed.
        instance.logger.error("a text under a pseudonym could not be published; it is tried again")
      }
    }
    return count
  }

  private func publish(_ row: PseudonymRow) async throws {
    let keys = instance.keys
    let before = try keys.open(row)
    guard let draft = try keys.openWaiting(row).flatMap(Self.draft) else { return }
    guard let paper = try await instance.store.read({ try $0.standingPaper(before.paper) }) else { throw PublishError.notFound }
    let (row, link) = before.actor == nil ? try await giveActor(row, before) : (row, before)
    guard let id = link.actor, let actor = try await instance.store.read({ try $0.actor(id) }) else {
      throw PublishError.notFound
    }
    if let own = try await instance.store.read({ try $0.summary(of: paper.id, by: actor.id) }) {
      _ = try await edit(summary: own.id, to: draft, by: actor)
    } else {
      _ = try await publish(draft, of: paper, by: actor)
    }
    let done = try keys.sealed(link)
    // What was written meanwhile waits on: then the row is another one.
    _ = try await instance.store.write { try $0.replacePseudonym(row, by: done) }
  }

  /// Makes the actor of a pseudonym: a handle by chance, keys of its own, a word of itself.
  private func giveActor(_ row: PseudonymRow, _ link: PseudonymLink) async throws -> (PseudonymRow, PseudonymLink) {
    let name = PseudonymName.random()
    let draft = try instance.addresses.draft(.person, name: name.handle, displayName: name.display)
    let fresh = try await Passwords.forOperator { try instance.keys.makeKeys(for: draft.uri.text).drafts }
    let keys = instance.keys
    return try await instance.store.write { transaction in
      let actor = try transaction.insertLocalActor(draft)
      for key in fresh { try transaction.insertKey(key, of: actor.id) }
      try transaction.updateProfile(
        of: actor.id, displayName: name.display, bioSource: PseudonymName.biography,
        bioHTML: "<p>\(PseudonymName.biography)</p>")
      var named = link
      named.actor = actor.id
      let known = try keys.sealed(named, waiting: try keys.openWaiting(row), dueAt: row.dueAt)
      guard try transaction.replacePseudonym(row, by: known) else { throw PublishError.notFound }
      return (known, named)
    }
  }

  private static func summary(
    _ found: (row: PseudonymRow, link: PseudonymLink), _ keys: KeyRing, in transaction: ReadTransaction
  ) throws -> PseudonymousSummary {
    let paper = try transaction.standingPaper(found.link.paper)?.id ?? found.link.paper
    return PseudonymousSummary(
      paper: paper, actor: try found.link.actor.flatMap { try transaction.actor($0) },
      post: try found.link.actor.flatMap { try transaction.summary(of: paper, by: $0) },
      waiting: try keys.openWaiting(found.row).flatMap(draft), place: found.link.place)
  }

  // MARK: What waits, as bytes

  private static func bytes(of draft: SummaryDraft) -> [UInt8] {
    var object: JSONObject = ["body": .string(draft.body)]
    object["title"] = draft.title.map { .string($0) }
    object["tldr"] = draft.tldr.map { .string($0) }
    object["language"] = draft.language.map { .string($0) }
    object["licence"] = draft.licence.map { .string($0.rawValue) }
    object["written_for"] = draft.writtenFor.map { .integer(Int64($0)) }
    return JSONValue.object(object).serialized()
  }

  private static func draft(_ bytes: [UInt8]) -> SummaryDraft? {
    guard let value = try? JSONValue(parsing: bytes, limits: .own), let body = value["body"]?.string else { return nil }
    return SummaryDraft(
      title: value["title"]?.string, tldr: value["tldr"]?.string, body: body, language: value["language"]?.string,
      licence: value["licence"]?.string.flatMap(Licence.init(rawValue:)),
      writtenFor: value["written_for"]?.integer.flatMap { Int(exactly: $0) })
  }
}

/// What a pseudonym is called: nothing of it is chosen by anybody.
enum PseudonymName {
  static let biography =
    "A pseudonym. Somebody here summarised one paper without their name; nothing else is written under this one."

  static func random() -> (handle: String, display: String) {
    let letters = Array("abcdefghijkmnopqrstuvwxyz")
    let tail = String((0..<10).compactMap { _ in letters.randomElement() })
    return ("reader_\(tail)", "A reader (\(words.randomElement() ?? "wren"))")
  }

  private static let words = [
    "avocet", "bittern", "brambling", "bunting", "chough", "corncrake", "crane", "curlew", "dipper", "dotterel", "dunlin",
    "eider",
    "fieldfare", "firecrest", "gannet", "godwit", "goldeneye", "grebe", "harrier", "heron", "hobby", "hoopoe", "ibis", "jackdaw",
    "kestrel", "kite", "knot", "lapwing", "linnet", "merlin", "nightjar", "nuthatch", "oriole", "osprey", "ouzel", "petrel",
    "pipit", "plover", "pochard", "rail", "redstart", "reeve", "ruff", "sanderling", "siskin", "skua", "smew", "snipe",
    "stonechat",
    "swift", "teal", "tern", "thrush", "turnstone", "twite", "wagtail", "warbler", "waxwing", "wheatear", "whimbrel", "whinchat",
    "wigeon", "wren", "wryneck",
  ]
}
