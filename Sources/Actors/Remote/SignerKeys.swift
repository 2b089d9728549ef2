internal import ActivityStreams
internal import Domain
internal import Metrics
package import Signatures
package import Store
internal import Synchronization

/// Finds the key a request claims to be signed with, and whom it belongs to.
package final class SignerKeys: Sendable {
  private let instance: Instance
  private let actors: RemoteActors
  private let budgets: KeyBudgets
  private let decoded = Mutex<[String: (pem: String, key: PublicKey)]>([:])
  private static let decodedLimit = 2_000

  package init(instance: Instance, actors: RemoteActors) {
    self.instance = instance
    self.actors = actors
    budgets = KeyBudgets()
  }

  /// A key and its proven owner.
  package struct Found: Sendable {
    package let key: PublicKey
    package let owner: ActorRow
    /// Whether it was fetched for this request.
    package let isFresh: Bool
  }

  /// The stored key under an id, if any.
  package func stored(_ keyID: String) async throws -> Found? {
    try await instance.store.read { [self] in try stored(keyID, in: $0) }
  }

  /// The same within a transaction that looks for more than the key.
  package func stored(_ keyID: String, in transaction: ReadTransaction) throws -> Found? {
    guard let row = try transaction.key(uri: keyID), let key = decode(row.key) else { return nil }
    return Found(key: key, owner: row.owner, isFresh: false)
  }

  /// A key that was used before, with the text it was read from, which tells whether the stored one is still the same.
  package func remembered(_ keyID: String) -> (text: String, key: PublicKey)? {
    decoded.withLock { $0[keyID] }.map { ($0.pem, $0.key) }
  }

  /// Fetches the key's owner anew and gives the key, if the owner's own document lists it (GHSA-q9f8-5hc7-898f).
  ///
  /// Throws ``ActorError``: `unreachable` when the host is away or the budget is spent, `keyNotOwned`, `gone`, `notFound`.
  package func fetched(_ keyID: String, source: String) async throws -> Found {
    do {
      let found = try await looked(up: keyID, source: source)
      Counter(label: "scholion_key_fetches_total", dimensions: [("outcome", "found")]).increment()
      return found
    } catch let error as ActorError {
      Counter(label: "scholion_key_fetches_total", dimensions: [("outcome", error.kind)]).increment()
      throw error
    }
  }

  private func looked(up keyID: String, source: String) async throws -> Found {
    guard let iri = IRI(keyID), iri.isDereferenceable, let host = iri.authority else { throw ActorError.badAddress }
    guard !host.utf8.elementsEqual(instance.origin.authority.utf8) else { throw ActorError.notHere }
    let isKnown = try await instance.store.read { try $0.peer(host)?.lastSuccessAt != nil }
    try budgets.begin(host: host, isKnown: isKnown, source: source, now: instance.store.now().milliseconds)
    defer { budgets.end(host: host) }
    let budget = FetchBudget(4)
    let owner: ActorRow
    if iri.fragment != nil {
      owner = try await actors.actor(iri.withoutFragment, budget: budget, refetching: true)
    } else {
      // A key with a path of its own (GoToSocial, Mastodon's stand-alone keys): the document names the owner, who must confirm it.
      let value = try await instance.fetchKey(iri, budget: budget)
      guard let document = try? KeyDocument(decoding: value), let ownerID = document.owner(of: iri) ?? document.keys.first?.owner,
        ownerID.sharesAuthority(with: iri) || !instance.checks.trust.contains(.keyHost)
      else { throw ActorError.keyNotOwned }
      owner = try await actors.actor(ownerID, budget: budget, refetching: true)
    }
    guard let row = try await instance.store.read({ try $0.key(uri: keyID) }), row.owner.id == owner.id,
      let key = decode(row.key)
    else { throw ActorError.keyNotOwned }
    return Found(key: key, owner: row.owner, isFresh: true)
  }

  /// Notes that a request from this address verified; its address is trusted with more key fetches.
  package func verified(source: String) { budgets.trust(source) }

  private func decode(_ row: KeyRow) -> PublicKey? {
    if let known = decoded.withLock({ $0[row.uri] }), known.pem.utf8.elementsEqual(row.publicKey.utf8) { return known.key }
    let leastBits = instance.checks.trust.contains(.keySize) ? PublicKey.leastBits : 0
    let pem = try? PublicKey(pem: row.publicKey, leastBits: leastBits)
    guard let key = pem ?? (try? PublicKey(multikey: row.publicKey)) else { return nil }
    decoded.withLock {
      if $0.count >= Self.decodedLimit { $0.removeAll(keepingCapacity: true) }
      $0[row.uri] = (row.publicKey, key)
    }
    return key
  }
}

