import Foundation
import JSON
import Signatures
import Testing

@testable import scholion

@Suite struct CommandTests {
  private func program() throws -> Program {
    Program(folder: try ScratchFolder(), environment: ["SCHOLION_ORIGIN": "https://papers.example"])
  }

  /// One instance for all that changes nothing.
  private static let shared = Result { try ScratchFolder() }

  @Test(
    arguments: [
      ["frobnicate"], ["serve", "--bogus"], ["account"], ["account", "create", "ada"], ["follow", "ada"],
      ["paper", "merge", "10.1/a", "10.1/b"], ["paper", "unmerge", "17"],
      ["account", "approve", "nobody"], ["paper", "add", "10.1/unknown"], ["paper", "import", "absent.jsonl"],
      ["summary", "publish", "nobody", "10.1/x", "absent.md"], ["federation", "unblock", "peer.example"],
      ["federation", "show", "https://peer.example/1"], ["federation", "block", "not a host"],
      ["db", "backup", "data/scholion.db"],
      ["db", "restore", "absent.db"], ["token", "create", "nobody"], ["account", "list", "--config", "absent.yaml"],
    ])
  func `What cannot be done exits 1 with one line on standard error`(arguments: [String]) throws {
    let program = Program(folder: try Self.shared.get(), environment: ["SCHOLION_ORIGIN": "https://papers.example"])
    let process = program.process(arguments)
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n")
    if arguments == ["account"] {
      // A group of commands alone shows its help.
      #expect(process.terminationStatus == 0)
    } else {
      #expect(process.terminationStatus == 1)
      #expect(lines.count == 1 && lines.allSatisfy { $0.hasPrefix("scholion: ") }, "\(text)")
    }
  }

  @Test func `An account is made, listed, suspended and let in again, and a token is all that is printed`() throws {
    let program = try program()
    let made = try program.run(
      "account", "create", "ada_l", "--email", "ada@papers.example", "--password", "-", input: "long enough 1\n")
    #expect(made.status == 0 && made.output == "account ada_l https://papers.example/@ada_l\n", "\(made.complaint)")
    let again = try program.run("account", "create", "ada_l", "--email", "b@papers.example", "--password", "long enough 1")
    #expect(again.status == 1 && again.complaints.count == 1)
    let listed = try program.run("account", "list", "--json")
    let object = try JSONValue(parsing: Array(listed.output.utf8))
    #expect(object["name"]?.string == "ada_l" && object["state"]?.string == "approved" && object["role"]?.string == "member")
    let token = try program.run("token", "create", "ada_l", "--scopes", "read write")
    #expect(token.output.count == 44 && token.output.split(separator: "\n").count == 1)
    #expect(try program.run("account", "suspend", "ada_l").status == 0)
    #expect(try program.run("token", "create", "ada_l").complaint.contains("suspended"))
    #expect(try program.run("account", "approve", "ada_l").output == "ada_l approved\n")
    #expect(try program.run("account", "password", "ada_l", "--password", "short").status == 1)
    #expect(try program.run("account", "password", "ada_l", "--password", "long enough 2").status == 0)
  }

  @Test func `An invitation is all that is printed, and no two are the same`() throws {
    let program = try program()
    let codes = try (0..<2).map { _ in try program.run("account", "invite").output.split(separator: "\n") }
    #expect(codes.allSatisfy { $0.count == 1 && ($0.first?.count ?? 0) >= 40 } && codes[0] != codes[1])
  }

  @Test func `A paper is added once, whatever identifier is used, and a summary's URL is printed`() throws {
    let program = try program()
    let add = try program.run(
      "paper", "add", "10.1000/X1", "arXiv:1706.03762v3", "--title", "T", "--author", "A. B", "--year", "2017")
    #expect(add.output == "https://papers.example/paper/arxiv/1706.03762\n", "\(add.complaint)")
    #expect(try program.run("paper", "add", "https://doi.org/10.1000/x1").output == add.output)
    _ = try program.run("account", "create", "ada_l", "--email", "ada@papers.example", "--password", "long enough 1")
    _ = try program.folder.write("---\ntitle: On it\n---\nIt is $x^2$.\n", to: "s.md")
    let published = try program.run("summary", "publish", "ada_l", "doi:10.1000/x1", "s.md")
    #expect(published.output.hasPrefix("https://papers.example/@ada_l/"), "\(published.complaint)")
    #expect(try program.run("summary", "publish", "ada_l", "arxiv:1706.03762", "s.md").status == 1)
    let import1 = try program.run(
      "paper", "import", "-", "--json",
      input: """
        {"title": "U", "authors": ["C"], "identifiers": ["doi:10.1000/x2"]}
        {"title": "T", "authors": ["A. B"], "identifiers": ["doi:10.1000/x1"]}
        {"title": "V", "authors": ["D"], "identifiers": ["nonsense"]}
        """)
    #expect(import1.output == #"{"added":1,"known":1,"refused":1}"# + "\n")
    #expect(import1.status == 1 && import1.complaint.contains("-:3: "))
  }

