import Synchronization

/// The number of a row of ours: milliseconds since 1970 shifted by 16 bits, and a sequence; sorting by it is sorting by time.
package struct RowID: Sendable, Hashable, Comparable {
  /// The number.
  package let value: Int64

  /// A row id as stored.
  package init(_ value: Int64) { self.value = value }

  /// The smallest id of a moment; times before 1970 or beyond 47 bits are taken to the nearest bound.
  package init(at timestamp: Timestamp, sequence: UInt16 = 0) {
    value = min(max(0, timestamp.milliseconds), (1 << 47) - 1) << 16 | Int64(sequence)
  }

  /// Reads the decimal form that clients see: digits only, no leading zero.
  ///
  /// Throws `DomainError` with the field `row`.
  package init(parsing text: String) throws(DomainError) {
    guard text.isDigits, text.utf8.count <= 19, text.utf8.first != UInt8(ascii: "0") || text.utf8.count == 1,
      let value = Int64(text)
    else { throw DomainError(.row, .malformed, "This is not an id.") }
    self.value = value
  }

  /// The decimal form.
  package var text: String { String(value) }

  /// When the row was made.
  package var timestamp: Timestamp { Timestamp(milliseconds: value >> 16) }

  /// Whether the row was made before the other.
  package static func < (left: RowID, right: RowID) -> Bool { left.value < right.value }
}

extension RowID: CustomStringConvertible {
  /// The decimal form.
  package var description: String { text }
}

/// Gives row ids that always grow, whatever the clock does.
package final class RowIDSource: Sendable {
  private let last: Mutex<Int64>
  private let clock: @Sendable () -> Int64
  private let salt: UInt16
  private let slot: @Sendable () -> Int?

  /// Ids of one process and millisecond, where processes are numbered: the other ten bits of the sequence are the number.
  private static let slotted: Int64 = 64

  /// A source over a clock in milliseconds since 1970, going on after the largest id known.
  ///
  /// - Parameters:
  ///   - salt: where the sequence of each millisecond begins; two processes on one database take different ones
  ///   - slot: the number, below 1,024, of this process among those that write to the database; nil when there are no others
  package init(
    after last: RowID? = nil, salt: UInt16 = 0, slot: @escaping @Sendable () -> Int? = { nil },
    clock: @escaping @Sendable () -> Int64
  ) {
    self.last = Mutex(last?.value ?? 0)
    self.salt = salt
    self.slot = slot
    self.clock = clock
  }

  /// The next id: that of the present millisecond, or one more than the last where the clock stood still or went back.
  ///
  /// A process with a number never gives an id that another number may give; where its share of a millisecond is spent, it
  /// takes from the next.
  package func next() -> RowID {
    let time = clock()
    guard let slot = slot() else {
      let present = RowID(at: Timestamp(milliseconds: time), sequence: salt).value
      return last.withLock { last in
        last = max(present, last &+ 1)
        return RowID(last)
      }
    }
    let share = Int64(slot & 1_023) * Self.slotted
    return last.withLock { last in
      let present = RowID(at: Timestamp(milliseconds: time)).value | share
      if present > last {
        last = present
      } else if (last + 1) & 0xFFFF >= share, (last + 1) & 0xFFFF < share + Self.slotted, (last + 1) >> 16 == last >> 16 {
        last += 1
      } else {
        last = ((last >> 16) + 1) << 16 | share
      }
      return RowID(last)
    }
  }
}

extension RowID {
  /// The number of the process that gave it, where processes were numbered.
  package var slot: Int { Int(value >> 6 & 1_023) }
}
