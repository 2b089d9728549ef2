/// One request, with what its answer may cost.
///
/// `Host`, `Content-Length`, `User-Agent`, `Accept-Encoding` and the framing fields belong to the client. A `host` field is
/// accepted when it equals the URL's authority, so that the fields that were signed can be given as they are.
package struct OutgoingRequest: Sendable {
  /// Capital letters, 1 to 16.
  package var method: String
  /// Its fragment is not sent.
  package var url: WebURL
  /// Name and value, in sending order; control bytes are refused.
  package var fields: [(String, String)]
  /// Bytes sent as they are; nil for none, as GET and HEAD want it.
  package var body: [UInt8]?
  /// Bytes of the response body after decompression.
  package var limit: Int
  /// Whether a longer body is cut at ``limit`` and the response returned, instead of ``TransportError/tooLarge``.
  package var cutsAtLimit = false
  /// All of it: waiting for a name, for a lane, connecting, sending, receiving.
  package var deadline: Duration

  /// A request with limits of its own.
  package init(
    method: String, url: WebURL, fields: [(String, String)] = [], body: [UInt8]? = nil, limit: Int,
    deadline: Duration
  ) {
    self.method = method
    self.url = url
    self.fields = fields
    self.body = body
    self.limit = limit
    self.deadline = deadline
  }

  /// GET of an ActivityPub document or a bibliographic answer: 1 MiB, 15 s.
  package static func document(_ url: WebURL, fields: [(String, String)] = []) -> OutgoingRequest {
    OutgoingRequest(method: "GET", url: url, fields: fields, limit: 1_048_576, deadline: .seconds(15))
  }

  /// GET of an actor, WebFinger or NodeInfo: 256 KiB, 15 s.
  package static func small(_ url: WebURL, fields: [(String, String)] = []) -> OutgoingRequest {
    OutgoingRequest(method: "GET", url: url, fields: fields, limit: 262_144, deadline: .seconds(15))
  }

  /// POST to an inbox: 30 s, of the answer 16 KiB are kept and the rest is not read.
  package static func delivery(_ url: WebURL, body: [UInt8], fields: [(String, String)]) -> OutgoingRequest {
    var request = OutgoingRequest(
      method: "POST", url: url, fields: fields, body: body, limit: 16_384, deadline: .seconds(30))
    request.cutsAtLimit = true
    return request
  }
}
