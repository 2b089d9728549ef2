import Archives
import Foundation
import Testing

@Suite struct ArchiveTests {
  private func scratch<T>(_ body: (String) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appending(path: "archives-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  private func run(_ program: String, _ arguments: String...) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return data
  }

  @Test func `What is packed is read again, and by other programs`() throws {
    try scratch { folder in
      let path = "\(folder)/a.zip"
      let writer = try ArchiveWriter(path: path, format: .zip, modified: 1_795_168_800)
      let long = Array(String(repeating: "αβγ ", count: 50_000).utf8)
      try writer.add("actor.json", Array("{}".utf8))
      try writer.add("summaries/7/1.md", long)
      #expect(!FileManager.default.fileExists(atPath: path), "half a file is nowhere to be read")
      try writer.finish()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.zip"])
      var found: [String: [UInt8]] = [:]
      let reader = try ArchiveReader(path: path)
      while let (name, bytes) = try reader.next({ _ in true }) { found[name] = bytes }
      #expect(found == ["actor.json": Array("{}".utf8), "summaries/7/1.md": long])
      let names = try run("/usr/bin/python3", "-c", "import zipfile,sys;print(zipfile.ZipFile(sys.argv[1]).namelist())", path)
      #expect(String(decoding: names, as: UTF8.self).contains("summaries/7/1.md"))
    }
  }

  @Test func `A packed stream is what gunzip reads, and the same text makes the same bytes`() throws {
    try scratch { folder in
      for name in ["a", "b"] {
        let writer = try ArchiveWriter(path: "\(folder)/\(name).gz", format: .gzip, modified: name == "a" ? 1 : 2)
        for line in ["one\n", "two\n"] { try writer.write(Array(line.utf8)) }
        try writer.finish()
      }
      #expect(try run("/bin/gzip", "-dc", "\(folder)/a.gz") == Data("one\ntwo\n".utf8))
      #expect(try Data(contentsOf: URL(filePath: "\(folder)/a.gz")) == Data(contentsOf: URL(filePath: "\(folder)/b.gz")))
    }
  }

  @Test func `A file that is not finished leaves nothing`() throws {
    try scratch { folder in
      func begin() throws { try ArchiveWriter(path: "\(folder)/a.gz", format: .gzip, modified: 0).write([1, 2]) }
      try begin()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }
  }

  @Test func `A file may be cut off instead of ending the reading, and still counts whole`() throws {
    try scratch { folder in
      let path = "\(folder)/a.zip"
      let writer = try ArchiveWriter(path: path, format: .zip, modified: 0)
      for name in ["long", "short"] { try writer.add(name, [UInt8](repeating: 7, count: name == "long" ? 1 << 20 : 3)) }
      try writer.finish()
      func read(_ all: Int) throws -> [Int] {
        var limits = ArchiveLimits()
        (limits.fileBytes, limits.allBytes) = (100, all)
        var counts: [Int] = []
        let reader = try ArchiveReader(path: path, limits: limits)
        while let (_, bytes) = try reader.next({ _ in true }, cuttingAt: { $0 == "long" ? 70_000 : nil }) {
          counts.append(bytes.count)
        }
        return counts
      }
      #expect(try read(2 << 20) == [70_000, 3])
      #expect(throws: ArchiveError.self) { try read(1 << 19) }
    }
  }

  @Test func `Bombs, many files, links and what is no archive end in an error or in nothing`() throws {
    try scratch { folder in
      let path = "\(folder)/a.zip"
      let writer = try ArchiveWriter(path: path, format: .zip, modified: 0)
      for number in 0..<4 { try writer.add("\(number)", [UInt8](repeating: 0, count: 1 << 20)) }
      try writer.finish()
      func read(_ change: (inout ArchiveLimits) -> Void) throws -> Int {
        var limits = ArchiveLimits()
        change(&limits)
        var count = 0
        let reader = try ArchiveReader(path: path, limits: limits)
        while try reader.next({ $0 != "3" }) != nil { count += 1 }
        return count
      }
      #expect(try read { _ in } == 3)
      #expect(throws: ArchiveError.self) { try read { $0.files = 3 } }
      #expect(throws: ArchiveError.self) { try read { $0.fileBytes = 1_000_000 } }
      #expect(throws: ArchiveError.self, "what is passed over is counted, too") { try read { $0.allBytes = (4 << 20) - 1 } }
      #expect(try read { $0.nameBytes = 0 } == 0)
      let tar = "\(folder)/b.tar.gz"
      _ = try run(
        "/usr/bin/python3", "-c",
        """
        import tarfile,io,sys
        t=tarfile.open(sys.argv[1],'w:gz')
        for n,k in (('link',tarfile.SYMTYPE),('hard',tarfile.LNKTYPE),('dev',tarfile.CHRTYPE),('../../etc/x',tarfile.REGTYPE)):
          i=tarfile.TarInfo(n);i.type=k;i.linkname='/etc/passwd';i.size=2 if k==tarfile.REGTYPE else 0
          t.addfile(i,io.BytesIO(b'hi') if i.size else None)
        t.close()
        """, tar)
      var names: [String] = []
      let reader = try ArchiveReader(path: tar)
      while let (name, _) = try reader.next({ _ in true }) { names.append(name) }
      #expect(names == ["../../etc/x"], "names are only words; nothing is written anywhere")
      try Data("no archive at all".utf8).write(to: URL(filePath: "\(folder)/c"))
      #expect(throws: ArchiveError.self) { try ArchiveReader(path: "\(folder)/c").next { _ in true } }
      let cut = try Data(contentsOf: URL(filePath: tar)).prefix(60)
      try cut.write(to: URL(filePath: "\(folder)/d"))
      #expect(throws: ArchiveError.self) { try ArchiveReader(path: "\(folder)/d").next { _ in true } }
    }
  }
}
