internal import ActivityStreams
internal import Actors
internal import Archives
internal import Domain
internal import JSON
package import Store

/// Brings an archive that somebody took away from one Scholion into their account at another.
///
/// Whatever is in the file is a stranger's: it is read under limits, and nothing in it counts but what its owner could have typed.
/// Doing it twice is doing it once.
package struct ArchiveIntake: Sendable {
  /// What came of it.
  package struct Outcome: Sendable, Equatable {
    /// Summaries that are here now.
    package var added = 0
    /// Summaries that were here already, or whose paper this person has summarised here.
    package var known = 0
    /// Votes that were cast again.
    package var votes = 0
    /// Follows that were sent anew.
    package var follows = 0
    /// Papers that are on a list now.
    package var listed = 0
    /// What could not be taken, a line each, up to a number.
    package var complaints: [String] = []
    /// How many there were.
    package var refused = 0

    mutating func complain(_ words: String) {
      refused += 1
      if complaints.count < 100 { complaints.append(String(words.prefix(300))) }
    }

    /// For the person, a line each.
    package var report: String {
      let counts =
        "\(added) summaries added, \(known) known, \(votes) votes, \(follows) follows, \(listed) papers on lists, \(refused) refused"
      return ([counts] + complaints).joined(separator: "\n")
    }
  }

  /// Votes and follows that are taken from one archive.
  static let mostVotes = 5_000
  static let mostFollows = 1_000
  /// Summaries.
  static let mostSummaries = 5_000

  let publisher: Publisher
  let person: ActorRow
  private let limits: ArchiveLimits

  package init(_ publisher: Publisher, for person: ActorRow) {
    self.init(publisher, for: person, limits: ArchiveLimits())
  }

  init(_ publisher: Publisher, for person: ActorRow, limits: ArchiveLimits) {
    self.publisher = publisher
    self.person = person
    self.limits = limits
  }

  var store: Store { publisher.instance.store }

  /// Takes a file; throws ``PublishError`` or `ArchiveError` where it is none of ours.
  package func run(_ path: String) async throws -> Outcome {
    var outcome = Outcome()
    let reader = try ArchiveReader(path: path, limits: limits)
    var (pending, isOurs) = (Pending?.none, false)
    var (votes, follows, lists, summaries) = ([JSONValue](), [JSONValue](), [JSONValue](), 0)
    while let (name, bytes) = try reader.next(Self.wants) {
      switch Self.parts(name) {
      case ["scholion.json"]:
        isOurs = try await begin(bytes)
      case ["votes.json"]: votes = (try? JSONValue(parsing: bytes, limits: .own))?.array ?? []
      case ["follows.json"]: follows = (try? JSONValue(parsing: bytes, limits: .own))?.array ?? []
      case let parts where parts.first?.utf8.elementsEqual(Self.listFolder.utf8) == true:
        if lists.count < WriteTransaction.mostReadingLists, let list = try? JSONValue(parsing: bytes, limits: .own) {
          lists.append(list)
        } else {
          outcome.complain("\(name) cannot be read")
        }
      case let parts where parts.count == 2:
        guard isOurs else { throw PublishError.invalid("This is no archive of a Scholion.") }
        await flush(&pending, &outcome)
        summaries += 1
        guard summaries <= Self.mostSummaries else { throw ArchiveError.tooLarge("\(Self.mostSummaries) summaries") }
        pending = Pending(parts.last ?? "", bytes)
        if pending == nil { outcome.complain("\(name) cannot be read") }
      case let parts where parts.count == 3: pending?.take(parts, bytes)
      default: continue
      }
    }
    await flush(&pending, &outcome)
    guard isOurs else { throw PublishError.invalid("This is no archive of a Scholion.") }
    await vote(votes, &outcome)
    await follow(follows, &outcome)
    await fill(lists, &outcome)
    return outcome
  }

  private static let listFolder = "lists"

  /// Names that mean something: `scholion.json`, `lists/7.json`, `summaries/7.json`, `summaries/7/2.md`.
  static func wants(_ name: String) -> Bool { !parts(name).isEmpty }

  static func parts(_ name: String) -> [String] {
    if ["scholion.json", "votes.json", "follows.json"].contains(where: { $0.utf8.elementsEqual(name.utf8) }) { return [name] }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let isList = parts.count == 2 && parts[0].utf8.elementsEqual(listFolder.utf8)
    guard isList || (2...3).contains(parts.count) && parts[0].utf8.elementsEqual("summaries".utf8) else { return [] }
    let ending = parts.count == 2 ? ".json" : ".md"
    guard let last = parts.last, last.utf8.count > ending.utf8.count, last.hasSuffix(ending) else { return [] }
    let stem = String(last.dropLast(ending.count))
    let numbers = parts.count == 2 ? [stem] : [parts[1], stem]
    guard numbers.allSatisfy({ (try? RowID(parsing: $0)) != nil }) else { return [] }
    return [isList ? listFolder : "summaries"] + numbers
  }

  /// Whether it is an archive of ours; the address of whose it was becomes another name of the person's.
  private func begin(_ bytes: [UInt8]) async throws -> Bool {
    guard let index = try? JSONValue(parsing: bytes, limits: .federation),
      index["version"]?.integer == Int64(PersonArchive.version),
      let former = index["actor"]?.string.flatMap({ try? ResourceID(parsing: $0) })
    else { return false }
    if former != person.uri { try await store.write { try $0.insertAlias(former, of: person.id) } }
    return true
  }

  private func flush(_ pending: inout Pending?, _ outcome: inout Outcome) async {
    guard let summary = pending else { return }
    pending = nil
    do {
      let imported = try summary.imported()
      let paper = try await publisher.addPaper(
        PaperStatement(source: "archive", rank: 80, paper: try summary.paper().validated()))
      switch try await publisher.importSummary(imported, of: paper, by: person) {
      case .added, .renewed: outcome.added += 1
      case .known, .kept: outcome.known += 1
      }
    } catch {
      outcome.complain("summaries/\(summary.name).json: \(Self.words(for: error))")
    }
  }

  private func vote(_ votes: [JSONValue], _ outcome: inout Outcome) async {
    for vote in votes.prefix(Self.mostVotes) {
      guard let uri = vote["object"]?.string.flatMap({ try? ResourceID(parsing: $0) }),
        let value = vote["value"]?.integer.flatMap({ Int(exactly: $0) }).flatMap({ Vote(rawValue: $0) })
      else { continue }
      // What is not known here cannot be voted on, which is no fault.
      let found = try? await store.read { transaction -> RowID? in
        guard let post = try transaction.post(uri: uri), try transaction.vote(of: person.id, on: post.id) == nil else {
          return nil
        }
        return post.id
      }
      guard let id = found else { continue }
      if (try? await publisher.vote(value, on: id, by: person)) != nil { outcome.votes += 1 }
    }
  }

  private func follow(_ follows: [JSONValue], _ outcome: inout Outcome) async {
    for follow in follows.prefix(Self.mostFollows) {
      guard let uri = follow["actor"]?.string.flatMap({ try? ResourceID(parsing: $0) }), let iri = IRI(uri.text),
        uri != person.uri
      else { continue }
      do {
        let known = try await store.read { try $0.actor(uri: uri) }
        let target = if let known { known } else { try await publisher.remotes.actor(iri, budget: FetchBudget()) }
        if try await store.read({ try $0.follow(from: person.id, to: target.id) }) != nil { continue }
        try await publisher.follow(target, by: person)
        outcome.follows += 1
      } catch {
        outcome.complain("\(uri.text) cannot be followed just now")
      }
    }
  }
}

