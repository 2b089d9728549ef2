package import ActivityStreams
internal import HTTPTypes
package import Hummingbird
package import JSON

/// Answers of the wire: documents with the right media type and what caches must know.
package enum Answers {
  /// A document as `application/activity+json`.
  package static func document(
    _ value: JSONValue, status: HTTPResponse.Status = .ok, type: String = WireMediaType.activity
  ) -> Response {
    bytes(value.serialized(), status: status, type: type)
  }

  /// Bytes that are a document already.
  package static func bytes(
    _ body: [UInt8], status: HTTPResponse.Status = .ok, type: String = WireMediaType.activity
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type, .vary: "Accept", .cacheControl: "max-age=60"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }

  /// A typed document with its context.
  package static func document(_ document: some WireDocument, status: HTTPResponse.Status = .ok) -> Response {
    self.document(document.encoded(withContext: true), status: status)
  }

  /// A short plain text.
  package static func text(_ text: String, status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
  }

  /// What does not exist, or may not be seen by who asks: the same answer (security.md D).
  package static var notFound: Response { text("Not found", status: .notFound) }

  /// Sends a reader to the page of what was asked for.
  package static func page(_ url: String) -> Response {
    Response(status: .seeOther, headers: [.location: url, .vary: "Accept"])
  }
}

extension Request {
  /// Whether the caller asks for a document rather than a page.
  package var wantsActivity: Bool {
    guard let accept = headers[.accept], accept.utf8.count <= 2_048 else { return false }
    let ranges = accept.split(separator: ",").map { $0.split(separator: ";", maxSplits: 1).first ?? "" }
    return ranges.contains { range in
      let bytes = range.utf8.filter { $0 != 0x20 && $0 != 0x09 }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
      return bytes.elementsEqual("application/activity+json".utf8) || bytes.elementsEqual("application/ld+json".utf8)
    }
  }
}
