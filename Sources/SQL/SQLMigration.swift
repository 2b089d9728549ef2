/// One step of the schema: plain SQL that is never edited once it shipped.
package struct SQLMigration: Sendable, Equatable {
  /// Its place in the order; unique and rising.
  package let version: Int
  /// A few words for people.
  package let name: String
  /// The statements, each ended by a semicolon, without transactions of their own.
  package let sql: String
  /// 64-bit FNV-1a of the text in hexadecimal: it notices an edit by mistake, and is no defence against an attacker.
  package let checksum: String

  /// A step of the schema.
  package init(version: Int, name: String, sql: String) {
    self.version = version
    self.name = name
    self.sql = sql
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in sql.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    checksum = String(repeating: "0", count: 16 - digits.count) + digits
  }
}
