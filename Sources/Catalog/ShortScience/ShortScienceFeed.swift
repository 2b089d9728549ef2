internal import Glibc

/// One of ShortScience.org's feeds (`rss.xml`, `rss-all.xml`, `rss-full.xml`) in a file, read item by item.
///
/// The feeds are written by hand there, and a sign that is no XML in one item would end a parser's reading of all. So items are
/// cut out of the bytes first, which their escaped texts allow, and each is parsed by itself.
package struct ShortScienceFeed: Sendable {
  /// Bytes of one item; a longer one is passed over.
  static let itemBytes = 1 << 20
  /// Items of one file.
  package static let mostItems = 100_000

  private let path: String

  package init(path: String) { self.path = path }

  /// What was read of a place in the file.
  package enum Entry: Sendable {
    case item(ShortScienceItem)
    /// Which item of the file, from 1, the line where it begins, and why it is passed over.
    case fault(number: Int, line: Int, String)
  }

  /// Reads the file to its end; throws ``CatalogError`` where it cannot be read or is no such feed, and what `body` throws.
  ///
  /// - Parameter body: gets an entry, the bytes read so far and those of the file
  package func read(_ body: (Entry, Int, Int) async throws -> Void) async throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CatalogError.unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var state = stat()
    guard fstat(descriptor, &state) == 0, state.st_mode & S_IFMT == S_IFREG else {
      throw CatalogError.unreadable("it is no file")
    }
    var cutter = ItemCutter(limit: Self.itemBytes)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    var (taken, number) = (0, 0)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw CatalogError.unreadable(String(cString: strerror(errno))) }
      guard count > 0 else { break }
      taken += count
      for piece in cutter.take(chunk.prefix(count)) {
        number += 1
        guard number <= Self.mostItems else { throw CatalogError.tooLarge("\(Self.mostItems) items of a feed") }
        try await body(Self.entry(piece, number), taken, Int(state.st_size))
      }
    }
    if let rest = cutter.rest { try await body(.fault(number: number + 1, line: rest, "the item does not end"), taken, taken) }
    guard number > 0 || cutter.isFeed else { throw CatalogError.malformed("this is no feed of ShortScience.org", line: nil) }
  }

  private static func entry(_ piece: ItemCutter.Piece, _ number: Int) -> Entry {
    guard let bytes = piece.bytes else { return .fault(number: number, line: piece.line, "the item is too long") }
    do throws(CatalogError) {
      let parser = XMLRecordParser(XMLShape(records: ["item"]))
      let document = Array("<rss xmlns:shortscience=\"https://shortscience.org/\">".utf8) + cleaned(bytes) + Array("</rss>".utf8)
      let records = try parser.feed(document) + parser.finish()
      guard let record = records.first else { return .fault(number: number, line: piece.line, "the item cannot be read") }
      return .item(try ShortScienceItem(record.node))
    } catch {
      let words = if case .malformed(let words, _) = error { words } else { error.description }
      return .fault(number: number, line: piece.line, words)
    }
  }

  /// UTF-8 without the control characters that no XML may hold; a letter that was cut in two becomes U+FFFD.
  private static func cleaned(_ bytes: [UInt8]) -> [UInt8] {
    Array(String(decoding: bytes.filter { $0 >= 0x20 || [0x09, 0x0A, 0x0D].contains($0) }, as: UTF8.self).utf8)
  }
}

/// Cuts `<item>…</item>` out of a stream of bytes.
struct ItemCutter {
  struct Piece {
    /// Nil for one past the limit.
    let bytes: [UInt8]?
    /// Where it begins, from 1.
    let line: Int
  }

  private static let start = Array("<item>".utf8)
  private static let end = Array("</item>".utf8)

  private let limit: Int
  private var held: [UInt8] = []
  private var line = 1
  private var startLine = 1
  private var isInside = false
  private var isTooLong = false
  /// Whether a root of a feed was seen.
  private(set) var isFeed = false

  init(limit: Int) { self.limit = limit }

  /// The line where an item begins that does not end; nil where there is none.
  var rest: Int? { isInside ? startLine : nil }

  mutating func take(_ bytes: some Sequence<UInt8>) -> [Piece] {
    var pieces: [Piece] = []
    for byte in bytes {
      if byte == 0x0A { line += 1 }
      held.append(byte)
      if isInside {
        if byte == 0x3E, held.count >= Self.end.count, held.suffix(Self.end.count).elementsEqual(Self.end) {
          pieces.append(Piece(bytes: isTooLong ? nil : held, line: startLine))
          held = []
          (isInside, isTooLong) = (false, false)
        } else if held.count > limit {
          isTooLong = true
          held.removeFirst(held.count - Self.end.count)
        }
      } else if byte == 0x3E {
        if held.suffix(Self.start.count).elementsEqual(Self.start) {
          held = Self.start
          (isInside, startLine) = (true, line)
        } else {
          if held.starts(with: "<rss".utf8) || held.starts(with: "<channel".utf8) { isFeed = true }
          held = []
        }
      } else if byte == 0x3C {
        held = [byte]
      } else if held.count > 4_096 {
        held = []
      }
    }
    return pieces
  }
}
