internal import Actors
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Signatures
internal import Store

/// A request for data that is the same for everybody: nobody is signed in, no cookie is looked at.
struct DataRequest: Sendable {
  let request: Request
  let parameters: Parameters

  /// Where a list goes on: `?before=ID`.
  var before: RowID? { request.uri.queryParameters.get("before").flatMap { try? RowID(parsing: $0) } }

  func parameter(_ name: String) -> String { parameters.get(name) ?? "" }
}

extension Site {
  /// A handler of data that anybody may have.
  func data(_ handler: @escaping @Sendable (DataRequest) async throws -> Response) -> Handler {
    { request, context in
      do {
        return try await handler(DataRequest(request: request, parameters: context.parameters))
      } catch WebError.notFound {
        return Answers.notFound
      }
    }
  }

  /// A handler of data that scripts of any page may read besides (Fetch, section 3.3).
  func openData(_ handler: @escaping @Sendable (DataRequest) async throws -> Response) -> Handler {
    let handler = data(handler)
    return { request, context in
      var response = try await handler(request, context)
      response.headers[.accessControlAllowOrigin] = "*"
      return response
    }
  }

  /// Bytes that caches may keep for some seconds; 304 for who has them.
  ///
  /// - Parameter modified: when the newest part of it was changed; what was deleted since leaves no trace there, so only the very
  ///   same moment counts, and the tag comes first (RFC 9110 section 13.2.2)
  func answer(
    _ bytes: [UInt8], type: String, to request: Request, modified: Timestamp? = nil, seconds: Int
  ) -> Response {
    let tag = "\"\(Hex.encode(Digest.sha256(bytes)).prefix(32))\""
    var fields: HTTPFields = [.eTag: tag, .cacheControl: "public, max-age=\(seconds)"]
    fields[.lastModified] = modified?.httpDate
    if Self.isKnown(tag, modified, to: request) { return Response(status: .notModified, headers: fields) }
    fields[.contentType] = type
    return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  private static func isKnown(_ tag: String, _ modified: Timestamp?, to request: Request) -> Bool {
    let tags = request.headers[values: .ifNoneMatch]
    guard tags.isEmpty else {
      return tags.flatMap { $0.split(separator: ",").prefix(64) }.contains { item in
        var bytes = item.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        while bytes.last == 0x20 || bytes.last == 0x09 { bytes.removeLast() }
        // Tags are compared weakly: a proxy that packs the answer marks it so.
        let bare = bytes.starts(with: "W/".utf8) ? bytes.dropFirst(2) : bytes
        return bare.elementsEqual(tag.utf8) || bytes.elementsEqual("*".utf8)
      }
    }
    guard let modified, let since = request.headers[.ifModifiedSince] else { return false }
    return since.utf8.elementsEqual(modified.httpDate.utf8)
  }
}

extension ViewMaker {
  /// For a visitor, of whom nothing is known.
  init(ofVisitorTo site: Site) {
    instance = site.instance
    viewer = nil
  }

  /// An absolute address of ours.
  func url(_ path: String) -> String { instance.addresses.url(path) }
}
