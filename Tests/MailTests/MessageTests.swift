import TestSupport
import Testing

@testable import Transport

@Suite struct MessageTests {
  private static func mail(to recipient: String = "bob@mail.example", subject: String = "Hello", text: String = "Hi.\n")
    -> OutgoingMail
  {
    OutgoingMail(
      sender: "post@papers.example", senderName: "Scholion", recipient: recipient, subject: subject,
      fields: [("Message-ID", "<1.0@papers.example>"), ("Auto-Submitted", "auto-generated")], text: text, html: "<p>Hi.</p>\n")
  }

  private static func client(_ url: String, security: MailRelay.Security? = nil, authority: String = "") throws -> SMTPClient {
    var relay = try MailRelay(parsing: url, security: security)
    if !authority.isEmpty { relay.caFile = authority }
    var client = SMTPClient(relay: relay)
    client.deadline = .seconds(20)
    return client
  }

  private static func error(_ client: SMTPClient, _ mail: OutgoingMail) async -> MailError? {
    do throws(MailError) {
      try await client.send(mail)
      return nil
    } catch {
      return error
    }
  }

  @Test func `Another parser reads exactly the words that were sent, in the header and in both parts`() async throws {
    try await MailServer.use { server in
      let client = try Self.client(server.url)
      let long = String(repeating: "Ein längerer Titel über Aufmerksamkeit ", count: 8)
      let subjects = [
        "Plain", "Ünïcödé", "🐢👩‍👩‍👧‍👦 family", "مرحبا بالعالم", long, String(repeating: "a", count: 300), "=?UTF-8?B?YQ==?=", " x ",
        "a: b, <c> \"d\"", String(repeating: "🧮", count: 75),
      ]
      let text = "From here on\n.\n..two dots\nlong \(String(repeating: "word ", count: 400))\n= sign, ünïcödé 🐢\n\ttab  \nend"
      for subject in subjects {
        var mail = Self.mail(subject: subject, text: text)
        mail.senderName = subject
        try await client.send(mail)
        let seen = try await server.next()
        #expect(seen.first("Subject") == subject)
        // Python 3.11 leaves spaces between encoded words of a name.
        #expect(seen.fromName == subject || subject.utf8.count > 40)
        #expect(seen.fromAddress == "post@papers.example")
        #expect(seen.sender == "post@papers.example" && seen.recipients == ["bob@mail.example"])
        #expect(seen.type == "multipart/alternative" && seen.parts.map(\.first) == ["text/plain", "text/html"])
        // The last line end belongs to the boundary.
        #expect(seen.part("text/plain").replacing("\r\n", with: "\n") == text)
        #expect(seen.part("text/html").replacing("\r\n", with: "\n") == "<p>Hi.</p>\n")
        #expect(seen.parts.allSatisfy { $0.last == "quoted-printable" })
        // The longest is the field with the boundary, which libcurl writes.
        #expect(
          seen.defects == [] && seen.bareLineEnds == 0 && seen.longest <= 86, "\(subject): \(seen.defects) \(seen.longest)")
        for name in ["From", "To", "Subject", "Mime-Version", "Content-Type", "Message-ID", "Auto-Submitted"] {
          #expect(seen.count(name) == 1, "\(name)")
        }
      }
    }
  }

  @Test(
    arguments: [
      "a\r\nBcc: eve@mail.example", "a\nb", "a\rb", "a\u{0}b", "a\u{2028}b", "a\u{85}b", "a\u{7F}",
    ])
  func `What would begin another line of the header is refused, and nothing is sent`(words: String) async throws {
    // Nobody listens there: it is refused before.
    let client = try Self.client("smtp://127.0.0.1:1")
    var name = Self.mail()
    name.senderName = words
    var field = Self.mail()
    field.fields.append(("List-Unsubscribe", words))
    var sender = Self.mail()
    sender.sender = "post@papers.example\(words)"
    for mail in [Self.mail(subject: words), name, field, sender, Self.mail(to: "bob@mail.example\(words)")] {
      guard case .unclean? = await Self.error(client, mail) else {
        Issue.record("sent: \(words)")
        continue
      }
    }
  }

  @Test(arguments: [
    "bob", "@mail.example", "bob@", "bob@a@b", "bob@mail.example>", "bob <bob@mail.example>", "bøb@mail.example", "",
  ])
  func `What is no mailbox is refused`(recipient: String) async throws {
    #expect(await Self.error(try Self.client("smtp://127.0.0.1:1"), Self.mail(to: recipient)) == .unclean("recipient"))
  }

  @Test func `A server's answer tells whether to come again`() async throws {
    try await MailServer.use { server in
      let client = try Self.client(server.url)
      func answer(_ name: String) async -> MailError? { await Self.error(client, Self.mail(to: "\(name)@mail.example")) }
      #expect(await answer("refused") == .refused(code: 550))
      #expect(await answer("later") == .deferred(code: 451))
      #expect(await answer("full") == .refused(code: 552))
      #expect(await answer("busy") == .unavailable("answer_421"))
      #expect(await answer("bob") == nil)
    }
    #expect(await Self.error(try Self.client("smtp://127.0.0.1:1"), Self.mail()) == .unavailable("connect"))
  }

  @Test func `Where TLS is required nothing is sent without it, nor under a certificate that nobody vouches for`() async throws {
    try await MailServer.use { server in
      let client = try Self.client(server.url, security: .required)
      #expect(await Self.error(client, Self.mail()) == .unavailable("tls.handshake"))
    }
    for mode in [MailServer.Mode.tls, .smtps] {
      try await MailServer.use(mode) { server in
        let url = mode == .tls ? server.url : "smtps://127.0.0.1:\(server.port)"
        let stranger = try Self.client(url, security: .required)
        #expect(await Self.error(stranger, Self.mail()) == .unavailable("tls.certificate"), "\(mode)")
        let known = try Self.client(url, security: .required, authority: server.authority)
        #expect(await Self.error(known, Self.mail()) == nil, "\(mode)")
        #expect(try await server.next().isSecure)
        if mode == .tls {
          let open = try Self.client(url, security: .off)
          #expect(await Self.error(open, Self.mail()) == .unavailable("answer_530"))
        }
      }
    }
  }

  @Test func `A password is sent under TLS, and a wrong one is about us, not about the message`() async throws {
    try await MailServer.use(.signIn) { server in
      var relay = try MailRelay(parsing: server.url, security: .required)
      relay.caFile = server.authority
      (relay.user, relay.password) = ("ada", "open sesame")
      #expect(await Self.error(SMTPClient(relay: relay), Self.mail()) == nil)
      #expect(try await server.next().first("Subject") == "Hello")
      relay.password = "wrong"
      #expect(await Self.error(SMTPClient(relay: relay), Self.mail()) == .unavailable("sign_in"))
    }
  }

  @Test func `A mail server is named by scheme, host and perhaps a port`() throws {
    let usual = try MailRelay(parsing: "smtp://Mail.Example")
    #expect(usual.host == "mail.example" && usual.port == 587 && usual.security == .required && !usual.isOpenToReaders)
    let implicit = try MailRelay(parsing: "smtps://mail.example/", security: .off)
    #expect(implicit.port == 465 && implicit.isImplicit && implicit.security == .required)
    for here in ["localhost", "127.0.0.1:25", "[::1]:2525", "mail.localhost"] {
      #expect(try MailRelay(parsing: "smtp://" + here).security == .offered, "\(here)")
    }
    #expect(try MailRelay(parsing: "smtp://[::1]:2525").url == "smtp://[::1]:2525/localhost")
    #expect(try MailRelay(parsing: "smtp://10.0.0.1", security: .off).isOpenToReaders)
    for wrong in [
      "mail.example", "http://mail.example", "smtp://", "smtp://a:b@mail.example", "smtp://mail.example:0",
      "smtp://mail.example:x", "smtp://mail.example/path", "smtp://[::1", "smtp://mail example",
    ] {
      #expect(throws: MailRelayError.self, "\(wrong)") { try MailRelay(parsing: wrong) }
    }
  }
}
