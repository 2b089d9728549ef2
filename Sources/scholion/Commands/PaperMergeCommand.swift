internal import ArgumentParser
internal import Domain
internal import JSON
internal import Outbox
internal import Store

/// The command `paper merge WINNER LOSER`.
struct PaperMergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Make one paper of two.",
    discussion: """
      Identifiers, records, summaries and wishes of LOSER go to WINNER, its pages lead there, its room stays and announces what the \
      other does. The number that is printed undoes it: scholion paper unmerge NUMBER.
      """)

  @OptionGroup var flags: SettingsFlags
  @Argument(help: "An identifier of the paper that stays.") var winner: String
  @Argument(help: "An identifier of the paper that becomes part of it.") var loser: String
  @Option(help: "Why, for the paper's history.") var reason = "merged by the operator"
  @Flag(help: "Print a JSON object.") var json = false

  func run() async throws {
    let names = try [winner, loser].map { try PaperIdentifier(parsing: $0) }
    let (entry, url) = try await flags.withAssembly { assembly in
      let rows = try await assembly.store.read { transaction in try names.map { try transaction.paper($0) } }
      guard let winner = rows.first ?? nil, let loser = rows.last ?? nil else {
        let missing = zip(names, rows).filter { $0.1 == nil }.map(\.0.canonical).joined(separator: ", ")
        throw Refusal("not known here: \(missing)")
      }
      let entry = try await assembly.publisher.merge(loser.id, into: winner.id, by: nil, reason: reason)
      let row = try await assembly.store.read { try $0.paper(winner.id) } ?? winner
      return (entry, row.bestIdentifier.map { assembly.instance.addresses.paper($0) } ?? "")
    }
    guard json else { return Console.line("\(entry.id) \(url)") }
    let object: JSONValue = ["merge": .string(entry.id.text), "url": .string(url)]
    Console.line(object.serializedText())
  }
}

/// The command `paper unmerge NUMBER`.
struct PaperUnmergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unmerge", abstract: "Undo a merge.",
    discussion: """
      What the merge moved goes back, what came since stays where it came. Records no longer merge the two papers by themselves.
      """)

  @OptionGroup var flags: SettingsFlags
  @Argument(help: "The number that the merge printed; it also stands in the paper's history.") var merge: String
  @Option(help: "Why, for the paper's history.") var reason = "undone by the operator"

  func run() async throws {
    guard let id = try? RowID(parsing: merge) else { throw Refusal("this is no number of a merge") }
    let urls = try await flags.withAssembly { assembly in
      guard try await assembly.store.read({ try $0.merge(id) }) != nil else { throw Refusal("there is no such merge") }
      let entry = try await assembly.publisher.undoMerge(id, by: nil, reason: reason)
      return try await assembly.store.read { transaction in
        try [entry.to, entry.from].compactMap { try transaction.standingPaper($0)?.bestIdentifier }
      }.map { assembly.instance.addresses.paper($0) }
    }
    Console.line(urls.joined(separator: " "))
  }
}
