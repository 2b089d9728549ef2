internal import Domain
internal import Glibc

/// What a source answered.
struct SourceAnswer: Sendable, Equatable {
  var status: Int
  var type: String
  var body: [UInt8]
  /// Where a redirect leads.
  var location: String?
  /// The entity tag, for asking whether it changed.
  var tag: String?
}

/// Answers kept in a folder, a file each, written whole or not at all.
///
/// A file names the question in its first line, so two questions of one file name never answer for each other.
struct AnswerCache: Sendable {
  let folder: String

  /// A kept answer, and whether it may still be used as it is.
  func answer(to question: String, now: Timestamp) -> (answer: SourceAnswer, isFresh: Bool)? {
    guard let bytes = Self.contents(path(question)) else { return nil }
    let parts = bytes.split(separator: 0x0A, maxSplits: 4, omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].elementsEqual(question.utf8), let status = Int(String(decoding: parts[1], as: UTF8.self)),
      let expiry = Int64(String(decoding: parts[2], as: UTF8.self))
    else { return nil }
    let fields = String(decoding: parts[3], as: UTF8.self).split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
    let tag = fields.count == 2 && !fields[1].isEmpty ? String(fields[1]) : nil
    let answer = SourceAnswer(status: status, type: String(fields.first ?? ""), body: Array(parts[4]), tag: tag)
    // A clock that was put back makes nothing fresh for longer than it may be.
    let isFresh = now.milliseconds < expiry && expiry - now.milliseconds < 400 * 86_400_000
    return (answer, isFresh)
  }

  /// Keeps an answer until a moment; a full disk or a folder that is gone is no fault, the answer is only not kept.
  func keep(_ answer: SourceAnswer, to question: String, until: Timestamp) {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { return }
    let path = path(question)
    let draft = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).new"
    let fields = "\(line(answer.type))\t\(answer.tag.map { line($0) } ?? "")"
    let head = "\(question)\n\(answer.status)\n\(until.milliseconds)\n\(fields)\n"
    guard Self.write(Array(head.utf8) + answer.body, to: draft) else {
      _ = unlink(draft)
      return
    }
    if rename(draft, path) != 0 { _ = unlink(draft) }
  }

  /// Drops the oldest files beyond so many bytes, and drafts that were left behind; returns how many files went.
  func sweep(most: Int) -> Int {
    guard let open = opendir(folder) else { return 0 }
    defer { closedir(open) }
    var files: [(path: String, size: Int, time: Int)] = []
    while let entry = readdir(open) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasSuffix(".answer") || name.hasSuffix(".new") else { continue }
      var state = stat()
      guard lstat("\(folder)/\(name)", &state) == 0, state.st_mode & S_IFMT == S_IFREG else { continue }
      files.append(("\(folder)/\(name)", Int(state.st_size), state.st_mtim.tv_sec))
    }
    var total = files.reduce(0) { $0 + $1.size }
    var gone = 0
    for file in files.sorted(by: { $0.time < $1.time }) {
      guard total > most else { break }
      if unlink(file.path) == 0 { gone += 1 }
      total -= file.size
    }
    return gone
  }

  private func path(_ question: String) -> String {
    // FNV-1a twice; the first line of the file decides.
    func hash(_ basis: UInt64) -> String {
      let sum = question.utf8.reduce(basis) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
      let digits = String(sum, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
    return "\(folder)/\(hash(0xCBF2_9CE4_8422_2325))\(hash(0x9E37_79B9_7F4A_7C15)).answer"
  }

  private static func contents(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0 { return nil }
      if count == 0 { return bytes }
      bytes += chunk.prefix(count)
      guard bytes.count <= 32 << 20 else { return nil }
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return false }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        close(descriptor)
        return false
      }
      rest = rest.dropFirst(count)
    }
    return close(descriptor) == 0
  }
}
