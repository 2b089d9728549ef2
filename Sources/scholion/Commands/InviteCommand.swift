internal import ArgumentParser
internal import Signatures
internal import Store

extension AccountCommand {
  /// The command `account invite`: prints an invitation, nothing else; only its hash is stored.
  struct Invite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make an invitation for one person and print it; wanted to sign up where registration is by invitation.")

    @OptionGroup var flags: SettingsFlags

    func run() async throws {
      let code = try Random.token()
      try await flags.withAssembly { assembly in
        let hash = Digest.sha256(Array(code.utf8))
        try await assembly.store.write { try $0.insertInvite(codeHash: hash) }
      }
      Console.line(code)
    }
  }
}
