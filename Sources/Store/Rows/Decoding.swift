package import Domain
package import SQL

extension SQLRow {
  func timestamp(_ i: Int) throws -> Timestamp { Timestamp(milliseconds: try integer(i)) }

  func optionalTimestamp(_ i: Int) throws -> Timestamp? { try optionalInteger(i).map(Timestamp.init(milliseconds:)) }

  func optionalID(_ i: Int) throws -> RowID? { try optionalInteger(i).map { RowID($0) } }

  func count(_ i: Int) throws -> Int { Int(clamping: try integer(i)) }

  /// A column that holds the raw value of an enumeration.
  func word<Word: RawRepresentable>(_ i: Int) throws -> Word where Word.RawValue == String {
    let text = try text(i)
    guard let word = Word(rawValue: text) else { throw StoreError.unknownWord(text) }
    return word
  }
}

extension RowID: SQLBindable { package var sqlValue: SQLValue { .integer(value) } }
extension Timestamp: SQLBindable { package var sqlValue: SQLValue { .integer(milliseconds) } }
extension ResourceID: SQLBindable { package var sqlValue: SQLValue { .text(text) } }

/// What the store refuses by itself.
package enum StoreError: Error, Equatable {
  /// A column holds a word this version does not know.
  case unknownWord(String)
  /// The name belongs to somebody, or did.
  case nameTaken
  /// The address has an account.
  case emailTaken
  /// The identifiers belong to different papers.
  case identifierConflict
  /// The person has summarised the paper already.
  case summaryExists
  /// There are as many as there may be.
  case tooMany
  /// A value was sealed under a master key that another has replaced since.
  case masterKeyChanged
  /// The papers cannot be merged or split like that.
  case cannotMerge(MergeObstacle)
}
