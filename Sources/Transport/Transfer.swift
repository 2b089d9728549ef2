internal import CCurl

/// One request on the wire or on its way there.
///
/// Only the loop's thread touches it, inside libcurl's callbacks too.
final class Transfer {
  enum Stage { case resolving(until: ContinuousClock.Instant), waiting, running(UnsafeMutableRawPointer) }

  let order: Order
  let url: WebURL
  var stage: Stage
  var addresses: [IPAddress] = []
  /// What libcurl needs until the transfer has ended.
  var handle: OpaquePointer?
  var headers: UnsafeMutablePointer<curl_slist>?
  var pins: UnsafeMutablePointer<curl_slist>?

  /// What a callback found; it says more than libcurl's code.
  private(set) var fault: TransportError?
  private(set) var isCut = false
  private(set) var status = 0
  private(set) var fields: [(String, String)] = []
  private(set) var body: [UInt8] = []
  private var headerBytes = 0
  private var headerLines = 0
  private var isPastHeader = false
  private let mostHeaderBytes: Int
  private let mostHeaderLines: Int

  init(_ order: Order, policy: TransportPolicy, resolvingUntil: ContinuousClock.Instant) {
    self.order = order
    url = order.request.url.withoutFragment
    stage = .resolving(until: resolvingUntil)
    mostHeaderBytes = policy.headerBytes
    mostHeaderLines = policy.headerLines
  }

  deinit { release() }

  func release() {
    curl_url_cleanup(handle)
    curl_slist_free_all(headers)
    curl_slist_free_all(pins)
    handle = nil
    headers = nil
    pins = nil
  }

  /// When the loop gives it up itself; libcurl keeps the time of those that run.
  var giveUpAt: ContinuousClock.Instant? {
    switch stage {
    case .resolving(let until): until
    case .waiting: order.deadline
    case .running: nil
    }
  }

  // MARK: libcurl's callbacks

  func permits(socket address: IPAddress?) -> Bool { judge(address, at: .socket) }

  func permits(peer text: String) -> Bool { judge(IPAddress(text: text), at: .request) }

  private func judge(_ address: IPAddress?, at stage: AddressGuard.Stages) -> Bool {
    let isPermitted = order.admission.permits(address, at: stage)
    if !isPermitted { fault = .blockedAddress }
    return isPermitted
  }

  /// Returns the bytes taken; any other number ends the transfer.
  func receive(body bytes: UnsafeRawBufferPointer) -> Int {
    isPastHeader = true
    let room = order.request.limit - body.count
    if bytes.count <= room {
      body.append(contentsOf: bytes)
      return bytes.count
    }
    if order.request.cutsAtLimit {
      body.append(contentsOf: bytes.prefix(room))
      isCut = true
    } else {
      fault = .tooLarge
      body = []
    }
    return bytes.isEmpty ? 1 : 0
  }

  /// One line of an answer's header, or of a trailer.
  func receive(header line: UnsafeRawBufferPointer) -> Int {
    headerBytes += line.count
    headerLines += 1
    guard headerBytes <= mostHeaderBytes, headerLines <= mostHeaderLines else {
      fault = .headerTooLarge
      return line.isEmpty ? 1 : 0
    }
    if isPastHeader { return line.count }
    if line.starts(with: "HTTP/".utf8) {
      fields = []
    } else if let field = HeaderLine.field(in: line) {
      fields.append(field)
    } else if !HeaderLine.isEnd(line) {
      fault = .protocolError
      return line.isEmpty ? 1 : 0
    }
    return line.count
  }

  // MARK: the end

  func outcome(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) -> Order.Outcome {
    guard code == CURLE_OK || (isCut && code == CURLE_WRITE_ERROR) else {
      return .failure(fault ?? TransportError(code, verification: ccurl_info_long(easy, CURLINFO_SSL_VERIFYRESULT)))
    }
    let version =
      switch ccurl_info_long(easy, CURLINFO_HTTP_VERSION) {
      case Int(CURL_HTTP_VERSION_1_0): "1.0"
      case Int(CURL_HTTP_VERSION_2_0): "2"
      case Int(CURL_HTTP_VERSION_3): "3"
      default: "1.1"
      }
    return .success(
      IncomingResponse(
        status: ccurl_info_long(easy, CURLINFO_RESPONSE_CODE), fields: fields, body: body, isCut: isCut, url: url,
        remoteAddress: ccurl_info_text(easy, CURLINFO_PRIMARY_IP).map { String(cString: $0) } ?? "",
        httpVersion: version))
  }
}

extension TransportError {
  /// libcurl's code in our words; `verification` is OpenSSL's, 10 for an expired certificate.
  init(_ code: CURLcode, verification: Int) {
    self =
      switch code {
      case CURLE_URL_MALFORMAT: .invalidURL(.malformed)
      case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .nameResolution
      case CURLE_COULDNT_CONNECT: .connect
      case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE: .disconnected
      case CURLE_OPERATION_TIMEDOUT: .timeout
      case CURLE_FILESIZE_EXCEEDED: .tooLarge
      case CURLE_PEER_FAILED_VERIFICATION: .tls(verification == 10 ? .expired : .certificate)
      case CURLE_SSL_CACERT_BADFILE: .tls(.authorities)
      case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_CERTPROBLEM,
        CURLE_SSL_SHUTDOWN_FAILED:
        .tls(.handshake)
      case CURLE_OUT_OF_MEMORY: .overloaded
      default: .protocolError  // also HTTP/0.9, which libcurl calls an unsupported protocol
      }
  }
}