  @Test func `Two papers become one by a command, and two again by the number that it printed`() throws {
    let program = try program()
    for (identifier, title) in [("10.1000/x1", "T"), ("arXiv:1706.03762", "U")] {
      _ = try program.run("paper", "add", identifier, "--title", title, "--author", "A. B")
    }
    let merged = try program.run("paper", "merge", "10.1000/x1", "1706.03762", "--reason", "One text", "--json")
    let object = try JSONValue(parsing: Array(merged.output.utf8))
    #expect(object["url"]?.string == "https://papers.example/paper/arxiv/1706.03762", "\(merged.complaint)")
    #expect(try program.run("paper", "add", "10.1000/x1").output == "https://papers.example/paper/arxiv/1706.03762\n")
    let again = try program.run("paper", "merge", "10.1000/x1", "1706.03762")
    #expect(again.status == 1 && again.complaint.contains("These are one paper already."))
    let number = try #require(object["merge"]?.string)
    let undone = try program.run("paper", "unmerge", number)
    #expect(
      undone.output == "https://papers.example/paper/doi/10.1000/x1 https://papers.example/paper/arxiv/1706.03762\n",
      "\(undone.complaint)")
    #expect(try program.run("paper", "unmerge", number).status == 1)
  }

  @Test(arguments: ["acl-2018.xml", "crossref.bib", "crossref.ris", "citeproc.json", "arxiv-search.xml"])
  func `A bibliographic file is imported whatever its format, and a second time changes nothing`(_ name: String) throws {
    let program = try program()
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "CatalogTests/Recorded/\(name)").path
    let first = try program.run("paper", "import", file, "--json")
    let counts = try JSONValue(parsing: Array(first.output.utf8))
    let (added, known) = (try #require(counts["added"]?.integer), try #require(counts["known"]?.integer))
    #expect(added > 0, "\(first.complaint)")
    let again = try JSONValue(parsing: Array(try program.run("paper", "import", file, "--json").output.utf8))
    #expect(again["added"]?.integer == 0 && again["known"]?.integer == added + known)
    #expect(again["refused"]?.integer == counts["refused"]?.integer)
  }

  @Test func `Of a damaged bibliography what is whole is added, and the rest told with its line`() throws {
    let program = try program()
    _ = try program.folder.write(
      """
      @article{one, title = {A {Whole} Entry}, author = {Ada Beispiel}, year = 2020, doi = {10.1000/whole}}
      @article{two, title = {Never closed
      @article{three, title = {Another}, author = {Bo Beispiel}, year = 2021, doi = {10.1000/another}}
      """, to: "some.bib")
    let outcome = try program.run("paper", "import", "some.bib")
    #expect(outcome.output == "2 added, 0 known, 1 refused\n" && outcome.status == 1)
    #expect(outcome.complaint.contains("some.bib:2: "), "\(outcome.complaint)")
    _ = try program.folder.write("no format at all", to: "some.txt")
    let unknown = try program.run("paper", "import", "some.txt")
    #expect(unknown.status == 1 && unknown.complaint.contains("some.txt: this is no format known here"))
  }

  @Test func `A copy of the database is made, checked and put back`() throws {
    let program = try program()
    _ = try program.run("account", "create", "ada_l", "--email", "ada@papers.example", "--password", "long enough 1")
    #expect(try program.run("db", "backup", "copy.db").status == 0)
    _ = try program.run("account", "create", "bob_l", "--email", "bob@papers.example", "--password", "long enough 1")
    let restored = try program.run("db", "restore", "copy.db")
    #expect(restored.status == 0 && restored.output.contains("before-restore"), "\(restored.complaint)")
    #expect(try program.run("account", "list").output.split(separator: "\n").count == 1)
    #expect(try program.run("db", "check").output.hasPrefix("ok"))
    _ = try program.folder.write("this is no database, but it is long enough to be looked at as one", to: "broken.db")
    #expect(try program.run("db", "restore", "broken.db").status == 1)
    #expect(try program.run("db", "check").output.hasPrefix("ok"))
  }

  @Test func `Pictures are copied beside the database, kept up with it, and put back`() throws {
    let program = try program()
    _ = try program.run("account", "create", "ada_l", "--email", "ada@papers.example", "--password", "long enough 1")
    let (first, second) = (try Picture("one"), try Picture("two"))
    for picture in [first, second] { try picture.write(below: "\(program.folder.path)/data/media") }
    #expect(try program.run("db", "backup", "alone.db", "--without-pictures").output == "alone.db\n")
    #expect(!program.folder.exists("alone.db.media"))
    let made = try program.run("db", "backup", "copy.db")
    #expect(made.output == "copy.db\ncopy.db.media 2 pictures, 2 copied, 0 removed\n", "\(made.complaint)")
    #expect(program.folder.exists("copy.db.media/\(first.place)"))

    try FileManager.default.removeItem(atPath: "\(program.folder.path)/data/media/\(first.place)")
    let third = try Picture("three")
    try third.write(below: "\(program.folder.path)/data/media")
    let again = try program.run("db", "backup", "copy.db")
    #expect(again.output == "copy.db\ncopy.db.media 2 pictures, 1 copied, 1 removed\n", "\(again.complaint)")
    #expect(!program.folder.exists("copy.db.media/\(first.place)"))

    try FileManager.default.removeItem(atPath: "\(program.folder.path)/data/media")
    let restored = try program.run("db", "restore", "copy.db")
    #expect(restored.status == 0 && restored.output.contains("2 of them put back"), "\(restored.complaint)")
    #expect(program.folder.exists("data/media/\(second.place)") && program.folder.exists("data/media/\(third.place)"))
    #expect(try program.run("db", "restore", "alone.db").status == 0)
  }

  @Test func `A picture that is damaged is told of and left out, and the database is there`() throws {
    let program = try program()
    _ = try program.run("account", "create", "ada_l", "--email", "ada@papers.example", "--password", "long enough 1")
    let (sound, broken) = (try Picture("sound"), try Picture("broken"))
    try sound.write(below: "\(program.folder.path)/data/media")
    try broken.write(below: "\(program.folder.path)/data/media", holding: "something else")
    let made = try program.run("db", "backup", "copy.db")
    #expect(made.status == 1 && made.output.contains("1 pictures, 1 copied") && made.complaint.contains(broken.name))
    #expect(program.folder.exists("copy.db") && !program.folder.exists("copy.db.media/\(broken.place)"))
    try broken.write(below: "\(program.folder.path)/copy.db.media", holding: "nothing")
    try FileManager.default.removeItem(atPath: "\(program.folder.path)/data/media/\(broken.place)")
    let restored = try program.run("db", "restore", "copy.db")
    #expect(restored.status == 1 && restored.output.hasPrefix("restored") && restored.complaint.contains(broken.name))
    #expect(!program.folder.exists("data/media/\(broken.place)"))
    #expect(try program.run("db", "check").output.hasPrefix("ok"))
  }

  @Test func `Servers are blocked and let in again`() throws {
    let program = try program()
    #expect(try program.run("federation", "block", "Evil.Example").output == "blocked evil.example\n")
    let status = try program.run("federation", "status", "--json")
    #expect(try JSONValue(parsing: Array(status.output.utf8))["state"]?.string == "blocked")
    #expect(try program.run("federation", "block", "papers.example").status == 1)
    #expect(try program.run("federation", "unblock", "evil.example").status == 0)
    #expect(try program.run("federation", "retry").output == "0 servers are tried again\n")
  }
}

/// A file under the digest of what it holds.
private struct Picture {
  let text: String
  let name: String

  init(_ text: String) throws {
    self.text = text
    name = Hex.encode(Digest.sha256(Array(text.utf8))) + ".webp"
  }

  var place: String { "\(name.prefix(2))/\(name)" }

  func write(below folder: String, holding bytes: String? = nil) throws {
    try FileManager.default.createDirectory(atPath: "\(folder)/\(name.prefix(2))", withIntermediateDirectories: true)
    try (bytes ?? text).write(toFile: "\(folder)/\(place)", atomically: true, encoding: .utf8)
  }
}
