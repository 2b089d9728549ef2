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
    /// Pictures that are here now.
    package var pictures = 0
    /// Summaries that are marked now.
    package var bookmarks = 0
    /// Pictures that were looked at.
    var seenPictures = 0
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
        "\(added) summaries added, \(known) known, \(pictures) pictures, \(votes) votes, \(follows) follows, "
        + "\(bookmarks) bookmarks, \(listed) papers on lists, \(refused) refused"
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
  let keeper: (any PictureKeeper)?
  private let limits: ArchiveLimits

  /// - Parameter pictures: where pictures are read and kept; without it none is taken
  package init(_ publisher: Publisher, for person: ActorRow, pictures: (any PictureKeeper)? = nil) {
    self.init(publisher, for: person, pictures: pictures, limits: ArchiveLimits())
  }

  init(_ publisher: Publisher, for person: ActorRow, pictures: (any PictureKeeper)? = nil, limits: ArchiveLimits) {
    self.publisher = publisher
    self.person = person
    keeper = pictures
    self.limits = limits
  }

  var store: Store { publisher.instance.store }

  /// Takes a file; throws ``PublishError`` or `ArchiveError` where it is none of ours.
  package func run(_ path: String) async throws -> Outcome {
    var outcome = Outcome()
    let reader = try ArchiveReader(path: path, limits: limits)
    var pending = ArchivedSummary?.none
    var pictures = ArchivedPictures?.none
    var relations = Relations()
    var summaries = 0
    func begun() throws -> ArchivedPictures {
      guard let pictures else { throw PublishError.invalid("This is no archive of a Scholion.") }
      return pictures
    }
    while let (name, bytes) = try reader.next({ ArchivedEntry($0) != nil }, cuttingAt: { ArchivedEntry($0)?.cut }) {
      guard let entry = ArchivedEntry(name) else { continue }
      switch entry {
      case .index: if pictures == nil { pictures = try await begin(bytes) }
      case .votes: relations.votes = Self.array(bytes)
      case .follows: relations.follows = Self.array(bytes)
      case .bookmarks: relations.bookmarks = Self.array(bytes)
      case .list:
        if relations.lists.count < WriteTransaction.mostReadingLists, let list = try? JSONValue(parsing: bytes, limits: .own) {
          relations.lists.append(list)
        } else {
          outcome.complain("\(name) cannot be read")
        }
      case .pictureIndex: pictures?.describe(Self.array(bytes))
      case .picture(let picture):
        let alt = try begun().alt(of: picture)
        pictures?.note(picture, is: await kept(picture, bytes, alt, &outcome))
      case .summary(let number):
        await flush(&pending, try begun(), &outcome)
        summaries += 1
        guard summaries <= Self.mostSummaries else { throw ArchiveError.tooLarge("\(Self.mostSummaries) summaries") }
        pending = ArchivedSummary(number, bytes)
        if pending == nil { outcome.complain("\(name) cannot be read") }
      case .text(let number, let version): pending?.take(number, version, bytes)
      }
    }
    await flush(&pending, try begun(), &outcome)
    await vote(relations.votes, &outcome)
    await follow(relations.follows, &outcome)
    await mark(relations.bookmarks, &outcome)
    await fill(relations.lists, &outcome)
    return outcome
  }

  /// What waits until all summaries are here.
  private struct Relations {
    var votes: [JSONValue] = []
    var follows: [JSONValue] = []
    var bookmarks: [JSONValue] = []
    var lists: [JSONValue] = []
  }

  private static func array(_ bytes: [UInt8]) -> [JSONValue] { (try? JSONValue(parsing: bytes, limits: .own))?.array ?? [] }

  /// Where its pictures belong, if it is an archive of ours; the address of whose it was becomes another name of the person's.
  private func begin(_ bytes: [UInt8]) async throws -> ArchivedPictures? {
    guard let index = try? JSONValue(parsing: bytes, limits: .federation),
      index["version"]?.integer == Int64(PersonArchive.version),
      let former = index["actor"]?.string.flatMap({ try? ResourceID(parsing: $0) })
    else { return nil }
    if former != person.uri { try await store.write { try $0.insertAlias(former, of: person.id) } }
    return ArchivedPictures(from: former.origin, to: publisher.instance.origin.text)
  }

  private func flush(_ pending: inout ArchivedSummary?, _ pictures: ArchivedPictures, _ outcome: inout Outcome) async {
    guard let summary = pending else { return }
    pending = nil
    do {
      let imported = try summary.imported { pictures.renamed(in: $0) }
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
