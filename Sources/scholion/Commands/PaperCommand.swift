internal import ArgumentParser
internal import Domain
internal import JSON
internal import Outbox
internal import Store

/// The command `scholion paper …`.
struct PaperCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paper", abstract: "Papers that summaries are about.", subcommands: [Add.self, Import.self])

  /// The command `paper add IDENTIFIER…`.
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a paper, or open the one that is known by an identifier.",
      discussion: "All identifiers are those of one paper. A paper that is not known yet needs --title and --author.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "A DOI, an arXiv number, a DBLP key, an address …") var identifiers: [String]
    @Option(help: "The title.") var title: String?
    @Option(help: "An author; once for each.") var author: [String] = []
    @Option(help: "The year.") var year: Int?
    @Option(help: "Where it appeared.") var venue: String?
    @Flag(help: "Print a JSON object.") var json = false

    func run() async throws {
      let identifiers = try identifiers.map { try PaperIdentifier(parsing: $0) }
      let row = try await flags.withAssembly { assembly in
        if title == nil {
          let known = try await assembly.store.read { try $0.paperIDs(identifiers) }
          guard known.count <= 1 else { throw PublishError.identifierConflict }
          guard let id = known.first, let row = try await assembly.store.read({ try $0.paper(id) }) else {
            throw Refusal("the paper is not known here: give --title and --author")
          }
          try await assembly.store.write { try $0.addIdentifiers(identifiers, to: id) }
          return (try await assembly.store.read { try $0.paper(id) } ?? row, assembly.instance)
        }
        let draft = PaperDraft(
          title: title ?? "", authors: author, venue: venue, year: year, identifiers: identifiers.map(\.canonical))
        return (try await assembly.publisher.addPaper(try draft.validated(), source: "local"), assembly.instance)
      }
      let url = row.0.bestIdentifier.map { row.1.addresses.paper($0) } ?? ""
      guard json else { return Console.line(url) }
      let object: JSONValue = [
        "url": .string(url), "name": .string(row.0.name), "title": .string(row.0.title),
        "identifiers": .array(row.0.identifiers.map { .string($0.canonical) }),
      ]
      Console.line(object.serializedText())
    }
  }

  /// The command `paper import FILE…`.
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add papers from JSON Lines files.",
      discussion: "A line is an object with title, authors, year, venue {key, name}, identifiers, abstract, source.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "Files; - is standard input.") var files: [String]
    @Flag(help: "Print the counts as a JSON object.") var json = false

    func run() async throws {
      let records = try files.flatMap { file in
        PaperRecord.records(in: try TextFile.read(file, limit: PaperRecord.fileLimit), named: file)
      }
      let outcome = try await flags.withAssembly { await PaperImport(publisher: $0.publisher).run(records) }
      for complaint in outcome.complaints { Console.complaint(complaint) }
      if json {
        let object: JSONValue = [
          "added": .integer(Int64(outcome.added)), "known": .integer(Int64(outcome.known)),
          "refused": .integer(Int64(outcome.complaints.count)),
        ]
        Console.line(object.serializedText())
      } else {
        Console.line("\(outcome.added) added, \(outcome.known) known, \(outcome.complaints.count) refused")
      }
      let refused = outcome.complaints.count
      guard refused == 0 else { throw Refusal("\(refused) of \(records.count) papers were refused") }
    }
  }
}
