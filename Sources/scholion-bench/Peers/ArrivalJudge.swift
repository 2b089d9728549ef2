internal import JSON
internal import Signatures

/// What is wrong with what arrived at the peers.
struct ArrivalVerdict: Sendable {
  var badSignatures = 0
  /// The same activity at the same inbox once more.
  var duplicates = 0
  /// Inboxes that got nothing.
  var lost = 0
}

/// Judges deliveries after the measurement, so that it costs nothing while the clock runs.
struct ArrivalJudge {
  let site: ServerSite
  private var keys: [String: PublicKey] = [:]

  init(site: ServerSite) { self.site = site }

  /// - Parameter inboxes: where one of the arrivals was due
  mutating func judge(_ arrivals: [Arrival], dueAt inboxes: [String]) -> ArrivalVerdict {
    var verdict = ArrivalVerdict()
    var seen: Set<String> = []
    var reached: Set<String> = []
    for arrival in arrivals {
      if !isSigned(arrival) { verdict.badSignatures += 1 }
      let inbox = arrival.inbox
      reached.insert(inbox)
      if !seen.insert("\(inbox) \(arrival.activity["id"]?.string ?? "")").inserted { verdict.duplicates += 1 }
    }
    verdict.lost = inboxes.count { !reached.contains($0) }
    return verdict
  }

  /// Whether the signature is of a key that the server shows, and covers what peers require.
  private mutating func isSigned(_ arrival: Arrival) -> Bool {
    let message = arrival.message
    let words = message.startWords
    guard words.count == 3, let host = message.field("host") else { return false }
    let request = SignableRequest(
      method: words[0], target: words[1], scheme: arrival.scheme, authority: host, fields: message.fields, body: message.body)
    guard let signature = try? RequestVerifier.parse(request).first,
      (try? RequestVerifier.check(signature, request: request, now: Clock.epoch)) != nil, let key = key(signature.keyID)
    else { return false }
    return RequestVerifier.verify(signature, request: request, key: key)
  }

  private mutating func key(_ id: String) -> PublicKey? {
    if let key = keys[id] { return key }
    let address = String(id.prefix { $0 != "#" })
    guard address.hasPrefix(site.origin), let document = site.document(String(address.dropFirst(site.origin.count))),
      let pem = document["publicKey"]?["publicKeyPem"]?.string, let key = try? PublicKey(pem: pem)
    else { return nil }
    keys[id] = key
    return key
  }
}
