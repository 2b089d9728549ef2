import Actors
import Catalog
import Logging
import SQL
import Testing

@testable import scholion

@Suite struct SettingsTests {
  private func settings(
    _ flags: [SettingName: String] = [:], _ environment: [String: String] = [:], file: String? = nil
  ) async throws -> Settings {
    try await SettingsReader(flags: flags, environment: environment, file: file).settings()
  }

  @Test func `Without a word every setting has its default`() async throws {
    let folder = try ScratchFolder()
    let file = try folder.write("# nothing\n", to: "empty.yaml")
    let settings = try await settings(file: file)
    #expect(settings.origin == .unset)
    #expect(settings.listen == ListenAddress(host: "127.0.0.1", port: 8080))
    #expect(settings.database == .sqlite(path: "./data/scholion.db"))
    #expect(settings.keys == "./keys/instance")
    #expect(settings.registration == .approval)
    #expect(settings.rateLimits)
    #expect(!settings.allowsPrivatePeers)
    #expect(settings.trustedProxies == [try AddressRange(parsing: "127.0.0.1"), try AddressRange(parsing: "::1")])
    #expect(settings.log == .info)
    #expect(settings.remoteRetention == 90)
  }

  @Test func `A flag wins over the environment, and the environment over the file`() async throws {
    let folder = try ScratchFolder()
    let file = try folder.write("data: /from/file\nlisten: 127.0.0.1:1\nlog: error\n", to: "scholion.yaml")
    let environment = ["SCHOLION_DATA": "/from/environment", "SCHOLION_LISTEN": "127.0.0.1:2", "SCHOLION_KEYS": ""]
    let settings = try await settings([.data: "/from/flag"], environment, file: file)
    #expect(settings.data == "/from/flag")
    #expect(settings.database == .sqlite(path: "/from/flag/scholion.db"))
    #expect(settings.listen.port == 2)
    #expect(settings.log == .error)
    #expect(settings.keys == "./keys/instance", "an empty variable counts as none")
  }

  @Test func `Every name of the environment reaches its setting`() async throws {
    let environment = [
      "SCHOLION_ORIGIN": "https://papers.example", "SCHOLION_LISTEN": "[::1]:9", "SCHOLION_DATA": "d", "SCHOLION_KEYS": "k",
      "SCHOLION_KATEX": "x.js", "SCHOLION_DATABASE": "sqlite:other.db", "SCHOLION_ALLOW_PRIVATE_PEERS": "true",
      "SCHOLION_RATE_LIMITS": "off", "SCHOLION_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.1", "SCHOLION_CA_FILE": "ca.pem",
      "SCHOLION_REGISTRATION": "invite", "SCHOLION_LOG": "DEBUG", "SCHOLION_REMOTE_RETENTION": "7",
      "SCHOLION_METRICS_TOKEN": "t", "SCHOLION_SEED": "s", "SCHOLION_CONTACT": "ada@papers.example",
      "SCHOLION_SOURCES": "arxiv, DBLP", "SCHOLION_OPENALEX_KEY": "o", "SCHOLION_PUBMED_KEY": "p",
      "SCHOLION_SMTP": "smtp://mail.example", "SCHOLION_SMTP_USER": "u",
      "SCHOLION_SMTP_PASSWORD": "p", "SCHOLION_SMTP_PASSWORD_FILE": "", "SCHOLION_SMTP_TLS": "required",
      "SCHOLION_MAIL_FROM": "post@papers.example",
      "SCHOLION_BIBSONOMY_KEY": "u:b", "SCHOLION_SOURCE_MIRROR": "https://mirror.example",
    ]
    #expect(Set(environment.keys) == Set(SettingName.allCases.map(\.variable)))
    let settings = try await settings([:], environment)
    #expect(settings.origin == .given(try Origin(parsing: "https://papers.example")))
    #expect(settings.listen == ListenAddress(host: "::1", port: 9))
    #expect(settings.data == "d" && settings.keys == "k" && settings.katex == "x.js")
    #expect(settings.database == .sqlite(path: "other.db"))
    #expect(settings.allowsPrivatePeers && !settings.rateLimits)
    #expect(settings.trustedProxies == [try AddressRange(parsing: "10.0.0.0/8"), try AddressRange(parsing: "192.0.2.1")])
    #expect(settings.caFile == "ca.pem" && settings.registration == .invite && settings.log == .debug)
    #expect(settings.remoteRetention == 7 && settings.metricsToken == "t" && settings.seed == "s")
    #expect(settings.contact == "ada@papers.example" && settings.sources == [.arxiv, .dblp])
    #expect(settings.sourceKeys == [.openAlex: "o", .pubMed: "p", .bibSonomy: "u:b"])
    let mail = try #require(settings.mail)
    #expect(mail.relay.host == "mail.example" && mail.relay.port == 587 && mail.relay.security == .required)
    #expect(mail.relay.user == "u" && mail.relay.password == "p" && mail.relay.caFile == "ca.pem")
    #expect(mail.sender == "post@papers.example")
    #expect(settings.sourceSettings.folder == "d/sources" && settings.sourceMirror == "https://mirror.example")
  }

