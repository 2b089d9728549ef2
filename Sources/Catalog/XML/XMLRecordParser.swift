internal import CLibXML2

/// The elements of a kind of file that are records.
struct XMLShape: Sendable {
  /// Names of the elements that are handed out, with all that is in them.
  var records: Set<String>
  /// Names of elements within them that are passed over.
  var skipped: Set<String> = []
}

/// One record of an XML file.
struct XMLRecord: Sendable {
  let node: XMLNode
  /// The elements around it, outermost first, without what is in them.
  let ancestors: [XMLNode]
  /// The element's bytes in UTF-8, its named characters as numbers.
  let raw: [UInt8]
}

/// Reads XML in chunks and hands out one record after the other, so that a file of any length takes the memory of one record.
///
/// libxml2's SAX2 push parser with its own limits and ours; no DTD is loaded, no entity replaced, nothing fetched; a file that
/// declares an entity is refused (XXE, billion laughs). What came before a fault has been handed out already.
final class XMLRecordParser {
  private let shape: XMLShape
  private let limits: CatalogLimits
  private var intake = XMLIntake()
  private var context: xmlParserCtxtPtr?
  private var ancestors: [XMLNode] = []
  private var open: [XMLNode] = []
  private var skipping = 0
  private var nodes = 0
  private var textBytes = 0
  private var pending: [UInt8] = []
  private var failure: CatalogError?
  private var found: [XMLRecord] = []
  /// Bytes given to the parser that may still be part of a record, and the place of the first of them.
  private var window: [UInt8] = []
  private var windowStart = 0
  private var recordStart: Int?

  /// libxml2's own state, once for the process.
  private static let isReady: Bool = {
    xmlInitParser()
    return true
  }()

  init(_ shape: XMLShape, limits: CatalogLimits = CatalogLimits()) {
    self.shape = shape
    self.limits = limits
  }

  deinit { if let context { scholion_xml_free(context) } }

  /// Takes a chunk and returns the records that ended in it; what was whole before a fault is left in ``drain()``.
  func feed(_ bytes: some Collection<UInt8>) throws(CatalogError) -> [XMLRecord] {
    try push(try intake.take(bytes), isLast: false)
    return drain()
  }

  /// Ends the file; throws where it is cut off.
  func finish() throws(CatalogError) -> [XMLRecord] {
    try push(try intake.take([], isLast: true), isLast: true)
    return drain()
  }

  /// The records that were not handed out yet.
  func drain() -> [XMLRecord] {
    defer { found = [] }
    return found
  }

  /// The line that is being read, from 1.
  var line: Int { context.map { Int(scholion_xml_line($0)) } ?? 1 }

  private func push(_ bytes: [UInt8], isLast: Bool) throws(CatalogError) {
    if let failure { throw failure }
    guard !bytes.isEmpty || isLast else { return }
    guard let context = try started() else { return }
    // The parser takes lengths of 32 bits.
    var rest = bytes[...]
    repeat {
      let piece = rest.prefix(1 << 16)
      rest = rest.dropFirst(piece.count)
      trim(context)
      window += piece
      let code = piece.withUnsafeBufferPointer { buffer in
        buffer.withMemoryRebound(to: CChar.self) { xmlParseChunk(context, $0.baseAddress, Int32($0.count), 0) }
      }
      try judge(code, context)
      guard recordStart.map({ windowStart + window.count - $0 <= limits.recordBytes }) != false else {
        throw fail(.tooLarge("a record of more than \(limits.recordBytes) bytes"))
      }
    } while !rest.isEmpty
    if isLast { try judge(xmlParseChunk(context, nil, 0, 1), context) }
  }

  private func started() throws(CatalogError) -> xmlParserCtxtPtr? {
    if let context { return context }
    guard Self.isReady else { return nil }
    var calls = Self.calls
    let parser = xmlCreatePushParserCtxt(&calls, Unmanaged.passUnretained(self).toOpaque(), nil, 0, nil)
    guard let parser else { throw .tooLarge("no memory for a parser") }
    let options = XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_NOWARNING.rawValue
    xmlCtxtUseOptions(parser, Int32(options))
    context = parser
    return parser
  }

  /// Drops what can be part of no record any more: what lies before the open record, or before the tag being read.
  private func trim(_ context: xmlParserCtxtPtr) {
    let kept = recordStart ?? max(windowStart, xmlByteConsumed(context))
    let count = min(max(0, kept - windowStart), window.count)
    guard count > 0 else { return }
    window.removeFirst(count)
    windowStart += count
  }

  private func judge(_ code: Int32, _ context: xmlParserCtxtPtr) throws(CatalogError) {
    if let failure { throw failure }
    guard code != 0, context.pointee.wellFormed == 0 else { return }
    let message = xmlCtxtGetLastError(context).flatMap { $0.pointee.message }.map { tidied(String(cString: $0), limit: 120) }
    throw fail(.malformed(message ?? "this is not well-formed XML", line: line))
  }

  private func fail(_ error: CatalogError) -> CatalogError {
    failure = failure ?? error
    return error
  }
}

