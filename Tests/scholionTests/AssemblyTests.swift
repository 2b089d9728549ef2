import Actors
import Foundation
import Testing

@testable import scholion

@Suite struct AssemblyTests {
  /// Opens and closes an instance; its origin.
  private func start(_ settings: Settings) async throws -> String {
    let (assembly, _) = try await Assembly.open(settings, logger: silence) { try HeldPort($0) }
    await assembly.close()
    return assembly.instance.origin.text
  }

  @Test func `The first start makes the key and the instance actor, and picks a port that later starts keep`() async throws {
    let folder = try ScratchFolder()
    let first = try await start(folder.settings)
    #expect(first.hasPrefix("http://localhost:"))
    let keys = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/keys")
    #expect(keys.count == 1 && keys.allSatisfy { $0.hasPrefix("master-") })
    #expect(try await start(folder.settings) == first)
    let (assembly, _) = try await Assembly.open(folder.settings, logger: silence)
    let actor = try await assembly.store.read { try $0.instanceActor() }
    await assembly.close()
    #expect(actor?.uri.text == first + "/actor")
  }

  @Test func `A picked port that somebody else has taken ends the start`() async throws {
    let folder = try ScratchFolder()
    let origin = try Origin(parsing: try await start(folder.settings))
    let thief = try ListeningSocket(port: origin.port)
    let message = await refusal { _ = try await start(folder.settings) }
    #expect(message?.contains("\(origin.port)") == true)
    withExtendedLifetime(thief) {}
  }

  @Test func `A start with another origin is refused and changes nothing`() async throws {
    let folder = try ScratchFolder()
    var settings = folder.settings
    settings.origin = .given(try Origin(parsing: "https://a.example"))
    #expect(try await start(settings) == "https://a.example")
    settings.origin = .given(try Origin(parsing: "https://b.example"))
    let message = await refusal { _ = try await start(settings) }
    #expect(message?.contains("https://a.example") == true && message?.contains("https://b.example") == true)
    settings.origin = .unset
    #expect(try await start(settings) == "https://a.example")
  }

  @Test func `Without the master key, or with another, a sealed database is not served and nothing is made`() async throws {
    let folder = try ScratchFolder()
    _ = try await start(folder.settings)
    var settings = folder.settings
    settings.keys = "\(folder.path)/elsewhere/keys"
    #expect(await refusal { _ = try await start(settings) }?.contains("put it back") == true)
    #expect(!folder.exists("elsewhere"))

    let other = try ScratchFolder()
    _ = try await start(other.settings)
    settings.keys = other.settings.keys
    #expect(await refusal { _ = try await start(settings) }?.contains("holds another one") == true)
  }

  @Test func `The published master key of the tests is refused`() async throws {
    let folder = try ScratchFolder()
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: "\(repository)/keys/test").first { $0.hasPrefix("master-") })
    var settings = folder.settings
    settings.keys = "\(folder.path)/keys"
    let closed: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
    try FileManager.default.createDirectory(atPath: settings.keys, withIntermediateDirectories: true, attributes: closed)
    try FileManager.default.copyItem(atPath: "\(repository)/keys/test/\(name)", toPath: "\(settings.keys)/\(name)")
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: "\(settings.keys)/\(name)")
    #expect(await refusal { _ = try await start(settings) }?.contains("published one of the tests") == true)
  }

  @Test func `A key that others can read is refused`() async throws {
    let folder = try ScratchFolder()
    _ = try await start(folder.settings)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.settings.keys)
    #expect(await refusal { _ = try await start(folder.settings) }?.contains("can be read by others") == true)
  }

  @Test func `Two servers do not run on one database`() async throws {
    let folder = try ScratchFolder()
    let path = try folder.write("", to: "scholion.db")
    let lock = try ServeLock(database: path)
    #expect(await refusal { _ = try ServeLock(database: path) }?.contains("another server") == true)
    withExtendedLifetime(lock) {}
  }
}
