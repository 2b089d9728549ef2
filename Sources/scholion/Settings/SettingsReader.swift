internal import Actors
internal import Catalog
internal import Configuration
internal import Glibc
internal import Logging
internal import SQL
internal import SystemPackage

/// Reads settings: flags before environment before file.
struct SettingsReader {
  private let reader: ConfigReader
  /// Sentences about names that mean nothing.
  let warnings: [String]

  /// - Parameters:
  ///   - flags: what was typed, by setting
  ///   - file: path of a YAML file; the default one may be absent
  /// Throws ``Refusal`` when the file is missing or cannot be read.
  init(flags: [SettingName: String], environment: [String: String], file: String?) async throws {
    let typed = flags.reduce(into: [AbsoluteConfigKey: ConfigValue]()) { values, flag in
      values[AbsoluteConfigKey([flag.key.rawValue])] = ConfigValue(.string(flag.value), isSecret: flag.key.isSecret)
    }
    // An empty variable counts as one that is not there.
    let variables = environment.filter { $0.key.hasPrefix(SettingName.prefix) && !$0.value.isEmpty }
    let path = file ?? "scholion.yaml"
    var warnings = SettingName.unknown(in: variables.keys).map { "\($0) is not a setting and is ignored" }
    var providers: [any ConfigProvider] = [
      InMemoryProvider(name: "flags", values: typed),
      EnvironmentVariablesProvider(environmentVariables: variables).prefixKeys(with: "scholion"),
    ]
    // A file that is empty but for remarks is no mapping, and nothing is set by it.
    if let text = try Self.text(of: path, mayBeAbsent: file == nil), Self.saysSomething(text) {
      warnings += SettingName.unknown(inFile: text).map { "\($0) in \(path) is not a setting and is ignored" }
      do {
        providers.append(try await FileProvider<YAMLSnapshot>(filePath: FilePath(path)))
      } catch {
        throw Refusal("\(path) is not a YAML file of names and values")
      }
    }
    reader = ConfigReader(providers: providers)
    self.warnings = warnings
  }

  /// The checked settings.
  ///
  /// Throws ``Refusal`` naming the setting.
  func settings() throws -> Settings {
    var settings = Settings()
    settings.origin = try origin()
    if let listen = try text(.listen) { settings.listen = try ListenAddress(parsing: listen) }
    settings.data = try text(.data) ?? settings.data
    settings.keys = try text(.keys) ?? settings.keys
    settings.database = try Self.databaseLocation(try text(.database) ?? "sqlite:\(settings.data)/scholion.db")
    settings.katex = try text(.katex)
    settings.allowsPrivatePeers = try flag(.allowPrivatePeers) ?? settings.allowsPrivatePeers
    settings.rateLimits = try flag(.rateLimits) ?? settings.rateLimits
    if let proxies = try list(.trustedProxies) { settings.trustedProxies = try proxies.map { try AddressRange(parsing: $0) } }
    settings.caFile = try text(.caFile)
    settings.registration = try word(.registration) ?? settings.registration
    settings.log = try word(.log) ?? settings.log
    settings.metricsToken = try text(.metricsToken)
    settings.seed = try text(.seed)
    settings.contact = try address(.contact)
    settings.mail = try mail(caFile: settings.caFile)
    settings.sources = try sources()
    settings.sourceMirror = try text(.sourceMirror).map { try checkedOrigin($0, .sourceMirror).text }
    for (source, name) in [(SourceName.openAlex, SettingName.openAlexKey), (.pubMed, .pubMedKey), (.bibSonomy, .bibSonomyKey)] {
      settings.sourceKeys[source] = try text(name)
    }
    if let days = try text(.remoteRetention) {
      guard days.utf8.count <= 5, let number = Int(days), number > 0 else {
        throw Refusal("\(SettingName.remoteRetention.variable) must be a number of days, not \(days)")
      }
      settings.remoteRetention = number
    }
    return settings
  }