/// What the parser calls.
extension XMLRecordParser {
  private static func parser(_ context: UnsafeMutableRawPointer?) -> XMLRecordParser? {
    context.map { Unmanaged<XMLRecordParser>.fromOpaque($0).takeUnretainedValue() }
  }

  private static var calls: xmlSAXHandler {
    var calls = xmlSAXHandler()
    calls.initialized = UInt32(XML_SAX2_MAGIC)
    calls.startElementNs = { context, name, _, _, _, _, count, _, attributes in
      guard let self = XMLRecordParser.parser(context), let name else { return }
      self.start(String(cString: name), Int(count), attributes)
    }
    calls.endElementNs = { context, name, _, _ in
      guard let self = XMLRecordParser.parser(context) else { return }
      self.end()
    }
    calls.characters = { context, bytes, count in
      guard let self = XMLRecordParser.parser(context), let bytes, count > 0 else { return }
      self.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
    calls.cdataBlock = calls.characters
    calls.ignorableWhitespace = calls.characters
    calls.entityDecl = { context, _, _, _, _, _ in XMLRecordParser.parser(context)?.stop(.declaredEntities) }
    // A channel of its own, or libxml2 writes to standard error.
    calls.serror = { _, _ in }
    return calls
  }

  private func stop(_ error: CatalogError) {
    _ = fail(error)
    if let context { xmlStopParser(context) }
  }

  private func start(_ name: String, _ count: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?) {
    guard failure == nil else { return }
    guard ancestors.count + open.count + skipping < limits.depth else { return stop(.tooLarge("elements within each other")) }
    if skipping > 0 || !open.isEmpty && shape.skipped.contains(name) {
      skipping += 1
      return
    }
    guard count <= limits.attributes else { return stop(.tooLarge("attributes of an element")) }
    var node = XMLNode(name)
    for index in 0..<count {
      // Name, prefix, address of the prefix, begin and end of the value.
      guard let entry = attributes.map({ $0 + index * 5 }), let name = entry[0], let begin = entry[3], let end = entry[4] else {
        continue
      }
      let prefix = entry[1].map { String(cString: $0) + ":" } ?? ""
      let value = UnsafeBufferPointer(start: begin, count: max(0, end - begin))
      node.attributes.append((prefix + String(cString: name), Self.unescaped(value)))
    }
    if open.isEmpty {
      guard shape.records.contains(name) else { return ancestors.append(node) }
      nodes = 0
      textBytes = 0
      recordStart = tagStart()
    }
    flush()
    nodes += 1
    guard nodes <= limits.nodes else { return stop(.tooLarge("elements of a record")) }
    open.append(node)
  }

  /// A value of an attribute; unless told to replace entities, which it is not, the parser leaves `&` as `&#38;`.
  private static func unescaped(_ value: UnsafeBufferPointer<UInt8>) -> String {
    guard value.contains(UInt8(ascii: "&")) else { return String(decoding: value, as: UTF8.self) }
    var bytes: [UInt8] = []
    var place = 0
    while place < value.count {
      bytes.append(value[place])
      place += value[place...].starts(with: "&#38;".utf8) ? 5 : 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Where the tag begins that was just read: its bracket is the last one before the parser's place.
  private func tagStart() -> Int? {
    guard let context else { return nil }
    let place = min(max(0, xmlByteConsumed(context) - windowStart), window.count)
    return window[..<place].lastIndex(of: UInt8(ascii: "<")).map { windowStart + $0 }
  }

  private func end() {
    guard failure == nil else { return }
    if skipping > 0 {
      skipping -= 1
      return
    }
    flush()
    guard let node = open.popLast() else {
      _ = ancestors.popLast()
      return
    }
    guard open.isEmpty else {
      open[open.count - 1].children.append(.element(node))
      return
    }
    found.append(XMLRecord(node: node, ancestors: ancestors, raw: rawRecord()))
    recordStart = nil
  }

  private func rawRecord() -> [UInt8] {
    guard let context, let start = recordStart else { return [] }
    var end = min(max(0, xmlByteConsumed(context) - windowStart), window.count)
    // The parser may stand before the end of an empty element.
    if end > 0, end < window.count, window[end - 1] != UInt8(ascii: ">") {
      end = (window[end...].firstIndex(of: UInt8(ascii: ">")) ?? end - 1) + 1
    }
    let begin = min(max(0, start - windowStart), end)
    return Array(window[begin..<end])
  }

  private func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard failure == nil, skipping == 0, !open.isEmpty else { return }
    textBytes += bytes.count
    guard textBytes <= limits.recordBytes else { return stop(.tooLarge("text of a record")) }
    pending += bytes
  }

  /// The text before a tag is one child, in however many pieces it came.
  private func flush() {
    guard !pending.isEmpty, !open.isEmpty else { return }
    nodes += 1
    open[open.count - 1].children.append(.text(String(decoding: pending, as: UTF8.self)))
    pending.removeAll(keepingCapacity: true)
  }
}
