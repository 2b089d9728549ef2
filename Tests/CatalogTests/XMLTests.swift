import Testing

@testable import Catalog

@Suite struct XMLTests {
  static let shape = XMLShape(records: ["r"], skipped: ["no"])

  /// The records of a text given in chunks of so many bytes.
  static func parse(_ bytes: [UInt8], by size: Int = .max, limits: CatalogLimits = CatalogLimits()) throws -> [XMLRecord] {
    let parser = XMLRecordParser(shape, limits: limits)
    var found: [XMLRecord] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      found += try parser.feed(rest.prefix(size))
      rest = rest.dropFirst(min(size, rest.count))
    }
    return found + (try parser.finish())
  }

  static func fault(_ text: String, limits: CatalogLimits = CatalogLimits()) -> CatalogError? {
    do { _ = try parse(Array(text.utf8), limits: limits) } catch { return error as? CatalogError }
    return nil
  }

  @Test("Named characters are read without the DTD that would declare them, in text and in attributes")
  func entities() throws {
    let text = """
      <?xml version="1.0"?><!DOCTYPE d SYSTEM "http://127.0.0.1:1/no.dtd"><d><r a="M&uuml;ller &amp; S&ouml;hne">K&ouml;ln &lt; \
      &Aring;&nbsp;&alpha;&#252;&#xFC; &nosuchthing;<![CDATA[&uuml; <b> ]]></r></d>
      """
    let node = try #require(try Self.parse(Array(text.utf8)).first?.node)
    #expect(node.attribute("a") == "Müller & Söhne")
    #expect(node.rawText == "Köln < Å\u{A0}αüü &nosuchthing;&uuml; <b> ")
  }

  @Test("A file in chunks of any size gives the same records with the same bytes", arguments: [1, 2, 3, 7, 64, 511, 4_096])
  func chunks(size: Int) throws {
    var text = "<?xml version=\"1.0\"?>\n<d>"
    for index in 0..<60 {
      text += "<v n='\(index)'><r k=\"\(index)\"><t>T&eacute;xt &amp; \(index)</t><no><x/></no></r> <r k='e'/></v>\n"
    }
    let whole = try Self.parse(Array((text + "</d>").utf8))
    let parts = try Self.parse(Array((text + "</d>").utf8), by: size)
    #expect(whole.count == 120 && parts.count == 120)
    #expect(parts.map(\.raw) == whole.map(\.raw))
    #expect(String(decoding: parts[6].raw, as: UTF8.self) == "<r k=\"3\"><t>T&#233;xt &amp; 3</t><no><x/></no></r>")
    #expect(String(decoding: parts[7].raw, as: UTF8.self) == "<r k='e'/>")
    #expect(parts[6].ancestors.map(\.name) == ["d", "v"] && parts[6].ancestors.last?.attribute("n") == "3")
    #expect(parts[6].node.elements.map(\.name) == ["t"])
  }

  @Test("A file of ISO-8859-1 is read as such, and one of UTF-16 is refused")
  func encodings() throws {
    let head = Array("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><d><r>K".utf8)
    let record = try #require(try Self.parse(head + [0xF6] + Array("ln &uuml;</r></d>".utf8), by: 5).first)
    #expect(record.node.rawText == "Köln ü" && String(decoding: record.raw, as: UTF8.self) == "<r>Köln &#252;</r>")
    #expect(Self.fault("<?xml version='1.0' encoding='Shift_JIS'?><d/>") == .encoding("shift_jis"))
    #expect(throws: CatalogError.encoding("UTF-16")) { try Self.parse([0xFF, 0xFE, 0x3C, 0, 0x64, 0]) }
    #expect(throws: CatalogError.encoding("UTF-16")) { try Self.parse([0, 0x3C, 0, 0x64, 0, 0x2F]) }
  }

  @Test("A file that declares entities is refused before any of them is used")
  func bombs() {
    var laughs = "<!DOCTYPE d [<!ENTITY a0 \"ha\">"
    for level in 1...12 { laughs += "<!ENTITY a\(level) \"\(String(repeating: "&a\(level - 1);", count: 10))\">" }
    #expect(Self.fault("<?xml version=\"1.0\"?>" + laughs + "]><d><r>&a12;</r></d>") == .declaredEntities)
    #expect(Self.fault("<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><d><r>&x;</r></d>") == .declaredEntities)
    #expect(Self.fault("<!DOCTYPE d [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x\"> %p;]><d><r/></d>") == .declaredEntities)
  }

  @Test("What is too deep, too wide or too long is refused")
  func limits() {
    let deep = String(repeating: "<a>", count: 200)
    #expect(Self.fault("<d><r>" + deep) == .tooLarge("elements within each other"))
    #expect(Self.fault("<d>" + deep) == .tooLarge("elements within each other"))
    #expect(Self.fault("<d><r><no>" + deep) == .tooLarge("elements within each other"))
    let wide = (0..<150).map { " a\($0)='1'" }.joined()
    #expect(Self.fault("<d><r\(wide)/></d>") == .tooLarge("attributes of an element"))
    var small = CatalogLimits()
    small.recordBytes = 1_000
    small.nodes = 50
    #expect(Self.fault("<d><r>\(String(repeating: "x", count: 2_000))</r></d>", limits: small) != nil)
    #expect(
      Self.fault("<d><r>\(String(repeating: "<a/>", count: 60))</r></d>", limits: small) == .tooLarge("elements of a record"))
    #expect(Self.fault("<d>\(String(repeating: "<r/>", count: 600))</d>", limits: small) == nil)
  }

  @Test("A file that is cut off gives what was whole and a fault that names the line")
  func cutOff() throws {
    let parser = XMLRecordParser(Self.shape)
    let first = try parser.feed("<d>\n<r>1</r>\n<r>2</r>\n<r>3".utf8)
    do throws(CatalogError) {
      let rest = try parser.finish()
      Issue.record("no fault, but \(rest.count) records")
    } catch {
      guard case .malformed(_, let line) = error else { throw error }
      #expect(line == 4)
    }
    #expect((first + parser.drain()).map(\.node.rawText) == ["1", "2"])
  }

  @Test(
    "What is not well-formed is refused",
    arguments: ["", "plain text", "<d><r></d>", "<d><r>&</r></d>", "<d><r a=1/></d>", "<d><r>\u{1}</r></d>", "<d/><d/>"])
  func malformed(text: String) { #expect(Self.fault(text) != nil) }

  @Test("Formulas become TeX between dollars, and mark-up leaves its text")
  func formulas() throws {
    let text = """
      <d><r>A<sub>2</sub> <tex-math>$x^2$</tex-math> <inline-formula><alternatives><tex-math>\\documentclass{a}\\begin{document}\
      $$\\alpha$$\\end{document}</tex-math><math><mi>α</mi></math></alternatives></inline-formula> <math><semantics><mi>y</mi>\
      <annotation encoding="application/x-tex">y_1</annotation></semantics></math> <math><mi>z</mi></math></r></d>
      """
    let node = try #require(try Self.parse(Array(text.utf8)).first?.node)
    #expect(node.flatText == "A2 $x^2$ $\\alpha$ $y_1$ z")
  }
}
