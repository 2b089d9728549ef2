internal import CCurl
internal import Glibc

/// libcurl's options of one transfer; every one has to be taken, since a guard that was not set is no guard.
struct TransferOptions {
  private let easy: UnsafeMutableRawPointer
  private var code = CURLE_OK

  private init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

  /// Whether the file of authorities that libcurl was built with is there.
  private static let hasBundle: Bool = {
    guard let easy = curl_easy_init() else { return false }
    defer { curl_easy_cleanup(easy) }
    return ccurl_info_text(easy, CURLINFO_CAINFO).map { access($0, R_OK) == 0 } ?? false
  }()

  /// Sets everything on a fresh or reset handle.
  static func apply(
    _ transfer: Transfer, to easy: UnsafeMutableRawPointer, policy: TransportPolicy, now: ContinuousClock.Instant
  ) throws(TransportError) {
    let left = transfer.order.deadline - now
    guard left.milliseconds > 0 else { throw .timeout }
    var options = TransferOptions(easy)
    try options.target(transfer)
    try options.content(transfer, policy)
    options.guarded(transfer, policy)
    options.timed(left, policy)
    guard options.code == CURLE_OK else { throw .invalidRequest(.option) }
  }

  private mutating func target(_ transfer: Transfer) throws(TransportError) {
    transfer.handle = curl_url_dup(transfer.url.parsed.handle)
    guard let handle = transfer.handle else { throw .overloaded }
    note(ccurl_set_url(easy, handle))
    set(CURLOPT_PATH_AS_IS, 1)
    guard transfer.url.literal == nil else { return }
    // Pinned for this transfer and forgotten with libcurl's own cache ("+"), so libcurl never asks a resolver.
    let addresses = transfer.addresses.map { $0.isIPv4 ? "\($0)" : "[\($0)]" }.joined(separator: ",")
    transfer.pins = curl_slist_append(nil, "+\(transfer.url.host):\(transfer.url.port):\(addresses)")
    guard transfer.pins != nil else { throw .overloaded }
    note(ccurl_set_list(easy, CURLOPT_RESOLVE, transfer.pins))
  }

  private mutating func content(_ transfer: Transfer, _ policy: TransportPolicy) throws(TransportError) {
    let request = transfer.order.request
    var lines = ["Expect:"]
    for field in request.fields {
      if let line = try HeaderLine.toSend(field, authority: request.url.authority) { lines.append(line) }
    }
    if request.body != nil, !request.fields.contains(where: { $0.0.lowercased() == "content-type" }) {
      lines.append("Content-Type:")
    }
    for line in lines {
      guard let longer = curl_slist_append(transfer.headers, line) else { throw .overloaded }
      transfer.headers = longer
    }
    note(ccurl_set_list(easy, CURLOPT_HTTPHEADER, transfer.headers))
    text(CURLOPT_USERAGENT, policy.userAgent)
    text(CURLOPT_ACCEPT_ENCODING, "")  // "" offers every encoding this libcurl can undo
    method(request)
    if !request.cutsAtLimit, request.method != "HEAD" {
      note(ccurl_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(request.limit)))
    }
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    note(ccurl_set_receivers(easy, receiveBody, receiveHeader, context))
  }

  private mutating func method(_ request: OutgoingRequest) {
    switch request.method {
    case "GET": set(CURLOPT_HTTPGET, 1)
    case "HEAD": set(CURLOPT_NOBODY, 1)
    default:
      if let body = request.body ?? (request.method == "POST" ? [] : nil) {
        set(CURLOPT_POST, 1)
        note(body.withUnsafeBytes { ccurl_set_body(easy, $0.baseAddress, curl_off_t($0.count)) })
      }
      if request.method != "POST" { text(CURLOPT_CUSTOMREQUEST, request.method) }
    }
  }

  private mutating func guarded(_ transfer: Transfer, _ policy: TransportPolicy) {
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    note(ccurl_set_guard(easy, openSocket, beforeRequest, context))
    text(CURLOPT_PROTOCOLS_STR, policy.allowPrivatePeers ? "http,https" : "https")
    set(CURLOPT_FOLLOWLOCATION, 0)
    text(CURLOPT_PROXY, "")
    text(CURLOPT_NOPROXY, "*")
    set(CURLOPT_NETRC, 0)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_QUICK_EXIT, 1)
    set(CURLOPT_HTTP09_ALLOWED, 0)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let file = policy.caFile { text(CURLOPT_CAINFO, file) }
    // With a folder of certificates beside the file, libcurl reads the file again for every connection (its vtls/openssl.c).
    if policy.caFile != nil || Self.hasBundle { note(ccurl_set_text(easy, CURLOPT_CAPATH, nil)) }
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    set(CURLOPT_PIPEWAIT, transfer.url.isSecure ? 1 : 0)
  }

  private mutating func timed(_ left: Duration, _ policy: TransportPolicy) {
    set(CURLOPT_TIMEOUT_MS, left.milliseconds)
    set(CURLOPT_CONNECTTIMEOUT_MS, min(left, policy.connectTimeout).milliseconds)
    set(CURLOPT_LOW_SPEED_LIMIT, policy.slowestRate)
    set(CURLOPT_LOW_SPEED_TIME, max(1, policy.slowPeriod.milliseconds / 1_000))
    set(CURLOPT_MAXAGE_CONN, max(1, policy.idleLinger.milliseconds / 1_000))
    set(CURLOPT_MAXLIFETIME_CONN, 600)
  }

  private mutating func note(_ next: CURLcode) { if code == CURLE_OK { code = next } }
  private mutating func set(_ option: CURLoption, _ value: Int) { note(ccurl_set_long(easy, option, value)) }
  private mutating func text(_ option: CURLoption, _ value: String) { note(ccurl_set_text(easy, option, value)) }
}

extension Duration {
  /// Whole milliseconds, rounded up, within what libcurl takes.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    guard seconds < 86_400 * 24 else { return 86_400_000 * 24 }
    guard seconds > -86_400 else { return -86_400_000 }
    return Int(seconds) * 1_000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
  context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private let receiveBody: curl_write_callback = { bytes, size, count, context in
  transfer(context)?.receive(body: UnsafeRawBufferPointer(start: bytes, count: size &* count)) ?? 0
}

private let receiveHeader: curl_write_callback = { bytes, size, count, context in
  transfer(context)?.receive(header: UnsafeRawBufferPointer(start: bytes, count: size &* count)) ?? 0
}

private let openSocket: curl_opensocket_callback = { context, _, address in
  guard let address, let transfer = transfer(context) else { return CURL_SOCKET_BAD }
  var bytes = [UInt8](repeating: 0, count: 16)
  let count = Int(ccurl_address_bytes(address, &bytes))
  guard transfer.permits(socket: IPAddress(bytes: Array(bytes.prefix(count)))) else { return CURL_SOCKET_BAD }
  return ccurl_open_socket(address)
}

private let beforeRequest: curl_prereq_callback = { context, remote, _, _, _ in
  guard let remote, let transfer = transfer(context) else { return CURL_PREREQFUNC_ABORT }
  return transfer.permits(peer: String(cString: remote)) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
