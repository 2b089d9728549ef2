import Glibc

/// Messages with a length in front, over standard input and output.
enum MessagePipe {
  /// The next message, nil at the end of input or when it is longer than the limit.
  static func read(atMost limit: Int) -> [UInt8]? {
    guard let head = bytes(4) else { return nil }
    let count = head.reduce(0) { $0 << 8 | Int($1) }
    guard count <= limit else { return nil }
    return bytes(count)
  }

  /// Writes one message of a kind and a body; false when nobody reads.
  static func write(_ kind: Character, _ body: [UInt8]) -> Bool {
    let message = Array(String(kind).utf8) + body
    let count = UInt32(truncatingIfNeeded: message.count)
    let head = [UInt8(count >> 24), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)]
    return put(head + message, to: 1)
  }

  /// Tells whoever reads standard error.
  static func complain(_ text: String) { _ = put(Array(text.utf8), to: 2) }

  private static func bytes(_ count: Int) -> [UInt8]? {
    var gathered = [UInt8](repeating: 0, count: count)
    var have = 0
    while have < count {
      let got = gathered.withUnsafeMutableBytes { Glibc.read(0, $0.baseAddress?.advanced(by: have), count - have) }
      if got > 0 { have += got } else if got == 0 || errno != EINTR { return nil }
    }
    return gathered
  }

  private static func put(_ bytes: [UInt8], to file: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress?.advanced(by: done), bytes.count - done) }
      if count > 0 { done += count } else if count == 0 || errno != EINTR { return false }
    }
    return true
  }
}
