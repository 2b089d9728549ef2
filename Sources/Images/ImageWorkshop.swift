internal import Glibc

/// Reads pictures and writes them anew, one at a time: nothing of what came in comes out but its pixels.
package actor ImageWorkshop {
  private let folder: String
  private let programs: (header: String, thumbnail: String)?
  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// - Parameters:
  ///   - folder: where each picture gets a folder of its own for as long as it is read; made when the first one comes
  ///   - path: where libvips' programs are looked for
  package init(folder: String, path: String = "/usr/bin") {
    self.folder = folder
    let (header, thumbnail) = ("\(path)/vipsheader", "\(path)/vipsthumbnail")
    programs = access(header, X_OK) == 0 && access(thumbnail, X_OK) == 0 ? (header, thumbnail) : nil
  }

  /// Whether libvips is on this machine.
  package nonisolated var isAvailable: Bool { programs != nil }

  /// The picture as it is kept: upright, no larger than ``ImageLimits`` say, without anything that is not seen.
  package func make(_ bytes: [UInt8]) async throws(ImageError) -> MadeImage {
    guard let programs else { throw .unavailable }
    guard bytes.count <= ImageLimits.bytes else { throw .tooLarge }
    guard let format = ImageFormat(bytes) else { throw .unknownFormat }
    guard await begin() else { throw .busy }
    defer { end() }
    guard ImageFiles.makeFolder(folder), let own = ImageFiles.temporaryFolder(in: folder) else { throw .unstored }
    defer { ImageFiles.removeFolder(own) }
    guard ImageFiles.write(bytes, to: "\(own)/in") else { throw .unstored }
    let (width, height, loader) = try await look(at: "in", in: own, with: programs.header)
    guard loader.utf8.elementsEqual(format.loader.utf8) else { throw .unknownFormat }
    guard width.multipliedReportingOverflow(by: height).partialValue <= ImageLimits.pixels, max(width, height) <= 100_000 else {
      throw .tooManyPixels
    }
    let (ending, type, options) = format.output
    let (largest, name) = ("\(ImageLimits.width)x\(ImageLimits.height)>", "out.\(ending)")
    _ = try await run(
      [programs.thumbnail, "--size", largest, "--export-profile", "srgb", "--output", name + options, "in"], in: own)
    guard let made = ImageFiles.read("\(own)/\(name)", atMost: ImageLimits.file) else { throw .unreadable }
    let shown = try await look(at: name, in: own, with: programs.header)
    return MadeImage(bytes: made, ending: ending, type: type, width: shown.width, height: shown.height)
  }

  private func begin() async -> Bool {
    guard isBusy else {
      isBusy = true
      return true
    }
    guard waiting.count < ImageLimits.waiting else { return false }
    await withCheckedContinuation { waiting.append($0) }
    return true
  }

  private func end() {
    if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
  }

  /// Reads what libvips says of a file: `in: 4000x3000 uchar, 3 bands, srgb, pngload`.
  private func look(
    at name: String, in own: String, with program: String
  ) async throws(ImageError) -> (width: Int, height: Int, loader: String) {
    let line = String(decoding: try await run([program, name], in: own).prefix(400), as: UTF8.self)
    let words = line.split { $0 == " " || $0 == "\n" || $0 == "," }
    let size = words.dropFirst().first?.split(separator: "x") ?? []
    guard size.count == 2, let width = size.first.flatMap({ Int($0) }), let height = size.last.flatMap({ Int($0) }), width > 0,
      height > 0, let loader = words.last
    else { throw .unreadable }
    return (width, height, String(loader))
  }

  private func run(_ words: [String], in own: String) async throws(ImageError) -> [UInt8] {
    guard let child = ImageChild(words, in: own) else { throw .unreadable }
    guard await child.ends(within: .seconds(ImageLimits.seconds)) == 0 else { throw .unreadable }
    return ImageFiles.read("\(own)/\(ImageChild.output)", atMost: 65_536) ?? []
  }
}
