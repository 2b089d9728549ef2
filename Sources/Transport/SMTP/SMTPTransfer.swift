internal import CCurl

/// One message on its way; lives on one thread.
final class SMTPTransfer {
  private let relay: MailRelay
  private let deadline: Duration
  private let watch: SMTPWatch
  private var code = CURLE_OK
  /// Whether the server has asked for the message itself: from then on what it answers is about that.
  private var isInData = false
  private var answer = 0
  private var answerBytes = 0

  /// What a server may say in all.
  private static let mostAnswerBytes = 64 * 1_024

  init(relay: MailRelay, deadline: Duration, watch: SMTPWatch) {
    self.relay = relay
    self.deadline = deadline
    self.watch = watch
  }

  func run(_ mail: OutgoingMail, header: [String]) -> Result<Void, MailError> {
    guard let easy = curl_easy_init() else { return .failure(.unavailable("overloaded")) }
    defer { curl_easy_cleanup(easy) }
    guard let parts = curl_mime_init(easy) else { return .failure(.unavailable("overloaded")) }
    defer { curl_mime_free(parts) }
    var lists: [UnsafeMutablePointer<curl_slist>?] = []
    defer { for list in lists { curl_slist_free_all(list) } }
    func list(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
      var list: UnsafeMutablePointer<curl_slist>?
      for line in lines {
        guard let longer = curl_slist_append(list, line) else {
          note(CURLE_OUT_OF_MEMORY)
          break
        }
        list = longer
      }
      lists.append(list)
      return list
    }
    target(easy)
    text(easy, CURLOPT_MAIL_FROM, "<\(mail.sender)>")
    note(ccurl_set_list(easy, CURLOPT_MAIL_RCPT, list(["<\(mail.recipient)>"])))
    note(ccurl_set_list(easy, CURLOPT_HTTPHEADER, list(header)))
    add(mail.text, as: "text/plain; charset=utf-8", to: parts)
    add(mail.html, as: "text/html; charset=utf-8", to: parts)
    note(ccurl_set_parts(easy, parts))
    guard code == CURLE_OK else { return .failure(.unavailable("option")) }
    return outcome(of: curl_easy_perform(easy), easy)
  }

  private func target(_ easy: UnsafeMutableRawPointer) {
    text(easy, CURLOPT_URL, relay.url)
    text(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    text(easy, CURLOPT_PROXY, "")
    text(easy, CURLOPT_NOPROXY, "*")
    if let user = relay.user { text(easy, CURLOPT_USERNAME, user) }
    if let password = relay.password { text(easy, CURLOPT_PASSWORD, password) }
    let use =
      switch relay.security {
      case .required: CURLUSESSL_ALL
      case .offered: CURLUSESSL_TRY
      case .off: CURLUSESSL_NONE
      }
    set(easy, CURLOPT_USE_SSL, Int(use.rawValue))
    // TLS that is taken where it is offered keeps out those who only listen; a certificate is asked for where it is required.
    set(easy, CURLOPT_SSL_VERIFYPEER, relay.security == .required ? 1 : 0)
    set(easy, CURLOPT_SSL_VERIFYHOST, relay.security == .required ? 2 : 0)
    set(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let file = relay.caFile { text(easy, CURLOPT_CAINFO, file) }
    set(easy, CURLOPT_NETRC, 0)
    set(easy, CURLOPT_NOSIGNAL, 1)
    set(easy, CURLOPT_TIMEOUT_MS, deadline.milliseconds)
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, min(deadline, .seconds(10)).milliseconds)
    let context = Unmanaged.passUnretained(self).toOpaque()
    note(ccurl_set_receivers(easy, takeNothing, takeAnswer, context))
    note(ccurl_set_watch(easy, goOn, context))
  }

  /// libcurl writes the part, quoted-printable, with lines that end as mail has them.
  private func add(_ text: String, as type: String, to parts: OpaquePointer) {
    guard let part = curl_mime_addpart(parts) else { return note(CURLE_OUT_OF_MEMORY) }
    var bytes: [UInt8] = []
    for byte in text.utf8 where byte != 0x0D {
      if byte == 0x0A { bytes.append(0x0D) }
      bytes.append(byte)
    }
    note(
      bytes.withUnsafeBytes { raw in
        curl_mime_data(part, raw.bindMemory(to: CChar.self).baseAddress, raw.count)
      })
    note(curl_mime_type(part, type))
    note(curl_mime_encoder(part, "quoted-printable"))
  }

  // MARK: libcurl's callbacks

  var isOver: Bool { watch.isOver }

  /// One line of what the server says: three digits first.
  func take(answer line: UnsafeRawBufferPointer) -> Int {
    answerBytes += line.count
    guard answerBytes <= Self.mostAnswerBytes else { return line.isEmpty ? 1 : 0 }
    let digits = line.prefix(3)
    guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return line.count }
    let code = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    // libcurl says good-bye after a refusal, too, and 221 answers that.
    if code != 221 { answer = code }
    if code == 354 { isInData = true }
    return line.count
  }

  // MARK: the end

  private func outcome(of result: CURLcode, _ easy: UnsafeMutableRawPointer) -> Result<Void, MailError> {
    // The server took the message; that it hung up before we said good-bye changes nothing.
    if result == CURLE_OK { return .success(()) }
    // 421 is the server's own good-bye, whenever it says so; a refused sign-in is about us.
    let isAboutMessage = isInData && result == CURLE_WEIRD_SERVER_REPLY || result == CURLE_SEND_ERROR
    if isAboutMessage, answer != 421 {
      switch answer {
      case 400..<500: return .failure(.deferred(code: answer))
      // Whoever must sign in or start TLS first would have every message refused.
      case 500..<600 where ![530, 534, 535, 538].contains(answer): return .failure(.refused(code: answer))
      default: break
      }
    }
    let why =
      switch result {
      case CURLE_LOGIN_DENIED: "sign_in"
      case CURLE_ABORTED_BY_CALLBACK: "cancelled"
      case _ where isAboutMessage || result == CURLE_WEIRD_SERVER_REPLY: "answer_\(answer)"
      default: TransportError(result, verification: ccurl_info_long(easy, CURLINFO_SSL_VERIFYRESULT)).name
      }
    return .failure(.unavailable(why))
  }

  private func note(_ next: CURLcode) { if code == CURLE_OK { code = next } }
  private func set(_ easy: UnsafeMutableRawPointer, _ option: CURLoption, _ value: Int) {
    note(ccurl_set_long(easy, option, value))
  }
  private func text(_ easy: UnsafeMutableRawPointer, _ option: CURLoption, _ value: String) {
    note(ccurl_set_text(easy, option, value))
  }
}

private let takeNothing: curl_write_callback = { _, size, count, _ in size &* count }

private let takeAnswer: curl_write_callback = { bytes, size, count, context in
  guard let context else { return 0 }
  return Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
    .take(answer: UnsafeRawBufferPointer(start: bytes, count: size &* count))
}

private let goOn: curl_xferinfo_callback = { context, _, _, _, _ in
  guard let context else { return 1 }
  return Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue().isOver ? 1 : 0
}