/// A summary of which the texts are still being read.
private struct Pending {
  let name: String
  private let index: JSONValue
  private var texts: [Int: String] = [:]

  init?(_ name: String, _ bytes: [UInt8]) {
    guard let index = try? JSONValue(parsing: bytes, limits: .federation), index.object != nil else { return nil }
    self.name = name
    self.index = index
  }

  mutating func take(_ parts: [String], _ bytes: [UInt8]) {
    guard parts[1].utf8.elementsEqual(name.utf8), texts.count < 200, let number = Int(parts[2]),
      bytes.count <= SummaryDraft.maximumBody, let text = String(validating: bytes, as: UTF8.self)
    else { return }
    texts[number] = text
  }

  func paper() -> PaperDraft { PaperDraft(archived: index["paper"]) }

  /// The present text with the former ones.
  func imported() throws -> ImportedSummary {
    var history: [ImportedSummary.FormerText] = []
    for entry in (index["revisions"]?.array ?? []).prefix(200) {
      guard let number = entry["number"]?.integer.flatMap({ Int(exactly: $0) }), let source = texts[number] else { continue }
      let draft = SummaryDraft(
        title: entry["title"]?.string, tldr: entry["tldr"]?.string, body: source,
        licence: entry["licence"]?.string.flatMap { Licence(rawValue: $0) })
      guard let text = try? draft.validated() else { continue }
      history.append(
        ImportedSummary.FormerText(
          title: text.title, tldr: text.tldr ?? "", source: text.body, licence: text.licence,
          created: time(entry, "created") ?? .earliest))
    }
    guard let last = history.popLast() else { throw PublishError.invalid("there is no text") }
    let published = time(index, "published") ?? last.created
    guard published > Self.earliest else { throw PublishError.invalid("there is no date") }
    guard let address = (index["url"]?.string ?? index["id"]?.string).flatMap({ try? ResourceID(parsing: $0) }) else {
      throw PublishError.invalid("there is no address")
    }
    let visibility = index["visibility"]?.string.flatMap { Visibility(rawValue: $0) } ?? .unlisted
    guard visibility.isOpen else { throw PublishError.invalid("it was neither public nor unlisted") }
    var imported = ImportedSummary(
      draft: SummaryDraft(
        title: last.title, tldr: last.tldr, body: last.source, visibility: visibility, language: index["language"]?.string,
        licence: last.licence),
      published: published, address: address.text)
    imported.updated = time(index, "updated")
    imported.revisions = history
    return imported
  }

  /// Ids of rows are made of times after this.
  private static let earliest = Timestamp(milliseconds: 0)

  private func time(_ value: JSONValue, _ name: String) -> Timestamp? {
    value[name]?.string.flatMap { try? Timestamp(parsing: $0) }
  }
}
