/// How much a JSON text may hold before it is refused.
package struct JSONLimits: Sendable {
  /// Length of the whole text in bytes.
  package var bytes: Int
  /// Arrays and objects within each other; never more than 128 whatever is asked.
  package var depth: Int
  /// Members of one object.
  package var keysPerObject: Int
  /// Length of a decoded key in bytes.
  package var keyBytes: Int
  /// Items of one array.
  package var itemsPerArray: Int
  /// Values in the whole text.
  package var nodes: Int
  /// Combining marks in a row within one string; Swift normalises longer runs in quadratic time (UAX #15, stream-safe text).
  package var combiningRun: Int
  /// Bytes of all keys that are not ASCII: finding equivalent ones costs some 100 ns a byte.
  package var foreignKeyBytes: Int

  /// Limits of what peers send, with every one open to change.
  package init(
    bytes: Int = 1 << 20, depth: Int = 32, keysPerObject: Int = 256, keyBytes: Int = 256, itemsPerArray: Int = 1000,
    nodes: Int = 20_000, combiningRun: Int = 30, foreignKeyBytes: Int = 1 << 15
  ) {
    self.bytes = bytes
    self.depth = depth
    self.keysPerObject = keysPerObject
    self.keyBytes = keyBytes
    self.itemsPerArray = itemsPerArray
    self.nodes = nodes
    self.combiningRun = combiningRun
    self.foreignKeyBytes = foreignKeyBytes
  }

  /// For whatever comes from another server or a client.
  package static let federation = JSONLimits()

  /// For files that the operator put there: imports, archives, data sets.
  package static let own = JSONLimits(
    bytes: 256 << 20, depth: 64, keysPerObject: 10_000, keyBytes: 1024, itemsPerArray: 1_000_000, nodes: 10_000_000,
    foreignKeyBytes: 16 << 20)
}
