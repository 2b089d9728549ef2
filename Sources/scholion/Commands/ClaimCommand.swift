internal import ArgumentParser
internal import Outbox

extension AccountCommand {
  /// The command `account claim-code NAME`: prints a code, nothing else; only its hash is stored.
  struct ClaimCode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "claim-code",
      abstract: "Make a code by which the owner of an imported account may claim it at /claim, and print it.",
      discussion: "It works once, for 30 days; an earlier code of the account works no more. Give it to nobody but the owner.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The name here, or the one at ShortScience.org.") var name: String

    func run() async throws {
      let code = try await flags.withAssembly { assembly in
        do {
          return try await assembly.publisher.makeClaimCode(for: name).code
        } catch PublishError.notFound {
          throw Refusal("no imported account named \(name) waits for its owner")
        }
      }
      Console.line(code)
    }
  }
}
