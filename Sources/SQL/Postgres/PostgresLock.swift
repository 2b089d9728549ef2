/// The advisory locks and the channel by which the processes on one database know of each other (PostgreSQL manual, 13.3.5).
///
/// Advisory locks belong to one database; the numbers are the bytes of `Scho` and of `Scholion`.
enum PostgresLock {
  /// Held by the one transaction that writes just now.
  static let writing: Int64 = 0x5363_686f_6c69_6f6e
  /// With a number beside it: held by the process that has that number.
  static let slots: Int32 = 0x5363_686f
  /// Shared by all servers; whoever wants to be alone takes it whole.
  static let serving: Int32 = 0x5363_6870
  /// Where words for all processes are called out.
  static let channel = "scholion"
  /// How many numbers there are; they are bits of row ids.
  static let slotCount = 1_024
}
