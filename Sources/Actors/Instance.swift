internal import Domain
package import Logging
package import Store
package import Transport

/// What every room above the store works with: who we are, where things lie, how to reach others.
package struct Instance: Sendable {
  package let origin: Origin
  package let addresses: Addresses
  package let store: Store
  package let client: HTTPClient
  package let keys: KeyRing
  package let logger: Logger
  /// The program's version, as NodeInfo tells it.
  package let version: String
  /// Whether http and loopback peers are let through; tests only.
  package let allowsPrivatePeers: Bool
  /// Whether the services move.
  package let pulse = Pulse()
  /// How requests and documents of others are judged: by everything, outside of tests that look at one step.
  package let checks: VerifierChecks

  package init(
    origin: Origin, store: Store, client: HTTPClient, keys: KeyRing, logger: Logger, version: String,
    allowsPrivatePeers: Bool, checks: VerifierChecks = VerifierChecks()
  ) {
    self.origin = origin
    addresses = Addresses(origin)
    self.store = store
    self.client = client
    self.keys = keys
    self.logger = logger
    self.version = version
    self.allowsPrivatePeers = allowsPrivatePeers
    self.checks = checks
  }
}
