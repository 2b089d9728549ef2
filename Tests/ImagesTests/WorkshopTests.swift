import Glibc
import Testing

@testable import Images

/// Strangers' pictures, through the real libvips.
@Suite struct WorkshopTests {
  private func made(_ bytes: [UInt8]) async throws -> Result<MadeImage, ImageError> {
    nonisolated(unsafe) var result: Result<MadeImage, ImageError> = .failure(.unstored)
    try await Pictures.inFolder { folder in
      let workshop = ImageWorkshop(folder: "\(folder)/reading")
      #expect(workshop.isAvailable, "libvips-tools is installed by Scripts/setup")
      do throws(ImageError) { result = .success(try await workshop.make(bytes)) } catch { result = .failure(error) }
      #expect(ImageFiles.names(in: "\(folder)/reading") == [], "nothing is left behind")
    }
    return result
  }

  @Test func `A picture comes out as WebP, no wider than 1,600 pixels`() async throws {
    let small = try await made(Pictures.png(width: 30, height: 20)).get()
    #expect((small.width, small.height, small.type, small.ending) == (30, 20, "image/webp", "webp"))
    #expect(ImageFormat(small.bytes) == .webp)
    let wide = try await made(Pictures.png(width: 2_000, height: 100)).get()
    #expect((wide.width, wide.height) == (1_600, 80))
  }

  @Test func `A photograph stands upright and says no longer where it was taken`() async throws {
    try await Pictures.inFolder { folder in
      let camera = try await Pictures.photograph(in: folder)
      #expect(String(decoding: camera, as: UTF8.self).contains("GPS 52.52"))
      let picture = try await made(camera).get()
      #expect((picture.width, picture.height, picture.type) == (20, 40, "image/jpeg"))
      let text = String(decoding: picture.bytes, as: UTF8.self)
      #expect(!text.contains("GPS") && !text.contains("Exif"))
    }
  }

  @Test func `What is cut off, says it is something else, or hides a second file comes to nothing or to its pixels`() async throws
  {
    let whole = Pictures.png(width: 30, height: 20)
    for count in [0, 1, 7, 8, 20, 33, 40] {
      let result = try await made(Array(whole.prefix(count)))
      #expect(throws: ImageError.self, "\(count)") { try result.get() }
    }
    for (name, bytes) in [
      ("svg", Array("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>1</script></svg>".utf8)),
      ("html", Array("<!doctype html><script>1</script>".utf8)), ("pdf", Array("%PDF-1.7\n".utf8)),
      ("tiff", [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0]), ("text", Array("GIF".utf8)),
    ] {
      #expect(try await made(bytes) == .failure(.unknownFormat), "\(name)")
    }
    // The first bytes say PNG, JPEG, WebP or GIF, the rest does not.
    let starts: [[UInt8]] = [
      Array(whole.prefix(8)), [0xFF, 0xD8, 0xFF], Array("RIFF\0\0\0\0WEBP".utf8), Array("GIF89a".utf8),
    ]
    for start in starts {
      let result = try await made(start + [UInt8](repeating: 0x41, count: 5_000))
      #expect(throws: ImageError.self) { try result.get() }
    }
    let polyglot = try await made(whole + Array("<script>alert(1)</script>%PDF-1.7".utf8)).get()
    #expect(!String(decoding: polyglot.bytes, as: UTF8.self).contains("script"))
    var commented = Array(Pictures.png(width: 3, height: 2).dropLast(12))
    commented += Pictures.chunk("tEXt", Array("Comment\0secret".utf8))
    commented += Pictures.chunk("IEND", [])
    let told = try await made(commented).get()
    #expect(!String(decoding: told.bytes, as: UTF8.self).contains("secret"))
  }

  @Test func `A few bytes that claim to be a wall of pixels are refused by what they claim`() async throws {
    for (width, height) in [(40_000, 40_000), (1, 40_000_001), (2_147_483_647, 2_147_483_647), (0, 5)] as [(UInt32, UInt32)] {
      var bomb = Pictures.png(width: 8, height: 8)
      let header = Pictures.chunk("IHDR", Pictures.big(width) + Pictures.big(height) + [8, 2, 0, 0, 0])
      bomb.replaceSubrange(8..<(8 + header.count), with: header)
      let result = try await made(bomb)
      #expect(throws: ImageError.self, "\(width) x \(height)") { try result.get() }
    }
    let large = [UInt8](repeating: 0, count: ImageLimits.bytes + 1)
    #expect(try await made(large) == .failure(.tooLarge))
  }

  @Test func `Without libvips every picture is refused, and the workshop says so before`() async throws {
    let workshop = ImageWorkshop(folder: "/tmp/never", path: "/nowhere")
    #expect(!workshop.isAvailable)
    await #expect(throws: ImageError.unavailable) { try await workshop.make(Pictures.png(width: 3, height: 2)) }
  }

  @Test func `The child reaches no network, no other process and no file of ours, and does not outlive its time`() async throws {
    try await Pictures.inFolder { folder in
      #expect(ImageFiles.write(Array("key".utf8), to: "\(folder)/key"))
      let own = try #require(ImageFiles.temporaryFolder(in: folder))
      let script = """
        import os, socket, resource
        def tried(name, work):
            try: work(); print(name)
            except OSError: pass
        tried('network', socket.socket)
        tried('signal', lambda: os.kill(os.getppid(), 0))
        tried('memory', lambda: resource.setrlimit(resource.RLIMIT_AS, (2 ** 40, 2 ** 40)) if os.getuid() else None)
        print('end', len(os.environ) < 12, os.getcwd() == '\(own)')
        """
      let child = try #require(ImageChild(["/usr/bin/python3", "-c", script], in: own))
      #expect(await child.ends(within: .seconds(60)) == 0)
      let said = String(decoding: try #require(ImageFiles.read("\(own)/said", atMost: 4_096)), as: UTF8.self)
      #expect(!said.contains("network") && !said.contains("signal") && said.contains("end True True"), "\(said)")
      let sleeper = try #require(ImageChild(["/usr/bin/sleep", "1000"], in: own))
      #expect(await sleeper.ends(within: .milliseconds(20)) != 0)
    }
  }
}

@Suite struct ShelfTests {
  @Test func `A file is there under its name alone, and goes when it is removed`() async throws {
    try await Pictures.inFolder { folder in
      let shelf = MediaShelf(folder: "\(folder)/media")
      defer { rmdir("\(folder)/media/ab") }
      let name = "\(String(repeating: "ab", count: 32)).webp"
      #expect(shelf.file(name) == nil)
      try shelf.store([1, 2, 3], as: name)
      try shelf.store([1, 2, 3], as: name)
      #expect(shelf.file(name) == [1, 2, 3])
      #expect(shelf.names(in: 0xAB, before: .max) == [name])
      #expect(shelf.names(in: 0xAB, before: 0) == [])
      for other in ["", "..", "../\(name)", "ab/../\(name)", "/etc/passwd", name + "\0", ".hidden.webp"] {
        #expect(shelf.file(other) == nil)
        #expect(throws: ImageError.unstored) { try shelf.store([], as: other) }
      }
      shelf.remove(name)
      #expect(shelf.file(name) == nil)
    }
  }
}
