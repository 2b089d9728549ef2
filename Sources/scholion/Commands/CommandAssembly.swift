internal import Domain
internal import Logging
internal import Store

extension SettingsFlags {
  /// Opens the rooms for one command, and closes them when it is done.
  ///
  /// A server may run on the same database meanwhile.
  func withAssembly<T>(_ body: (Assembly) async throws -> T) async throws -> T {
    var settings = try await settings()
    // A command tells of its own doings; of the rooms only what is wrong.
    settings.log = max(settings.log, .warning)
    let (assembly, _) = try await Assembly.open(settings, logger: LogSetup.logger(settings))
    do {
      let result = try await body(assembly)
      await assembly.close()
      return result
    } catch {
      await assembly.close()
      throw error
    }
  }
}

extension Assembly {
  /// The local person of that name.
  ///
  /// Throws ``Refusal``.
  func member(_ name: String) async throws -> Member {
    let bare = name.hasPrefix("@") ? String(name.dropFirst()) : name
    guard let member = try await store.read({ try $0.member(named: bare) }) else {
      throw Refusal("there is no account named \(bare)")
    }
    return member
  }
}

/// How log entries leave the process.
enum LogSetup {
  /// The logger of a run: lines for a person, JSON for a machine.
  static func logger(_ settings: Settings) -> Logger {
    Logger(label: "scholion") { label in
      LineLog(label: label, level: settings.log, isPlain: Console.hasTerminal, now: Clock.now)
    }
  }
}
