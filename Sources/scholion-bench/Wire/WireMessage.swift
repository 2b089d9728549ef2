/// One HTTP/1.1 message as it came: the head as bytes, since most readers want no more than its first line.
struct WireMessage: Sendable {
  /// The first line and the field lines, without the empty line.
  let head: [UInt8]
  let body: [UInt8]

  /// The words of the first line: method, target, version; or version, status and reason.
  var startWords: [String] {
    let line = head.prefix { $0 != UInt8(ascii: "\r") }
    return line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The status of an answer, 0 when the first line is none.
  var status: Int { startWords.dropFirst().first.flatMap { Int($0) } ?? 0 }

  /// All field lines in order.
  var fields: [(name: String, value: String)] {
    String(decoding: head, as: UTF8.self).split(separator: "\r\n").dropFirst().compactMap { line in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      return (String(line[..<colon]), String(value))
    }
  }

  /// The first value of a field; the name in lower case.
  func field(_ name: String) -> String? { fields.first { $0.name.lowercased().utf8.elementsEqual(name.utf8) }?.value }
}

/// Cuts what comes over a connection into messages.
///
/// Knows `Content-Length` and chunked bodies, and answers that never have one. For our own server and client alone: it is fast,
/// not strict.
struct WireScanner {
  private var bytes: [UInt8] = []
  private var start = 0

  /// Whether nothing of a next message has come.
  var isEmpty: Bool { start == bytes.count }

  /// Takes what was read.
  mutating func append(_ new: some Collection<UInt8>) {
    if start > 0, start == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      start = 0
    }
    bytes.append(contentsOf: new)
  }

  /// The next whole message, nil while one is not whole.
  mutating func next() -> WireMessage? {
    guard let end = headEnd() else { return nil }
    let head = bytes[start..<end]
    let bodyStart = end + 4
    if let length = Self.value(of: "content-length", in: head) {
      let length = Int(String(decoding: length, as: UTF8.self)) ?? 0
      guard bytes.count >= bodyStart + length else { return nil }
      return take(head, bodyStart..<(bodyStart + length), upTo: bodyStart + length)
    }
    guard Self.value(of: "transfer-encoding", in: head) != nil else { return take(head, bodyStart..<bodyStart, upTo: bodyStart) }
    guard let last = lastChunkEnd(from: bodyStart) else { return nil }
    return take(head, bodyStart..<last, upTo: last)
  }

  private mutating func take(_ head: ArraySlice<UInt8>, _ body: Range<Int>, upTo end: Int) -> WireMessage {
    let message = WireMessage(head: Array(head), body: Array(bytes[body]))
    start = end
    return message
  }

  /// Where the empty line begins.
  private func headEnd() -> Int? {
    guard bytes.count - start >= 4 else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      var index = start
      while index + 3 < bytes.count {
        if bytes[index] == 13, bytes[index + 1] == 10, bytes[index + 2] == 13, bytes[index + 3] == 10 { return index }
        index += 1
      }
      return nil
    }
  }

  /// Where a chunked body ends, its trailers being empty; the body is left as it is.
  private func lastChunkEnd(from start: Int) -> Int? {
    var index = start
    while let line = bytes[index...].firstIndex(of: 13), line + 1 < bytes.count {
      guard let size = Int(String(decoding: bytes[index..<line], as: UTF8.self), radix: 16) else { return bytes.count }
      let next = line + 2 + size + 2
      guard next <= bytes.count else { return nil }
      if size == 0 { return next }
      index = next
    }
    return nil
  }

  /// The value of a field; `name` in lower case.
  private static func value(of name: StaticString, in head: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let length = name.utf8CodeUnitCount
    var line = head.startIndex
    while line < head.endIndex {
      let end = head[line...].firstIndex(of: 13) ?? head.endIndex
      if end - line > length, head[line + length] == UInt8(ascii: ":"),
        zip(head[line...], UnsafeBufferPointer(start: name.utf8Start, count: length)).allSatisfy({ $0 | 0x20 == $1 | 0x20 })
      {
        return head[(line + length + 1)..<end].drop { $0 == UInt8(ascii: " ") }
      }
      line = end + 2
    }
    return nil
  }
}
