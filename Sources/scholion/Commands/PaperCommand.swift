internal import ArgumentParser
internal import Catalog
internal import Domain
internal import JSON
internal import Outbox
internal import Store

/// The command `scholion paper …`.
struct PaperCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paper", abstract: "Papers that summaries are about.",
    subcommands: [Add.self, Import.self, PaperMergeCommand.self, PaperUnmergeCommand.self])

  /// The command `paper add IDENTIFIER…`.
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a paper, or open the one that is known by an identifier.",
      discussion: """
        All identifiers are those of one paper. Of one that is not known yet and comes without --title and --author, the \
        bibliographic sources are asked.
        """)

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
            return (try await Self.lookedUp(identifiers, assembly), assembly.instance)
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

    /// Adds the paper as the sources state it.
    private static func lookedUp(_ identifiers: [PaperIdentifier], _ assembly: Assembly) async throws -> PaperRow {
      guard let sources = assembly.sources else { throw Refusal("the paper is not known here: give --title and --author") }
      var failures: [String] = []
      for identifier in identifiers {
        let found = await sources.lookUp(identifier)
        failures += found.failures.map(\.description)
        guard let record = found.records.first else { continue }
        let row = try await assembly.publisher.addPaper(try record.statement(), isFirstHand: true)
        try await assembly.store.write { try $0.addIdentifiers(identifiers, to: row.id) }
        return try await assembly.store.read { try $0.paper(row.id) } ?? row
      }
      let why = failures.isEmpty ? "no source knows it" : failures.joined(separator: "; ")
      throw Refusal("the paper is not known here (\(why)): give --title and --author")
    }
  }

  /// The command `paper import FILE…`.
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add papers from files.",
      discussion: """
        Files are BibTeX, RIS, CSL-JSON, or XML of DBLP, the ACL Anthology, JATS, OAI-PMH, arXiv, PubMed or BibSonomy: which, is seen \
        from what is in them. A file named .jsonl, and standard input, has an object a line, with title, authors, year, venue \
        {key, name}, identifiers, abstract and source. A paper that is known by an identifier learns the others; importing a file \
        again changes nothing. Exit 1 when any record was refused, the others added.
        """)

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "Files; - is standard input.") var files: [String]
    @Flag(help: "Print the counts as a JSON object.") var json = false

    func run() async throws {
      let sources = try files.map { try ImportedFile($0) }
      let outcome = try await flags.withAssembly { assembly in
        var outcome = PaperImport.Outcome()
        let papers = PaperImport(publisher: assembly.publisher)
        for source in sources {
          switch source {
          case .lines(let records): await papers.run(records, into: &outcome)
          case .records(let file, let name): await papers.run(file, named: name, into: &outcome)
          }
        }
        return outcome
      }
      for complaint in outcome.complaints { Console.complaint(complaint) }
      if outcome.refused > outcome.complaints.count {
        Console.complaint("… and \(outcome.refused - outcome.complaints.count) more")
      }
      if json {
        let object: JSONValue = [
          "added": .integer(Int64(outcome.added)), "known": .integer(Int64(outcome.known)),
          "refused": .integer(Int64(outcome.refused)),
        ]
        Console.line(object.serializedText())
      } else {
        Console.line("\(outcome.added) added, \(outcome.known) known, \(outcome.refused) refused")
      }
      let all = outcome.added + outcome.known + outcome.refused
      guard outcome.refused == 0 else { throw Refusal("\(outcome.refused) of \(all) records were refused") }
    }
  }
}

/// A file of papers, looked at as far as is needed to know its format.
private enum ImportedFile {
  case lines([PaperRecord.Line])
  case records(RecordFile, name: String)

  init(_ path: String) throws {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard path != "-", !path.hasSuffix(".jsonl") else {
      self = .lines(PaperRecord.records(in: try TextFile.read(path, limit: PaperRecord.fileLimit), named: path))
      return
    }
    do {
      self = .records(try RecordFile(path: path), name: name)
    } catch {
      throw Refusal("\(path): \(error.description)")
    }
  }
}
