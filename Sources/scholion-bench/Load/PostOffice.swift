internal import Signatures

/// A letter as it goes over the wire: one signed request.
struct Posting: Sendable {
  let letter: Letter
  let bytes: [UInt8]
}

/// Signs letters for one server, ahead of the measured time.
struct PostOffice: Sendable {
  let key: PrivateKey
  /// Whose inbox it is, `localhost:8080`.
  let authority: String

  /// A POST to the shared inbox, signed as Mastodon does (draft-cavage, RSA-2048).
  ///
  /// Throws `SignatureError`.
  func sign(_ letter: Letter) throws(SignatureError) -> Posting {
    let fields = try RequestSigner(keyID: letter.sender.keyID, key: key).fields(
      method: "POST", target: "/inbox", authority: authority, scheme: "http", body: letter.body, date: Clock.epoch,
      dialect: .cavage)
    var head = "POST /inbox HTTP/1.1\r\nHost: \(authority)\r\nUser-Agent: peer\r\nContent-Type: application/activity+json\r\n"
    for field in fields { head += "\(field.name): \(field.value)\r\n" }
    head += "Content-Length: \(letter.body.count)\r\n\r\n"
    return Posting(letter: letter, bytes: Array(head.utf8) + letter.body)
  }

  /// Signs many on all cores.
  func sign(_ letters: [Letter]) async throws -> [Posting] {
    try await WorkerThread.spread(letters.count) { try sign(letters[$0]) }
  }
}
