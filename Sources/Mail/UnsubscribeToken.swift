package import Actors
package import Domain
internal import Signatures

/// What one link at the end of a mail ends.
package enum MailTopic: UInt8, Sendable, CaseIterable {
  case replies = 1
  case mentions, papers
  /// The three above, where a mail holds several of them.
  case notices
  case digest
}

/// Ends mails of one kind for one person without a sign-in (RFC 8058).
///
/// It is good as long as the master key is; nothing of it is stored. Base64url of person, topic, and half of an HMAC-SHA256.
package struct UnsubscribeToken: Sendable, Equatable {
  package let person: RowID
  package let topic: MailTopic

  private static let purpose = "unsubscribe"
  private static let tagBytes = 16

  package init(person: RowID, topic: MailTopic) {
    self.person = person
    self.topic = topic
  }

  /// Nil where the instance never gave it out.
  package init?(parsing text: String, keys: KeyRing) {
    guard text.utf8.count == 34, let bytes = Base64.decodeURL(text), bytes.count == 9 + Self.tagBytes else { return nil }
    let (message, tag) = (Array(bytes.prefix(9)), Array(bytes.dropFirst(9)))
    let isOurs = keys.derivedKeys(for: Self.purpose).map { ConstantTime.equal(Self.tag(of: message, $0), tag) }.contains(true)
    guard isOurs, let last = message.last, let topic = MailTopic(rawValue: last) else { return nil }
    person = RowID(message.dropLast().reduce(Int64(0)) { $0 << 8 | Int64($1) })
    self.topic = topic
  }

  package func text(_ keys: KeyRing) -> String {
    let message = (0..<8).map { UInt8(truncatingIfNeeded: person.value >> Int64(56 - 8 * $0)) } + [topic.rawValue]
    return Base64.encodeURL(message + Self.tag(of: message, keys.derivedKeys(for: Self.purpose).first ?? []))
  }

  private static func tag(of message: [UInt8], _ key: [UInt8]) -> [UInt8] {
    Array(Digest.hmacSHA256(key: key, message).prefix(tagBytes))
  }
}
