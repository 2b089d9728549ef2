internal import ArgumentParser
internal import Foundation

/// `scholion-bench pages`: how soon the pages of a seeded instance begin to come.
struct PagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pages", abstract: "Follow the links of a seeded instance and tell how soon each kind of page begins to come.",
    discussion: """
      Starts the server with the seed in a temporary folder, follows the links of its pages as a visitor and as a member, and asks \
      for each page again and again over one connection. Shown is the time to the first byte: the median of each kind, the quickest \
      and the slowest answer, and the ratio to a route that looks nothing up. Exit 1 when a link leads nowhere; with --strict also \
      when the slowest page takes longer than the limit, by the median of its answers.
      """)

  @OptionGroup var options: PagesOptions
  @Flag(help: "Exit 1 when the limit is missed.") var strict = false

  func run() async throws {
    let table = try await PagesRun.carriedOut(options)
    Progress.line(table.text)
    try table.judge(isStrict: strict)
  }
}

/// What is asked, and how often.
struct PagesOptions: ParsableArguments {
  @Option(help: "The server's program.") var server = ".build/release/scholion"
  @Option(help: "Folder for the temporary folder.") var folder: String?
  @Flag(help: "Leave the temporary folder where it is.") var keep = false
  @Flag(help: "On a PostgreSQL that is started for it.") var postgres = false
  @Option(help: "Folder with the seed.") var seed = "Sources/scholion/Seed"
  @Option(help: "Pages of one kind that are asked for.") var sample = 40
  @Option(help: "How often each is asked for.") var rounds = 7
  @Option(help: "Milliseconds to the first byte that any page may take.") var limit = 20.0

  func validate() throws {
    guard (1...10_000).contains(sample), (1...1_000).contains(rounds), limit > 0 else {
      throw ValidationError("a count is out of range")
    }
  }
}
