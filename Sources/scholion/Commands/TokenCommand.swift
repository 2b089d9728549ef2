internal import ArgumentParser
internal import Signatures
internal import Store

/// The command `scholion token …`.
struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Tokens for programs that act for somebody.", subcommands: [Create.self])

  /// The command `token create NAME`: prints the token, nothing else; only its hash is stored.
  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a bearer token and print it.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "Whose token.") var name: String
    @Option(help: "What it may do: some of read, write, follow, push.") var scopes = "read write follow push"

    static let known: Set<String> = ["read", "write", "follow", "push"]

    func run() async throws {
      let words = scopes.split(whereSeparator: { $0 == " " || $0 == "," }).map { String($0) }
      guard !words.isEmpty, words.allSatisfy(Self.known.contains) else {
        throw Refusal("scopes are some of read, write, follow and push")
      }
      let token = try Random.token()
      try await flags.withAssembly { assembly in
        let member = try await assembly.member(name)
        guard member.account.state == .approved else { throw Refusal("\(name) is \(member.account.state.rawValue)") }
        let hash = Digest.sha256(Array(token.utf8))
        let scopes = words.joined(separator: " ")
        try await assembly.store.write { try $0.insertAccessToken(of: member.actor.id, hash: hash, scopes: scopes) }
      }
      Console.line(token)
    }
  }
}
