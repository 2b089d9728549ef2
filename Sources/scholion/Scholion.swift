// scholion: the executable that composes all rooms: settings, assembly, the server and the commands. It may know everything.

internal import ArgumentParser
internal import Glibc

/// The program.
@main struct Scholion: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scholion",
    abstract: "A federated home for summaries of scientific papers.",
    version: Version.text,
    subcommands: [
      ServeCommand.self, AccountCommand.self, TokenCommand.self, PaperCommand.self, SummaryCommand.self, FollowCommand.self,
      ImportCommand.self, ExportCommand.self,
      FederationCommand.self, DatabaseCommand.self, KeysCommand.self, DemoCommand.self,
    ])

  /// Runs the command that was typed: exit 0, or 1 with one line on standard error.
  static func main() async {
    // A reader that went away is found out by write(2), not by the death of the process.
    signal(SIGPIPE, SIG_IGN)
    // A parent may hand on a mask with SIGTERM in it, and then nobody could stop us in order.
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      guard !exitCode(for: error).isSuccess else { exit(withError: error) }
      Console.complaint("scholion: \(line(error))")
      Glibc.exit(1)
    }
  }

  /// What is wrong, in one line.
  private static func line(_ error: any Error) -> String {
    ErrorSentence.of(error) ?? message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
