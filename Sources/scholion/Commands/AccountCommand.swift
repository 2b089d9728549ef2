internal import ArgumentParser
internal import JSON
internal import Outbox
internal import Store

/// The command `scholion account …`.
struct AccountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Accounts of people here.",
    subcommands: [
      Create.self, Invite.self, ClaimCode.self, List.self, Approve.self, Suspend.self, Password.self,
    ])

  /// The command `account create NAME`.
  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make an account that may sign in at once.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The name: 3 to 30 of a-z, 0-9 and _.") var name: String
    @Option(help: "The e-mail address.") var email: String
    @Option(help: "The password; - reads a line of standard input.") var password: String?
    @Option(help: "member, moderator or admin.") var role = "member"
    @Option(help: "The name that readers see.") var displayName: String?

    func run() async throws {
      guard let role = AccountRole(rawValue: role) else { throw Refusal("the role must be member, moderator or admin") }
      let password = try PasswordInput.read(password)
      var draft = PersonDraft(name: name, displayName: displayName ?? "", email: email, password: password)
      draft.role = role
      draft.state = .approved
      let finished = draft
      let member = try await flags.withAssembly { try await $0.publisher.createPerson(finished) }
      Console.line("account \(member.actor.name) \(member.actor.url)")
    }
  }

  /// The command `account list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the accounts, oldest first.")

    @OptionGroup var flags: SettingsFlags
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let members = try await flags.withAssembly { try await $0.store.read { try $0.members(limit: 100_000) } }
      for member in members {
        let (actor, account) = (member.actor, member.account)
        guard json else {
          Console.line("\(actor.name)\t\(account.role.rawValue)\t\(account.state.rawValue)\t\(account.email)")
          continue
        }
        let object: JSONValue = [
          "name": .string(actor.name), "display_name": .string(actor.displayName), "email": .string(account.email),
          "role": .string(account.role.rawValue), "state": .string(account.state.rawValue),
          "reason": .string(account.reason), "created_at": .string(account.createdAt.iso8601), "url": .string(actor.url),
        ]
        Console.line(object.serializedText())
      }
    }
  }

  /// The command `account approve NAME`.
  struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let somebody in who waits, or was suspended.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The name.") var name: String

    func run() async throws { try await flags.setState(of: name, .approved) }
  }

  /// The command `account suspend NAME`.
  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shut somebody out; sessions and tokens end.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The name.") var name: String

    func run() async throws { try await flags.setState(of: name, .suspended) }
  }

  /// The command `account password NAME`.
  struct Password: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Set a password; sessions and tokens end.")

    @OptionGroup var flags: SettingsFlags
    @Argument(help: "The name.") var name: String
    @Option(help: "The password; - reads a line of standard input.") var password: String?

    func run() async throws {
      let password = try PasswordInput.read(password)
      try await flags.withAssembly { assembly in
        let member = try await assembly.member(name)
        try PasswordInput.check(password)
        let hash = try await Passwords.hash(password)
        try await assembly.store.write { try $0.setPassword(of: member.actor.id, hash: hash) }
      }
      Console.line("password of \(name) set")
    }
  }
}

extension SettingsFlags {
  fileprivate func setState(of name: String, _ state: AccountState) async throws {
    try await withAssembly { assembly in
      let member = try await assembly.member(name)
      try await assembly.store.write { try $0.setAccountState(of: member.actor.id, state) }
    }
    Console.line("\(name) \(state.rawValue)")
  }
}

/// Where a password comes from.
enum PasswordInput {
  /// The one given; for `-` a line of standard input; without one the person at the terminal is asked.
  static func read(_ given: String?) throws -> String {
    if let given, !given.utf8.elementsEqual("-".utf8) { return given }
    let typed = given == nil ? Console.secret("Password: ") : Console.readLine()
    guard let typed, !typed.isEmpty else { throw Refusal("no password was given: use --password") }
    return typed
  }

  /// Refuses a password that signing up would refuse.
  static func check(_ password: String) throws {
    guard password.count >= Publisher.shortestPassword, password.utf8.count <= 256 else {
      throw Refusal("the password needs \(Publisher.shortestPassword) characters or more, and at most 256 bytes")
    }
  }
}
