package import Domain
internal import SQL

/// Items that were leased and not looked at.
extension WriteTransaction {
  /// Gives items back to the queue as if they had not been leased; only those the owner still holds.
  package func returnItems(_ ids: [RowID], owner: Int64) throws {
    for id in ids where try holdsItem(id, owner: owner) {
      _ = try sql.execute("UPDATE inbox_item SET leased_until = 0, attempts = attempts - 1 WHERE id = $1", [id])
    }
  }
}
