@testable import Signatures

/// Builds requests signed in whatever shape a peer would, with the tests' own keys.
struct PeerShape {
  static let now = 1_795_168_800
  static let host = "papers.example"
  static let body = "{\"type\":\"Create\"}".bytes

  var method = "POST"
  var target = "/users/ada/inbox"
  /// The target as signed, when it differs from the one requested.
  var signedTarget: String?
  var body = PeerShape.body
  var fields: [(name: String, value: String)] = [
    ("Host", host), ("Date", HTTPDate.text(now)), ("Digest", Digest.digestHeader(body)),
    ("Content-Digest", Digest.contentDigest(body)), ("Content-Type", "application/activity+json"),
  ]

  func request(_ more: [(name: String, value: String)] = []) -> SignableRequest {
    SignableRequest(
      method: method, target: target, scheme: "https", authority: Self.host, fields: fields + more, body: body)
  }

  /// A draft-cavage request; `header` gets the base64 signature and writes the field.
  func cavage(
    _ components: String, key: PrivateKey, created: String = "", expires: String = "", header: (String) -> String
  ) throws -> SignableRequest {
    let lines = components.split(separator: " ").map { component in
      switch component {
      case "(request-target)": "(request-target): \(method.lowercased()) \(signedTarget ?? target)"
      case "(created)": "(created): \(created)"
      case "(expires)": "(expires): \(expires)"
      default: "\(component): \(fields.first { $0.name.lowercased() == component }?.value ?? "")"
      }
    }
    return request([("Signature", header(Base64.encode(try key.sign(lines.joined(separator: "\n").bytes))))])
  }

  /// An RFC 9421 request from its component names and the parameters behind the list, all as they will be sent.
  func message(_ list: String, _ parameters: String, key: PrivateKey, label: String = "sig1") throws -> SignableRequest {
    let lines = list.dropFirst().dropLast().split(separator: " ").map { quoted in
      let name = quoted.dropFirst().dropLast()
      let value =
        switch name {
        case "@method": method
        case "@target-uri": "https://\(Self.host)\(target)"
        case "@authority": Self.host
        case "@scheme": "https"
        case "@request-target": target
        case "@path": String(target.prefix { $0 != "?" })
        case "@query": String(target.drop { $0 != "?" })
        default: fields.first { $0.name.lowercased() == name }?.value ?? ""
        }
      return "\(quoted): \(value)"
    }
    let base = (lines + ["\"@signature-params\": \(list)\(parameters)"]).joined(separator: "\n")
    let signature = Base64.encode(try key.sign(base.bytes))
    return request([("Signature-Input", "\(label)=\(list)\(parameters)"), ("Signature", "\(label)=:\(signature):")])
  }
}
