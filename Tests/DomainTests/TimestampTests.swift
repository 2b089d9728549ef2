import Synchronization
import Testing

@testable import Domain

@Suite struct TimestampTests {
  static let moments: [(Int64, String, String)] = [
    (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
    (1_795_168_800_000, "2026-11-20T10:00:00Z", "Fri, 20 Nov 2026 10:00:00 GMT"),
    (784_111_777_000, "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
    (951_782_400_000, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
    (-1000, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
    (4_102_444_799_000, "2099-12-31T23:59:59Z", "Thu, 31 Dec 2099 23:59:59 GMT"),
    (-2_203_891_200_000, "1900-03-01T00:00:00Z", "Thu, 01 Mar 1900 00:00:00 GMT"),
    (-62_135_596_800_000, "0001-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 GMT"),
    (253_402_300_799_000, "9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT"),
  ]

  @Test("A moment is written and read in both forms", arguments: moments)
  func forms(milliseconds: Int64, iso: String, http: String) throws {
    let timestamp = Timestamp(milliseconds: milliseconds)
    #expect(timestamp.iso8601 == iso && timestamp.httpDate == http)
    #expect(try Timestamp(parsing: iso) == timestamp)
    #expect(try Timestamp(httpDate: http) == timestamp)
  }

  @Test(
    "Spellings of RFC 3339 are read as the moment they mean",
    arguments: [
      ("2026-11-20T10:00:00.5Z", 500), ("2026-11-20T10:00:00.123456789Z", 123), ("2026-11-20T10:00:00,04Z", 40),
      ("2026-11-20t10:00:00z", 0),
      ("2026-11-20 10:00:00Z", 0), ("2026-11-20T12:00:00+02:00", 0), ("2026-11-20T12:00:00+0200", 0),
      ("2026-11-19T22:30:00-11:30", 0), ("2026-11-20T10:00:00", 0),
      ("2026-11-20T09:59:60Z", 0), ("2026-11-20T10:00:00-00:00", 0),
    ] as [(String, Int64)])
  func spellings(text: String, milliseconds: Int64) throws {
    #expect(try Timestamp(parsing: text).milliseconds == 1_795_168_800_000 + milliseconds)
  }

  @Test(
    "What is no time is refused",
    arguments: [
      "", "2026", "2026-11-20", "2026-11-20T10:00Z", "2026-13-20T10:00:00Z", "2026-00-20T10:00:00Z", "2026-11-31T10:00:00Z",
      "2026-11-00T10:00:00Z", "2025-02-29T10:00:00Z",
      "1900-02-29T10:00:00Z", "0000-01-01T00:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T10:60:00Z", "2026-11-20T10:00:61Z",
      "2026-11-20T10:00:00.Z", "2026-11-20T10:00:00+24:00",
      "2026-11-20T10:00:00+2", "2026-11-20T10:00:00ZZ", " 2026-11-20T10:00:00Z", "20261120T100000Z", "+2026-11-20T10:00:00Z",
      "2026-11-20T10:00:00 Z", "２026-11-20T10:00:00Z",
      "2026-11-20T10:00:00.\(String(repeating: "1", count: 100))Z", "-2026-11-20T10:00:00Z",
    ])
  func refuses(text: String) {
    #expect(throws: DomainError.self) { try Timestamp(parsing: text) }
  }

  @Test(
    "What is no IMF-fixdate is refused",
    arguments: [
      "", "Sun, 06 Nov 1994 08:49:37", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
      "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 6 Nov 1994 08:49:37 GMT",
      "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Növ 199 08:49:37 GMT",
    ])
  func refusesDates(text: String) {
    #expect(throws: DomainError.self) { try Timestamp(httpDate: text) }
  }

  @Test("Every day of 800 years is written as a day that reads back, one after the other")
  func calendar() throws {
    let first = try Timestamp(parsing: "1600-01-01T00:00:00Z").milliseconds
    var last = ""
    for day in stride(from: 0, to: 292_194, by: 17) {
      let timestamp = Timestamp(milliseconds: first + Int64(day) * 86_400_000 + 86_399_999)
      let text = timestamp.iso8601WithMilliseconds
      guard try Timestamp(parsing: text) == timestamp, text > last, text.hasSuffix("T23:59:59.999Z") else {
        Issue.record("\(text) after \(last)")
        return
      }
      last = text
    }
    #expect(last.hasPrefix("2399-12-"))
  }

  @Test("Moments beyond the years 1 to 9999 are taken to the nearest bound")
  func bounds() {
    #expect(Timestamp(milliseconds: .max) == .latest && Timestamp(milliseconds: .min) == .earliest)
    #expect(Timestamp.latest.adding(seconds: .max) == .latest && Timestamp.earliest.adding(seconds: .min) == .earliest)
    #expect(Timestamp(milliseconds: 0).adding(seconds: -2).milliseconds == -2000)
    #expect(Timestamp.latest.year == 9999 && Timestamp.earliest.year == 1)
    #expect(Timestamp(milliseconds: -1).iso8601WithMilliseconds == "1969-12-31T23:59:59.999Z")
  }

  @Test("A row id has its decimal form and its moment")
  func rowForms() throws {
    let row = RowID(at: Timestamp(milliseconds: 1_795_168_800_123), sequence: 7)
    #expect(row.timestamp.milliseconds == 1_795_168_800_123 && row.value & 0xFFFF == 7)
    #expect(try RowID(parsing: row.text) == row)
    #expect(try RowID(parsing: "0").value == 0 && RowID(parsing: "9223372036854775807").value == .max)
    for text in ["", "-1", "+1", "01", "1 ", "1.0", "a", "9223372036854775808", "１", "12345678901234567890"] {
      #expect(throws: DomainError.self) { try RowID(parsing: text) }
    }
    #expect(
      RowID(at: .earliest).value == 0
        && RowID(at: Timestamp(milliseconds: 2)) > RowID(at: Timestamp(milliseconds: 1), sequence: .max))
  }

  @Test("Row ids grow while the clock stands, jumps back and runs out of sequence")
  func source() {
    for clock in [{ 5 }, { 0 }, { -9 }] as [@Sendable () -> Int64] {
      let source = RowIDSource(after: RowID(at: Timestamp(milliseconds: 4), sequence: .max), clock: clock)
      var last = source.next()
      #expect(last.timestamp.milliseconds == 5)
      for _ in 0..<70_000 {
        let next = source.next()
        guard next > last else {
          Issue.record("\(next) after \(last)")
          return
        }
        last = next
      }
      #expect(last.timestamp.milliseconds == 6)
    }
  }

  @Test("Processes of different numbers never give one id twice, and each goes on after the largest it knows")
  func slots() {
    for start in [
      nil, RowID(at: Timestamp(milliseconds: 5), sequence: .max), RowID(at: Timestamp(milliseconds: 5), sequence: 64),
    ] {
      var seen: Set<RowID> = []
      for slot in [0, 1, 2, 511, 1_023] {
        let source = RowIDSource(after: start, slot: { slot }) { 5 }
        var last = start ?? RowID(0)
        for _ in 0..<300 {
          let next = source.next()
          #expect(next > last && next.slot == slot && seen.insert(next).inserted)
          last = next
        }
      }
      #expect(seen.count == 1_500)
    }
  }

  @Test("A process whose number changes keeps to its new one")
  func changingSlot() {
    let slot = Mutex(7)
    let source = RowIDSource(slot: { slot.withLock { $0 } }) { 5 }
    let first = source.next()
    slot.withLock { $0 = 3 }
    let second = source.next()
    #expect(first.slot == 7 && second.slot == 3 && second > first)
  }

  @Test("Tasks that share a source never get one id twice")
  func together() async {
    let source = RowIDSource { 1000 }
    let all = await withTaskGroup(of: [RowID].self) { group in
      for _ in 0..<8 { group.addTask { (0..<500).map { _ in source.next() } } }
      return await group.reduce(into: Set<RowID>()) { $0.formUnion($1) }
    }
    #expect(all.count == 4000)
  }
}
