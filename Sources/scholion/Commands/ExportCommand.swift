internal import ArgumentParser
internal import Outbox
internal import Web

/// The command `scholion export …`.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Files for others.", subcommands: [Summaries.self, Archive.self])

  /// The command `export summaries FILE`.
  struct Summaries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the openly licensed public summaries of people here as JSON Lines, packed with gzip.",
      discussion: "A server makes the same file every night and gives it out at /dumps.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The file, such as summaries.jsonl.gz.") var file: String

    func run() async throws {
      let count = try await flags.withAssembly { try await SummaryDump(instance: $0.instance).write(to: file) }
      Console.line("\(count) summaries")
    }
  }

  /// The command `export archive NAME FILE`.
  struct Archive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write everything of a person's as one ZIP file: texts in all versions, pictures, votes, follows, settings.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "Whose.") var name: String
    @Argument(help: "The file, such as ada.zip.") var file: String

    func run() async throws {
      let count = try await flags.withAssembly { assembly in
        let person = try await assembly.member(name).actor
        return try await PersonArchive(assembly.instance, of: person, pictures: assembly.images).write(to: file)
      }
      Console.line("\(count) summaries")
    }
  }
}
