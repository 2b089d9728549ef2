import JSON
import TestSupport

@testable import Signatures

/// Signs a request as a case wants it: fairly, unless it says otherwise.
struct CaseSigner {
  let scene: HostileScene
  let cast: Cast

  /// The header fields of a request.
  ///
  /// - Parameter wish: `by`, `dialect`, `components`, `algorithm`, `keyId`, `key`, `late` (seconds), `created` and `expires`
  ///   (seconds from now), `authority`, `method`, `target`, `scheme`, `body` (what is signed instead), `damage`, `label`
  func fields(_ wish: JSONValue, path: String, body: [UInt8]) throws -> [(String, String)] {
    let signer = try cast.named(wish["by"]?.string ?? "eve")
    let keyID = wish["keyId"]?.string ?? signer.keyID
    let key = try wish["key"]?.string.map(cast.key) ?? signer.key
    let now = scene.now
    let date = now + Int(wish["late"]?.integer ?? 0)
    let isMessage = wish["dialect"]?.string == "rfc9421"
    let signed = wish["body"]?.string.map { Array($0.utf8) } ?? body
    var added: [(name: String, value: String)] = []
    if isMessage {
      added.append(("Content-Digest", Digest.contentDigest(signed)))
    } else {
      added += [("Date", HTTPDate.text(date)), ("Digest", Digest.digestHeader(signed))]
    }
    for (name, value) in wish["fields"]?.object?.members ?? [] { added.append((name, value.string ?? "")) }
    let authority = wish["authority"]?.string ?? scene.authority
    let request = SignableRequest(
      method: wish["method"]?.string ?? "POST", target: wish["target"]?.string ?? path, scheme: wish["scheme"]?.string ?? "https",
      authority: authority, fields: [("host", authority)] + added, body: signed)
    let components =
      wish["components"]?.array?.compactMap(\.string)
      ?? (isMessage ? ["@method", "@target-uri", "content-digest"] : ["(request-target)", "host", "date", "digest"])
    let created = wish["created"]?.integer.map { now + Int($0) } ?? (isMessage && wish["created"] == nil ? date : nil)
    let expires = wish["expires"]?.integer.map { now + Int($0) }
    let algorithm = wish["algorithm"].map { $0.string }
    let name = algorithm ?? (isMessage ? "rsa-v1_5-sha256" : "hs2019")
    let parts = Parts(
      keyID: keyID, algorithm: name, components: components, created: created, expires: expires,
      label: wish["label"]?.string ?? "sig1")
    let text = isMessage ? try parts.messageBase(request) : try parts.cavageString(request)
    let signature = Self.damaged(try key.sign(text), wish["damage"]?.string)
    return added.map { ($0.name, $0.value) } + (isMessage ? parts.messageFields(signature) : parts.cavageFields(signature))
  }

  /// `flip N` turns a bit of byte N over, `cut N` drops bytes from the end, `grow N` adds some, `zero N` is N zero bytes.
  private static func damaged(_ signature: [UInt8], _ damage: String?) -> [UInt8] {
    guard let words = damage?.split(separator: " "), words.count == 2, let count = Int(words[1]) else { return signature }
    var out = signature
    switch words[0] {
    case "flip": if out.indices.contains(count) { out[count] ^= 1 }
    case "cut": out.removeLast(min(count, out.count))
    case "grow": out += [UInt8](repeating: 0, count: count)
    case "zero": out = [UInt8](repeating: 0, count: count)
    case "ones": out = [UInt8](repeating: 255, count: count)
    default: break
    }
    return out
  }

  /// What both dialects are written from.
  private struct Parts {
    let keyID: String
    let algorithm: String?
    let components: [String]
    let created: Int?
    let expires: Int?
    let label: String

    private func parsed(_ dialect: SignatureDialect, _ raw: RawSignatureText) -> ParsedSignature {
      ParsedSignature(
        dialect: dialect, keyID: keyID, algorithmName: algorithm, components: components, created: created, expires: expires,
        label: label, signature: [], raw: raw)
    }

    /// A part that is named and not there is signed as nothing.
    private func completed(_ request: SignableRequest) -> SignableRequest {
      var request = request
      for name in components where !name.hasPrefix("(") && !name.hasPrefix("@") && request.value(name) == nil {
        request.fields.append((name, ""))
      }
      return request
    }

    func cavageString(_ request: SignableRequest) throws -> [UInt8] {
      let raw = RawSignatureText(
        created: Array((created.map { "\($0)" } ?? "").utf8), expires: Array((expires.map { "\($0)" } ?? "").utf8))
      return try CavageSignature.signingString(parsed(.cavage, raw), completed(request))
    }

    private var parameters: String {
      let list = components.map { "\"\($0)\"" }.joined(separator: " ")
      var text = "(\(list))"
      if let created { text += ";created=\(created)" }
      if let expires { text += ";expires=\(expires)" }
      text += ";keyid=\"\(keyID)\""
      if let algorithm { text += ";alg=\"\(algorithm)\"" }
      return text
    }

    func messageBase(_ request: SignableRequest) throws -> [UInt8] {
      try MessageSignature.signatureBase(
        parsed(.rfc9421, RawSignatureText(parameters: Array(parameters.utf8))), completed(request))
    }

    func messageFields(_ signature: [UInt8]) -> [(String, String)] {
      [("Signature-Input", "\(label)=\(parameters)"), ("Signature", "\(label)=:\(Base64.encode(signature)):")]
    }

    func cavageFields(_ signature: [UInt8]) -> [(String, String)] {
      var text = "keyId=\"\(keyID)\""
      if let algorithm { text += ",algorithm=\"\(algorithm)\"" }
      if let created { text += ",created=\(created)" }
      if let expires { text += ",expires=\(expires)" }
      text += ",headers=\"\(components.joined(separator: " "))\",signature=\"\(Base64.encode(signature))\""
      return [("Signature", text)]
    }
  }
}
