import Glibc
import Testing

@testable import Images

/// Pictures made by hand, byte by byte.
enum Pictures {
  /// A PNG whose header says one size and whose pixels fill another.
  static func png(width: UInt32, height: UInt32, rows: Int? = nil) -> [UInt8] {
    let line = [UInt8(0)] + [UInt8](repeating: 200, count: Int(width) * 3)
    var data: [UInt8] = []
    for _ in 0..<(rows ?? Int(height)) { data += line }
    let header: [UInt8] = big(width) + big(height) + [8, 2, 0, 0, 0]
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += chunk("IHDR", header)
    file += chunk("IDAT", deflated(data))
    file += chunk("IEND", [])
    return file
  }

  /// A chunk of a PNG.
  static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return big(UInt32(data.count)) + body + big(crc(body))
  }

  /// zlib's form without compression.
  private static func deflated(_ data: [UInt8]) -> [UInt8] {
    var output: [UInt8] = [0x78, 0x01]
    var rest = data[...]
    repeat {
      let piece = rest.prefix(65_535)
      rest = rest.dropFirst(piece.count)
      let count = UInt16(piece.count)
      output.append(rest.isEmpty ? 1 : 0)
      for half in [count, ~count] { output += [UInt8(half & 255), UInt8(half >> 8)] }
      output += piece
    } while !rest.isEmpty
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in data {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return output + big(b << 16 | a)
  }

  static func big(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  /// A JPEG of a camera held upright: turned by its EXIF, which also says where it was.
  static func photograph(in folder: String) async throws -> [UInt8] {
    let child = try #require(ImageChild(["/usr/bin/vips", "black", "camera.jpg", "40", "20", "--bands", "3"], in: folder))
    #expect(await child.ends(within: .seconds(60)) == 0)
    let bytes = try #require(ImageFiles.read("\(folder)/camera.jpg", atMost: 1 << 20))
    // One entry: orientation 6, to be turned to the right.
    var exif = Array("Exif\0\0MM\0*\0\0\0\u{8}".utf8)
    exif += [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
    exif += Array("GPS 52.5200 N 13.4050 E".utf8)
    let length = UInt16(exif.count + 2)
    var file = Array(bytes.prefix(2))
    file += [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)]
    return file + exif + bytes.dropFirst(2)
  }

  /// A folder of its own for one test.
  static func inFolder(_ body: (String) async throws -> Void) async throws {
    let folder = try #require(ImageFiles.temporaryFolder(in: "/tmp"))
    defer {
      for name in ImageFiles.names(in: folder) { ImageFiles.removeFolder("\(folder)/\(name)") }
      ImageFiles.removeFolder(folder)
    }
    try await body(folder)
  }
}
