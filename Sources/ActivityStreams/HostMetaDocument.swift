import JSON

/// What host-meta answers: where a host's WebFinger is (RFC 6415), as XML and as JSON.
package struct HostMetaDocument: Sendable, Hashable {
  /// The address of WebFinger with `{uri}` in it.
  package var template: String

  /// The answer of a host.
  package init(template: String) {
    self.template = template
  }

  /// The answer of ours, at an origin without a slash at its end.
  package init(origin: String) {
    template = "\(origin)/.well-known/webfinger?resource={uri}"
  }

  /// The XML that is sent.
  package var xml: String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
      <Link rel="lrdd" template="\(Self.escaped(template))"/>
    </XRD>

    """
  }

  /// The JSON that is sent.
  package func encoded() -> JSONValue {
    ["links": [["rel": "lrdd", "template": .string(template)]]]
  }

  /// Reads the JSON.
  ///
  /// Throws `missing` without an `lrdd` link that has a template.
  package init(decoding value: JSONValue) throws(ActivityStreamsError) {
    guard let object = value.object else { throw .notAnObject(field: "") }
    let links = FieldReader(object).objects("links").prefix(DocumentLimits.links).compactMap { WebFingerLink($0) }
    guard let template = links.first(where: { sameBytes($0.rel, "lrdd") && $0.template != nil })?.template else {
      throw .missing(field: "lrdd")
    }
    self.template = template
  }

  /// Reads the XML with one pass over its bytes: the first `Link` whose `rel` is `lrdd` and that has a `template`.
  ///
  /// Throws `missing` without one.
  package init(decodingXML bytes: [UInt8]) throws(ActivityStreamsError) {
    let bytes = bytes.prefix(DocumentLimits.hostMetaBytes)
    var rest = bytes[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
      rest = rest[(start + 1)...]
      guard rest.starts(with: Array("Link".utf8)) else { continue }
      let end = rest.firstIndex(of: UInt8(ascii: ">")) ?? rest.endIndex
      let attributes = Self.attributes(rest[(rest.startIndex + 4)..<end])
      rest = rest[end...]
      if let rel = attributes.rel, sameBytes(rel, "lrdd"), let template = attributes.template,
        template.utf8.count <= DocumentLimits.iriBytes
      {
        self.template = template
        return
      }
    }
    throw .missing(field: "lrdd")
  }

  private static func attributes(_ bytes: ArraySlice<UInt8>) -> (rel: String?, template: String?) {
    var found: (rel: String?, template: String?) = (nil, nil)
    var rest = bytes
    while let equals = rest.firstIndex(of: UInt8(ascii: "=")) {
      let name = rest[..<equals].split(whereSeparator: { $0 <= 0x20 }).last.map(Array.init) ?? []
      rest = rest[(equals + 1)...].drop { $0 <= 0x20 }
      guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { break }
      rest = rest.dropFirst()
      guard let close = rest.firstIndex(of: quote) else { break }
      let value = unescaped(rest[..<close])
      rest = rest[(close + 1)...]
      if name == Array("rel".utf8) { found.rel = value }
      if name == Array("template".utf8) { found.template = value }
    }
    return found
  }

  /// `&amp;` is the only reference an address can need.
  private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var rest = bytes
    let reference = Array("amp;".utf8)
    while let byte = rest.popFirst() {
      result.append(byte)
      if byte == UInt8(ascii: "&"), rest.starts(with: reference) { rest = rest.dropFirst(reference.count) }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }
}
