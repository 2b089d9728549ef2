internal import ArgumentParser

/// `scholion-bench search`: how soon searches in a large library are answered.
struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Import many papers and summaries and tell how soon searches among them are answered.",
    discussion: """
      Writes a bibliography and a feed of ShortScience's form whose words are those of the seed, as often as they are there, imports \
      both by the program's commands, and then asks for searches of every kind over one connection. Shown is the time to the end of \
      the page: the median of each search, the quickest and the slowest, and the ratio to a route that looks nothing up. Exit 1 when \
      a search finds nothing; with --strict also when the slowest median takes longer than the limit.
      """)

  @OptionGroup var options: SearchOptions
  @Flag(help: "Exit 1 when the limit is missed.") var strict = false

  func run() async throws {
    let table = try await SearchRun.carriedOut(options)
    Progress.line(table.text)
    try table.judge(isStrict: strict)
  }
}

/// What is searched, and how often.
struct SearchOptions: ParsableArguments {
  @Option(help: "The server's program.") var server = ".build/release/scholion"
  @Option(help: "Folder for the temporary folder.") var folder: String?
  @Flag(help: "Leave the temporary folder where it is.") var keep = false
  @Flag(help: "On a PostgreSQL that is started for it.") var postgres = false
  @Option(help: "Folder with the seed, for its words.") var seed = "Sources/scholion/Seed"
  @Option(help: "Papers.") var papers = 100_000
  @Option(help: "Summaries, at most one a paper.") var summaries = 20_000
  @Option(help: "How often each search is asked for.") var rounds = 20
  @Option(help: "Milliseconds that any search may take.") var limit = 50.0

  func validate() throws {
    guard (100...1_000_000).contains(papers), (0...papers).contains(summaries), (1...1_000).contains(rounds), limit > 0 else {
      throw ValidationError("a count is out of range")
    }
  }
}