/// How many keys may be asked for (DESIGN 3): 4 in flight and 120 a minute per key host, 60 a minute from an address none of whose
/// requests ever verified, 10 new hosts of one registrable domain in 5 minutes.
private final class KeyBudgets: Sendable {
  private struct State {
    var inFlight: [String: Int] = [:]
    var perHost: [String: Window] = [:]
    var perSource: [String: Window] = [:]
    var hostsOfDomain: [String: (start: Int64, hosts: Set<String>)] = [:]
    var trusted: Set<String> = []
  }
  private struct Window {
    var start: Int64
    var count: Int
  }
  private let state = Mutex(State())
  private static let tableLimit = 20_000

  func begin(host: String, isKnown: Bool, source: String, now: Int64) throws(ActorError) {
    let refusal: String? = state.withLock { state in
      if state.perHost.count > Self.tableLimit { state.perHost.removeAll() }
      if state.perSource.count > Self.tableLimit { state.perSource.removeAll() }
      if state.hostsOfDomain.count > Self.tableLimit { state.hostsOfDomain.removeAll() }
      guard state.inFlight[host, default: 0] < 4 else { return "keys_in_flight" }
      guard Self.take(&state.perHost, host, limit: 120, now: now) else { return "keys_per_host" }
      if !state.trusted.contains(source), !Self.take(&state.perSource, source, limit: 60, now: now) { return "keys_per_source" }
      if !isKnown, !Self.isWelcome(host, in: &state, now: now) { return "subdomains" }
      state.inFlight[host, default: 0] += 1
      return nil
    }
    if let refusal { throw .unreachable(refusal) }
  }

  /// Whether a host never heard from is among the first ten of its registrable domain in five minutes.
  private static func isWelcome(_ host: String, in state: inout State, now: Int64) -> Bool {
    let domain = registrable(host)
    var window = state.hostsOfDomain[domain] ?? (now, [])
    if now - window.start > 300_000 { window = (now, []) }
    guard window.hosts.contains(host) || window.hosts.count < 10 else { return false }
    window.hosts.insert(host)
    state.hostsOfDomain[domain] = window
    return true
  }

  /// The last two labels, or three below suffixes such as `co.uk` and `edu.au`: near enough without a list of all suffixes.
  static func registrable(_ host: String) -> String {
    let labels = host.split(separator: ".")
    let isSecondLevel = labels.count > 2 && labels[labels.count - 1].count == 2 && labels[labels.count - 2].count <= 3
    return labels.suffix(isSecondLevel ? 3 : 2).joined(separator: ".")
  }

  func end(host: String) {
    state.withLock { state in
      let count = state.inFlight[host, default: 1] - 1
      state.inFlight[host] = count > 0 ? count : nil
    }
  }

  func trust(_ source: String) {
    state.withLock { state in
      if state.trusted.count > Self.tableLimit { state.trusted.removeAll() }
      state.trusted.insert(source)
    }
  }

  private static func take(_ table: inout [String: Window], _ key: String, limit: Int, now: Int64) -> Bool {
    var window = table[key] ?? Window(start: now, count: 0)
    if now - window.start > 60_000 { window = Window(start: now, count: 0) }
    guard window.count < limit else { return false }
    window.count += 1
    table[key] = window
    return true
  }
}
