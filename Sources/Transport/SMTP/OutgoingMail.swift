/// One message to one mailbox.
///
/// Everything in it may come from strangers but the two addresses: whatever would make another header line is refused.
package struct OutgoingMail: Sendable, Hashable {
  /// The mailbox it is from, also for what comes back.
  package var sender: String
  /// The name beside it.
  package var senderName: String
  package var recipient: String
  package var subject: String
  /// Further header fields, ASCII.
  package var fields: [(name: String, value: String)]
  /// The same words twice: for those who read text, and for those who read HTML.
  package var text: String
  package var html: String

  /// Bytes of both bodies together.
  package static let largest = 512 * 1_024

  package init(
    sender: String, senderName: String = "", recipient: String, subject: String, fields: [(name: String, value: String)] = [],
    text: String, html: String
  ) {
    self.sender = sender
    self.senderName = senderName
    self.recipient = recipient
    self.subject = subject
    self.fields = fields
    self.text = text
    self.html = html
  }

  package static func == (left: OutgoingMail, right: OutgoingMail) -> Bool {
    (try? left.header()) == (try? right.header()) && left.text == right.text && left.html == right.html
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(recipient) }

  /// The header lines, without those that libcurl writes; throws for what would not be one clean message.
  func header() throws(MailError) -> [String] {
    guard Self.isMailbox(sender) else { throw .unclean("sender") }
    guard Self.isMailbox(recipient) else { throw .unclean("recipient") }
    guard text.utf8.count + html.utf8.count <= Self.largest else { throw .unclean("size") }
    guard fields.count <= 32 else { throw .unclean("fields") }
    let name = try MailHeader.phrase(senderName, after: 6)
    var lines = [
      name.isEmpty ? "From: \(sender)" : "From: \(name)\r\n <\(sender)>", "To: \(recipient)",
      "Subject: " + (try MailHeader.text(subject, after: 9)),
    ]
    for field in fields { lines.append(try MailHeader.line(field.name, field.value)) }
    return lines + ["Content-Type: multipart/alternative"]
  }

  /// An address that can stand in the envelope: visible ASCII, one `@`, nothing that ends it.
  static func isMailbox(_ text: String) -> Bool {
    let halves = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    return text.utf8.count <= 320 && halves.count == 2 && halves.allSatisfy { !$0.isEmpty }
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"()<>,;:\\\"[]".utf8.contains($0) }
  }
}

/// Why a message did not go out.
package enum MailError: Error, Sendable, Hashable {
  /// It would not make one clean message; the part is named.
  case unclean(String)
  /// The server will not take this message, now or later.
  case refused(code: Int)
  /// The server may take this message later.
  case deferred(code: Int)
  /// The server cannot be worked with: no message would have gone out.
  case unavailable(String)

  /// A stable name for logs, figures and stored outcomes.
  package var name: String {
    switch self {
    case .unclean(let part): "unclean.\(part)"
    case .refused(let code): "refused.\(code)"
    case .deferred(let code): "deferred.\(code)"
    case .unavailable(let why): "unavailable.\(why)"
    }
  }
}
