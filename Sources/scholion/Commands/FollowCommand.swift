internal import ArgumentParser
internal import Domain
internal import Outbox
internal import Store

/// The command `scholion follow NAME HANDLE`.
struct FollowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "follow", abstract: "Follow a person or a room from anywhere, for somebody here.")

  @OptionGroup var flags: SettingsFlags
  @Argument(help: "Who follows.") var name: String
  @Argument(help: "Whom: @name@host, or a name here.") var handle: String

  func run() async throws {
    let (target, state) = try await flags.withAssembly { assembly in
      let member = try await assembly.member(name)
      let bare = handle.hasPrefix("@") ? String(handle.dropFirst()) : handle
      let full = bare.contains("@") ? bare : "\(bare)@\(assembly.instance.origin.authority)"
      let target = try await assembly.publisher.follow(try Handle(parsing: full), by: member.actor)
      let state = try await assembly.store.read { try $0.follow(from: member.actor.id, to: target.id)?.state }
      return (target, state)
    }
    Console.line("\(state?.rawValue ?? "unknown") \(target.uri.text)")
  }
}
