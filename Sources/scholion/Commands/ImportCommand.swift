internal import ArgumentParser
internal import JSON
internal import Outbox
internal import Store

/// The command `scholion import …`.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring summaries here that were first published elsewhere.",
    subcommands: [
      ShortScience.self, Archive.self,
    ])

  /// The command `import shortscience FILE…`.
  struct ShortScience: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "shortscience", abstract: "Import feeds or a user's export of ShortScience.org.",
      discussion: """
        Feeds are rss.xml, rss-all.xml and rss-full.xml; the last has whole texts. With --user, files are what that user \
        downloaded there (two columns: key of the paper, text). People get accounts that they can claim: scholion account \
        claim-code NAME. Nothing is delivered to anybody. Importing a file again changes nothing, newer texts replace older ones, \
        and what somebody has claimed is left alone. Exit 1 when anything was refused, the rest imported.
        """)

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "Files.") var files: [String]
    @Option(help: "Files are the export of this user of ShortScience.org.") var user: String?
    @Option(name: .customLong("as"), help: "With --user: the account here that it belongs to.") var account: String?
    @Flag(help: "Ask the bibliographic sources about papers that are not here.") var askSources = false
    @Flag(help: "Print the counts as a JSON object.") var json = false

    func run() async throws {
      if account != nil, user == nil { throw Refusal("--as needs --user") }
      let outcome = try await flags.withAssembly { assembly in
        var outcome = ShortScienceImport.Outcome()
        var work = ShortScienceImport(publisher: assembly.publisher)
        if askSources {
          guard let sources = assembly.sources else { throw Refusal("no source may be asked: SCHOLION_SOURCES") }
          work.sources = sources
        }
        if let account { work.owner = try await assembly.member(account).actor }
        for file in files {
          let name = file.split(separator: "/").last.map(String.init) ?? file
          if let user {
            let text = try TextFile.read(file, limit: 64 << 20)
            await work.run(export: text, of: user, named: name, into: &outcome)
          } else {
            await work.run(feed: file, named: name, into: &outcome)
          }
        }
        return outcome
      }
      try Self.tell(outcome, json: json)
    }

    private static func tell(_ outcome: ShortScienceImport.Outcome, json: Bool) throws {
      for complaint in outcome.complaints { Console.complaint(complaint) }
      if outcome.refused > outcome.complaints.count {
        Console.complaint("… and \(outcome.refused - outcome.complaints.count) more")
      }
      if json {
        let figures = [
          ("added", outcome.added), ("renewed", outcome.renewed), ("known", outcome.known), ("kept", outcome.kept),
          ("refused", outcome.refused), ("papers", outcome.papers), ("people", outcome.people),
        ]
        Console.line(JSONValue.object(JSONObject(figures.map { ($0.0, .integer(Int64($0.1))) })).serializedText())
      } else {
        Console.line(
          "\(outcome.added) added, \(outcome.renewed) renewed, \(outcome.known) known, \(outcome.kept) kept as their authors left "
            + "them, \(outcome.refused) refused; \(outcome.papers) papers and \(outcome.people) people are new")
      }
      guard outcome.refused == 0 else { throw Refusal("\(outcome.refused) summaries were refused") }
    }
  }

  /// The command `import archive FILE --as NAME`.
  struct Archive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring a person's archive from another Scholion into their account here.",
      discussion: """
        Summaries come with pictures, dates, versions and licences and are delivered to nobody; votes are cast again and bookmarks \
        set where the summary is known here; people and rooms are followed anew. Importing a file again changes nothing.
        """)

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The file: a ZIP, or a tar packed with gzip.") var file: String
    @Option(name: .customLong("as"), help: "The account here.") var account: String

    func run() async throws {
      let outcome = try await flags.withAssembly { assembly in
        let member = try await assembly.member(account)
        return try await ArchiveIntake(assembly.publisher, for: member.actor, pictures: assembly.images).run(file)
      }
      for complaint in outcome.complaints { Console.complaint(complaint) }
      if let line = outcome.report.split(whereSeparator: \.isNewline).first { Console.line(String(line)) }
      guard outcome.refused == 0 else { throw Refusal("\(outcome.refused) entries were refused") }
    }
  }
}
