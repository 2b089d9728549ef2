internal import ArgumentParser
internal import Domain
internal import Outbox
internal import Store

/// The command `scholion summary …`.
struct SummaryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary", abstract: "Summaries of papers.", subcommands: [Publish.self])

  /// `summary publish NAME IDENTIFIER FILE.md`: prints the summary's URL.
  struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Publish a summary written in Markdown, and print its URL.",
      discussion: "The file may begin with lines between two '---': title, tldr, visibility (public or unlisted), "
        + "language, licence.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "Who wrote it.") var name: String
    @Argument(help: "An identifier of the paper, which must be known here.") var identifier: String
    @Argument(help: "The text; - is standard input.") var file: String

    func run() async throws {
      let identifier = try PaperIdentifier(parsing: identifier)
      let text = try SummaryText(parsing: try TextFile.read(file, limit: 1 << 20))
      let written = try text.draft()
      let url = try await flags.withAssembly { assembly in
        let author = try await assembly.member(name)
        guard author.account.state == .approved else { throw Refusal("\(name) is \(author.account.state.rawValue)") }
        guard let paper = try await assembly.store.read({ try $0.paper(identifier) }) else {
          throw Refusal("the paper \(identifier.canonical) is not known here: scholion paper add")
        }
        var draft = written
        draft.licence = written.licence ?? author.account.licence ?? .usual
        return try await assembly.publisher.publish(draft, of: paper, by: author.actor).url
      }
      Console.line(url)
    }
  }
}
