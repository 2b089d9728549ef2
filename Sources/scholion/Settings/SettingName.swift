/// The names of the settings, once for flags, environment and file.
enum SettingName: String, CaseIterable {
  case origin, listen, data, keys, katex, database
  case allowPrivatePeers = "allow_private_peers"
  case rateLimits = "rate_limits"
  case trustedProxies = "trusted_proxies"
  case caFile = "ca_file"
  case registration, log
  case remoteRetention = "remote_retention"
  case metricsToken = "metrics_token"
  case sources
  case sourceMirror = "source_mirror"
  case contact
  case openAlexKey = "openalex_key"
  case pubMedKey = "pubmed_key"
  case bibSonomyKey = "bibsonomy_key"
  case seed
  case smtp
  case smtpUser = "smtp_user"
  case smtpPassword = "smtp_password"
  case smtpPasswordFile = "smtp_password_file"
  case smtpTLS = "smtp_tls"
  case mailFrom = "mail_from"

  /// The name in the environment, as `SCHOLION_ORIGIN`.
  var variable: String { Self.prefix + rawValue.uppercased() }

  /// Whether it is never shown.
  var isSecret: Bool { [.metricsToken, .database, .openAlexKey, .pubMedKey, .bibSonomyKey, .smtpPassword].contains(self) }

  static let prefix = "SCHOLION_"

  /// Names in an environment that look like settings and are none, sorted.
  static func unknown(in environment: some Sequence<String>) -> [String] {
    let known = Set(allCases.map(\.variable))
    return environment.filter { $0.hasPrefix(prefix) && !known.contains($0) }.sorted()
  }

  /// Keys at the left margin of a YAML text that are no settings, in their order.
  static func unknown(inFile text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      guard let first = line.utf8.first, (0x61...0x7A).contains(first | 0x20), let colon = line.firstIndex(of: ":") else {
        return nil
      }
      let key = String(line[..<colon])
      return SettingName(rawValue: key) == nil ? key : nil
    }
  }
}
