internal import Signatures

extension Property {
  /// Reading keys, dates, digests and signatures of a request never fails but by an error; nothing made up verifies.
  ///
  /// The bytes are header lines, an empty line, and a body; the whole is also read as each of the texts a header may hold.
  static let signatures = Property("signatures") { bytes in
    encodings(of: bytes) ?? request(of: bytes)
  }

  private static func encodings(of bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes.prefix(8_192), as: UTF8.self)
    if let decoded = Base64.decode(text), Base64.decode(Base64.encode(decoded)) != decoded { return "base64" }
    if let decoded = Base64.decodeURL(text), Base64.decodeURL(Base64.encodeURL(decoded)) != decoded { return "base64url" }
    if let decoded = Base58.decode(Array(text.utf8)) {
      guard let encoded = Base58.encode(decoded), Base58.decode(Array(encoded.utf8)) == decoded else { return "base58" }
    }
    if let seconds = HTTPDate.seconds(text.utf8), HTTPDate.seconds(HTTPDate.text(seconds).utf8) != seconds { return "date" }
    for key in [try? PublicKey(pem: text), try? PublicKey(multikey: text), try? PublicKey(spki: bytes)] {
      guard let key else { continue }
      guard let again = try? PublicKey(pem: key.pem), again == key else { return "a key reads otherwise" }
      if key.verify(bytes, over: bytes) { return "a key verifies anything" }
    }
    return nil
  }

  private static func request(of bytes: [UInt8]) -> String? {
    var fields: [(name: String, value: String)] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")), fields.count < 100 {
      let line = rest[..<end]
      rest = rest[end...].dropFirst()
      if line.isEmpty { break }
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let value = line[colon...].dropFirst().drop { $0 == 0x20 }
      fields.append((String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self)))
    }
    let request = SignableRequest(
      method: "POST", target: "/users/ada/inbox?a=b", scheme: "https", authority: "papers.example", fields: fields,
      body: Array(rest))
    for field in fields {
      try? Digest.verifyDigest([field.value], body: request.body)
      try? Digest.verifyContentDigest([field.value], body: request.body)
    }
    guard let signatures = try? RequestVerifier.parse(request) else { return nil }
    if signatures.isEmpty { return "no signature and no error" }
    for signature in signatures {
      guard (try? RequestVerifier.check(signature, request: request, now: 1_795_168_800)) != nil else { continue }
      if signature.keyID.isEmpty { return "an empty key id passed" }
      if let key, RequestVerifier.verify(signature, request: request, key: key) { return "something made up verifies" }
    }
    return nil
  }

  /// A key of nobody: made once, and its private half is gone.
  private static let key = try? PublicKey(ed25519: Digest.sha256(Array("nobody".utf8)))
}
