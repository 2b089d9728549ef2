import Actors
import Foundation
import Outbox
import Signatures
import Store
import Synchronization
import Testing
import Transport

@testable import scholion

/// Nothing secret lies in the database, its log, a copy of it, or what the server writes (security.md section 3).
@Suite(.timeLimit(.minutes(120))) struct SecretsAtRestTests {
  /// Accounts; `make secrets` looks at 1,000.
  static let accounts = ProcessInfo.processInfo.environment["SCHOLION_TEST_ACCOUNTS"].flatMap { Int($0) } ?? 4

  @Test func `What is looked for is found where it lies, however it is written`() throws {
    var scan = SecretScan()
    let secret = Array("sixteen secrets!".utf8) + [0, 1, 2, 0xFE, 0xFF]
    scan.add(bytes: secret, "it")
    let hex = secret.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    for before in ["", "a", "ab", "abc", "a longer text"] {
      let whole = Data(before.utf8) + Data(secret) + Data(before.utf8)
      for form in [
        whole, Data("\(before)\(hex)\(before)".utf8), Data("\(before)\(hex.uppercased())".utf8),
        Data((whole.base64EncodedString() + "=").utf8), Data(Base64.encodeURL(Array(whole)).utf8),
      ] {
        #expect(!scan.found(in: form).isEmpty, "\(before) \(String(decoding: form, as: UTF8.self))")
      }
    }
    #expect(scan.found(in: Data("nothing of the sort in here, sixteen times".utf8)).isEmpty)
  }

  @Test func `After many accounts no key, password, token, invitation or session lies anywhere`() async throws {
    let folder = try ScratchFolder()
    let settings = folder.settings
    let database = try #require(settings.database.path)
    let program = Program(folder: folder, environment: ["SCHOLION_DATA": settings.data, "SCHOLION_KEYS": settings.keys])
    var scan = SecretScan()
    var output = ""
    var files: [String] = []
    let server = try await ServedProgram.start(program, log: "trace")
    do {
      let (assembly, _) = try await Assembly.open(settings, logger: silence)
      for number in 0..<Self.accounts { try await add("member\(number)", assembly, server, to: &scan) }
      // As many as the usual run has: each is a process of its own.
      for number in 0..<min(Self.accounts, 4) {
        let token = try await program.result("token", "create", "member\(number)")
        scan.add(text: String(token.output.dropLast()), "a token")
        let invitation = try await program.result("account", "invite")
        scan.add(text: String(invitation.output.dropLast()), "an invitation")
        output += token.complaint + invitation.complaint
      }
      let instance = try #require(try await assembly.store.read { try $0.instanceActor() })
      Self.add(try await assembly.instance.keys.keys(of: instance), "the instance", to: &scan)
      let before = try Self.masterKey(settings)
      scan.add(bytes: before, "the master key")
      let rotated = try await program.result("keys", "rotate", "member0")
      output += rotated.output + rotated.complaint
      let copy = try await program.result("db", "backup", "\(folder.path)/copy.db")
      output += copy.output + copy.complaint
      // While it runs: the log of the database is there too.
      files = [database, database + "-wal", "\(folder.path)/copy.db"]
      for file in files { try Self.look(file, scan, atLeast: 4_096) }
      await assembly.close()
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
    try Self.look(database, scan, atLeast: 100_000)
    #expect(scan.found(in: Data(output.utf8)) == [])
    let log = try server.log
    #expect(log.contains("/sign-in"), "the server wrote what it did")
    #expect(scan.found(in: Data(log.utf8)) == [])
    #expect(scan.count > 40 * Self.accounts)
  }

  private static func look(_ file: String, _ scan: SecretScan, atLeast size: Int) throws {
    let data = try Data(contentsOf: URL(filePath: file))
    #expect(data.count >= size, "\(file)")
    #expect(scan.found(in: data) == [], "\(file)")
    // Forms of private keys, whoever's they are: PEM, and the beginnings of PKCS#8 and PKCS#1.
    let markers = [
      Data("PRIVATE KEY".utf8), Data("IBADANBgkqhkiG9w0BAQEFAASC".utf8), Data("MC4CAQAwBQYDK2Vw".utf8),
      Data([
        0x02, 0x01, 0x00, 0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00, 0x04, 0x82,
      ]),
      Data([0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]),
    ]
    for marker in markers { #expect(data.range(of: marker) == nil, "\(file)") }
  }

  /// Makes an account as signing up does, signs it in over HTTP and keeps what must not be found.
  private func add(_ name: String, _ assembly: Assembly, _ server: ServedProgram, to scan: inout SecretScan) async throws {
    let password = "a password of \(name) \(UInt64.random(in: 0...UInt64.max))"
    var draft = PersonDraft(name: name, email: "\(name)@mail.example", password: password)
    draft.state = .approved
    let member = try await assembly.publisher.createPerson(draft)
    scan.add(text: password, "a password")
    Self.add(try await assembly.instance.keys.keys(of: member.actor), name, to: &scan)
    // A session as the server gives it, for some: each costs a third of a second on either side.
    guard name.hasSuffix("0") || Self.accounts < 10 else {
      let token = try Random.token()
      scan.add(text: token, "a session")
      let hash = Digest.sha256(Array(token.utf8))
      try await assembly.store.write { try $0.insertSession(of: member.actor.id, tokenHash: hash, lifetime: 1_000_000) }
      return
    }
    let client = ("X-Forwarded-For", "10.0.\(Int.random(in: 0...255)).\(Int.random(in: 0...255))")
    let form = try await server.ask("GET", "/sign-in", [client])
    let secret = try #require(Self.cookie("form", in: form))
    let page = String(decoding: form.body, as: UTF8.self)
    let mark = "name=\"csrf\" value=\""
    let start = try #require(page.range(of: mark)).upperBound
    let token = String(page[start...].prefix { $0 != "\"" })
    var allowed = CharacterSet.alphanumerics
    allowed.insert("-")
    let fields = [("csrf", token), ("name", name), ("password", password)]
      .map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")" }.joined(separator: "&")
    let answer = try await server.ask(
      "POST", "/sign-in",
      [client, ("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", "form=\(secret)")], body: Array(fields.utf8))
    let session = try #require(Self.cookie("session", in: answer), "status \(answer.status)")
    scan.add(text: session, "a session")
    scan.add(text: secret, "the cookie of a form")
    scan.add(text: token, "the token of a form")
    #expect(try await server.ask("GET", "/home", [client, ("Cookie", "session=\(session)")]).status == 200)
  }

  private static func cookie(_ name: String, in answer: IncomingResponse) -> String? {
    answer.fields.first { $0.0 == "set-cookie" && $0.1.hasPrefix("\(name)=") }.map {
      String($0.1.dropFirst(name.count + 1).prefix { $0 != ";" })
    }
  }

  /// The private parts: of RSA the second half of its DER, where exponent and primes are, in pieces; of Ed25519 the seed.
  private static func add(_ keys: OpenKeys, _ name: String, to scan: inout SecretScan) {
    let der = keys.rsa.der
    for start in stride(from: 320, to: der.count - 48, by: 128) {
      scan.add(bytes: Array(der[start..<start + 48]), "the RSA key of \(name)")
    }
    scan.add(bytes: Array(keys.ed25519.der.suffix(32)), "the Ed25519 key of \(name)")
  }

  private static func masterKey(_ settings: Settings) throws -> [UInt8] {
    let name = try FileManager.default.contentsOfDirectory(atPath: settings.keys).first ?? ""
    return Array(try Data(contentsOf: URL(filePath: "\(settings.keys)/\(name)")))
  }
}
