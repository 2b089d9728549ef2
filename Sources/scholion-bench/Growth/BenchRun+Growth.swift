/// The figures at one size.
struct GrowthPoint: Sendable {
  /// Posts of others that were stored before the first turn.
  let size: Int
  var accepted = 0.0
  var processed = 0.0
  /// Milliseconds: until 99 of 100 were answered, and of processor time for each.
  var p99 = 0.0
  var cpu = 0.0
  /// Bytes of the database for each post stored in the turns.
  var disk = 0.0
  var pages = 0.0
  var pagesP99 = 0.0
  /// What was refused, unanswered, lost or stored twice.
  var faults = 0
}

extension BenchRun {
  private static let turns = 3

  /// Fills and measures, from the smallest to the largest.
  mutating func measureGrowth(at sizes: [Int]) async throws -> [GrowthPoint] {
    let folk = try await settle()
    let each = scale.activities ?? 1_500
    var number = 1
    // What is copied has to be taken at the door first.
    _ = try await post(try await office.sign(letters(number..<(number + 200), to: folk)))
    number += 200
    try await stop()
    let filling = try await Filling(site, followed: scale.followed)
    var points: [GrowthPoint] = []
    for size in sizes {
      Progress.note("filling up to \(size) posts …")
      try await filling.fill(upTo: size)
      let bytes = site.databaseBytes
      let before = try await StoredNotes.read(site, mark: "/statuses/\(writer.run)-")
      let turns = try await (0..<Self.turns).asyncMap { turn in
        try await office.sign(letters((number + turn * each)..<(number + (turn + 1) * each), to: folk))
      }
      number += Self.turns * each
      try await start()
      Progress.note("posting …")
      var outcomes: [InboxOutcome] = []
      for postings in turns { outcomes.append(try await post(postings)) }
      let timeline = try await readTimeline(seconds: 4)
      try await stop()
      let stored = try await StoredNotes.read(site, mark: "/statuses/\(writer.run)-")
      var point = GrowthPoint(size: size)
      point.accepted = outcomes.map(\.acceptedRate).median
      point.processed = outcomes.map(\.processedRate).median
      point.p99 = outcomes.map(\.p99).median
      point.cpu = outcomes.map(\.cpuEach).median
      point.disk = Double(site.databaseBytes - bytes) / Double(Self.turns * each)
      point.pages = timeline.rate
      point.pagesP99 = timeline.p99
      let refused = outcomes.map { $0.report.statuses.count { $0 / 100 != 2 } }.reduce(0, +)
      point.faults = timeline.faults + refused + abs(Self.turns * each - (stored.distinct - before.distinct))
      point.faults += stored.posts - stored.distinct
      points.append(point)
    }
    return points
  }
}

extension Range<Int> {
  /// One value after the other.
  fileprivate func asyncMap<T>(_ make: (Int) async throws -> T) async rethrows -> [T] {
    var values: [T] = []
    for number in self { values.append(try await make(number)) }
    return values
  }
}