  @Test func `A mirror is asked instead of every source that is asked at all`() async throws {
    let mirrored = try await settings([:], ["SCHOLION_SOURCES": "arxiv,dblp", "SCHOLION_SOURCE_MIRROR": "http://localhost:9"])
    #expect(mirrored.sourceSettings.bases == [.arxiv: "http://localhost:9", .dblp: "http://localhost:9"])
    #expect(try await settings([:], [:]).sourceSettings.bases.isEmpty)
    for text in ["http://mirror.example", "https://mirror.example/path", "mirror.example"] {
      await #expect(throws: Refusal.self) { try await settings([:], ["SCHOLION_SOURCE_MIRROR": text]) }
    }
  }

  @Test func `A list in the file may be a YAML list`() async throws {
    let folder = try ScratchFolder()
    let file = try folder.write("trusted_proxies:\n  - 10.0.0.0/8\n  - \"::1\"\n", to: "scholion.yaml")
    #expect(
      try await settings(file: file).trustedProxies == [
        try AddressRange(parsing: "10.0.0.0/8"), try AddressRange(parsing: "::1"),
      ])
  }

  @Test(
    arguments: [
      ("SCHOLION_ORIGIN", "http://papers.example"), ("SCHOLION_ORIGIN", "https://Papers.example/x"),
      ("SCHOLION_ORIGIN", "http://papers.example:0"), ("SCHOLION_LISTEN", "8080"), ("SCHOLION_LISTEN", "::1:80"),
      ("SCHOLION_LISTEN", "127.0.0.1:65536"), ("SCHOLION_DATABASE", "postgres://h:port/d?no=1"), ("SCHOLION_DATABASE", "file.db"),
      ("SCHOLION_RATE_LIMITS", "maybe"), ("SCHOLION_TRUSTED_PROXIES", "localhost"), ("SCHOLION_TRUSTED_PROXIES", "10.0.0.0/33"),
      ("SCHOLION_REGISTRATION", "everyone"), ("SCHOLION_LOG", "loud"), ("SCHOLION_REMOTE_RETENTION", "0"),
      ("SCHOLION_REMOTE_RETENTION", "a year"),
    ])
  func `A value that cannot be is refused in one line`(name: String, value: String) async throws {
    let message = await refusal { _ = try await settings([:], [name: value]) }
    let text = try #require(message)
    #expect(!text.contains("not a refusal") && !text.contains("\n"))
    #expect(text.contains(name) || text.contains(value), "\(text)")
  }

  @Test func `Settings of mail that would send nothing, or a password in the open, are refused`() async throws {
    let folder = try ScratchFolder()
    let file = try folder.write("open sesame\nnot this\n", to: "password")
    let usual = [
      "SCHOLION_SMTP": "smtp://mail.example", "SCHOLION_MAIL_FROM": "post@papers.example", "SCHOLION_SMTP_USER": "ada",
    ]
    func refused(_ change: [String: String]) async -> String {
      let environment = usual.merging(change) { $1 }
      return await refusal { _ = try await settings([:], environment) } ?? "taken"
    }
    #expect(await refused([:]).contains("SCHOLION_SMTP_PASSWORD"))
    #expect(await refused(["SCHOLION_SMTP": ""]).contains("no mail would go out"))
    #expect(await refused(["SCHOLION_SMTP": "mail.example"]).contains("SCHOLION_SMTP must begin with smtp://"))
    #expect(await refused(["SCHOLION_MAIL_FROM": "", "SCHOLION_SMTP_PASSWORD": "x"]).contains("SCHOLION_MAIL_FROM"))
    #expect(await refused(["SCHOLION_MAIL_FROM": "a\r\nb@c", "SCHOLION_SMTP_PASSWORD": "x"]).contains("SCHOLION_MAIL_FROM"))
    #expect(await refused(["SCHOLION_SMTP_TLS": "offered", "SCHOLION_SMTP_PASSWORD": "x"]).contains("SCHOLION_SMTP_TLS"))
    #expect(await refused(["SCHOLION_SMTP_PASSWORD": "x", "SCHOLION_SMTP_PASSWORD_FILE": file]).contains("both"))
    let mail = try await settings([:], usual.merging(["SCHOLION_SMTP_PASSWORD_FILE": file]) { $1 }).mail
    #expect(mail?.relay.password == "open sesame")
    #expect(try await settings([:], [:]).mail == nil)
  }

  @Test func `Names that mean nothing are told of, in the environment and in the file`() async throws {
    let folder = try ScratchFolder()
    let file = try folder.write("orign: https://x.example\n# note: this\ndata: d\n", to: "s.yaml")
    let reader = try await SettingsReader(flags: [:], environment: ["SCHOLION_ORIGN": "x", "HOME": "/"], file: file)
    #expect(reader.warnings.count == 2)
    #expect(reader.warnings.contains { $0.contains("SCHOLION_ORIGN") })
    #expect(reader.warnings.contains { $0.hasPrefix("orign in") })
  }

  @Test func `A file that was named must be there and be YAML`() async throws {
    let folder = try ScratchFolder()
    let broken = try folder.write("data: [\n", to: "broken.yaml")
    let absent = await refusal { _ = try await settings(file: folder.path + "/absent.yaml") }
    #expect(absent?.contains("absent.yaml") == true)
    #expect(await refusal { _ = try await settings(file: broken) }?.contains("not a YAML file") == true)
  }

  @Test func `An origin may leave its port to the system`() async throws {
    #expect(
      try await settings([:], ["SCHOLION_ORIGIN": "http://alpha.localhost:0"]).origin == .onPickedPort(name: "alpha.localhost"))
  }
}