  /// An address of mail: it stands in a header field, so nothing else may.
  func address(_ name: SettingName) throws -> String? {
    guard let text = try text(name) else { return nil }
    let halves = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"()<>,;:\\\"[]".utf8.contains($0) }
    guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty }), isPlain, text.utf8.count <= 254 else {
      throw Refusal("\(name.variable) must be an address of mail, not \(text)")
    }
    return text
  }

  /// `all`, `off`, or names of sources.
  private func sources() throws -> Set<SourceName>? {
    guard let words = try list(.sources), words != ["all"] else { return nil }
    if words == ["off"] || words == ["none"] { return [] }
    let (sources, unknown) = SourceSettings.sources(named: words.joined(separator: ","))
    if let unknown {
      let names = SourceName.networked.map(\.rawValue).joined(separator: ", ")
      throw Refusal("\(SettingName.sources.variable) must be all, off, or some of \(names); not \(unknown)")
    }
    return sources
  }

  private func origin() throws -> Settings.OriginSetting {
    guard let text = try text(.origin) else { return .unset }
    if text.hasPrefix("http://"), text.hasSuffix(":0") {
      let name = String(text.dropFirst(7).dropLast(2))
      _ = try checkedOrigin("http://\(name)")
      return .onPickedPort(name: name)
    }
    return .given(try checkedOrigin(text))
  }

  private func checkedOrigin(_ text: String, _ name: SettingName = .origin) throws -> Origin {
    do {
      return try Origin(parsing: text)
    } catch {
      guard case .badOrigin(let sentence) = error else { throw Refusal("\(name.variable): \(error.name)") }
      throw Refusal("\(name.variable): \(sentence)")
    }
  }

  /// `sqlite:PATH`, or the URL of a PostgreSQL database.
  ///
  /// Throws ``Refusal`` for everything else; it does not repeat what may hold a password.
  static func databaseLocation(_ text: String) throws -> DatabaseLocation {
    if text.hasPrefix("sqlite:"), text.utf8.count > 7 { return .sqlite(path: String(text.dropFirst(7))) }
    let name = SettingName.database.variable
    if text.hasPrefix("postgres:") || text.hasPrefix("postgresql:") {
      do {
        return .postgres(try PostgresAddress(parsing: text))
      } catch {
        throw Refusal("\(name): \(error.message)")
      }
    }
    throw Refusal("\(name) must look like sqlite:./data/scholion.db or postgres://user@host/name")
  }

  /// The same, typed where every process of the machine can read it.
  static func typedLocation(_ text: String) throws -> DatabaseLocation {
    let location = try databaseLocation(text)
    if case .postgres(let address) = location, address.holdsPassword {
      throw Refusal(
        "a password that is typed can be read by every process: put the address into \(SettingName.database.variable) or "
          + "scholion.yaml, or the password into PGPASSWORD or ~/.pgpass")
    }
    return location
  }

  func text(_ name: SettingName) throws -> String? {
    let key = ConfigKey([name.rawValue])
    if let text = reader.string(forKey: key, isSecret: name.isSecret) { return text }
    guard reader.stringArray(forKey: key) == nil else { throw Refusal("\(name.rawValue) must be one value, not a list") }
    return nil
  }

  private func list(_ name: SettingName) throws -> [String]? {
    let key = ConfigKey([name.rawValue])
    // A YAML list, or words between commas wherever they come from.
    let items = try reader.stringArray(forKey: key) ?? text(name).map { [$0] }
    return items?.flatMap { $0.split(separator: ",") }.map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
  }

  private func flag(_ name: SettingName) throws -> Bool? {
    switch try text(name)?.lowercased() {
    case nil: nil
    case "true", "on", "yes", "1": true
    case "false", "off", "no", "0": false
    case .some(let other): throw Refusal("\(name.variable) must be on or off, not \(other)")
    }
  }

  func word<Word: RawRepresentable & CaseIterable>(_ name: SettingName) throws -> Word? where Word.RawValue == String {
    guard let text = try text(name) else { return nil }
    guard let word = Word(rawValue: text.lowercased()) else {
      throw Refusal("\(name.variable) must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", ")), not \(text)")
    }
    return word
  }

  private static func text(of path: String, mayBeAbsent: Bool) throws -> String? {
    do {
      return try TextFile.read(path, limit: 1 << 20)
    } catch {
      if mayBeAbsent, access(path, F_OK) != 0 { return nil }
      throw error
    }
  }

  private static func saysSomething(_ text: String) -> Bool {
    text.split(whereSeparator: \.isNewline).contains { line in
      line.first { $0 != " " && $0 != "\t" }.map { $0 != "#" } ?? false
    }
  }
}
