import Foundation
import Testing

@testable import scholion_bench

@Test("messages are cut out of a stream wherever it is divided", arguments: [1, 2, 7, 1_000])
func scanning(piece: Int) {
  let stream = Array(
    """
    HTTP/1.1 202 Accepted\r\nContent-Length: 3\r\n\r\nabc\
    HTTP/1.1 503 Later\r\ncontent-LENGTH:0\r\n\r\n\
    HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n\
    POST /inbox HTTP/1.1\r\nHost: a.localhost:1\r\nContent-Length: 2\r\n\r\n{}
    """.utf8)
  var scanner = WireScanner()
  var messages: [WireMessage] = []
  for start in stride(from: 0, to: stream.count, by: piece) {
    scanner.append(stream[start..<min(stream.count, start + piece)])
    while let message = scanner.next() { messages.append(message) }
  }
  #expect(messages.map(\.status) == [202, 503, 200, 0])
  #expect(messages.first?.body == Array("abc".utf8))
  #expect(messages.last?.body == Array("{}".utf8))
  #expect(messages.last?.field("host") == "a.localhost:1")
  #expect(messages.last?.startWords == ["POST", "/inbox", "HTTP/1.1"])
  #expect(scanner.isEmpty)
}

@Test("the same seed rolls the same dice, another seed others")
func dice() {
  func rolls(_ seed: UInt64) -> [UInt64] {
    var dice = Dice(seed: seed)
    return (0..<8).map { _ in dice.next() }
  }
  #expect(rolls(7) == rolls(7))
  #expect(rolls(7) != rolls(8))
  #expect(Set(rolls(7)).count == 8)
}

@Test("a plan holds every like and every follow once, and otherwise notes, no two alike")
func plan() {
  let actors = (0..<5).map { PeerActor(host: "m\($0 % 2).localhost:1", name: "peer\($0)") }
  let folk = Townsfolk(
    persons: ["http://localhost:2/users/ada"],
    summaries: [1, 2].map { ("http://localhost:2/s/\($0)", "http://localhost:2/users/ada") })
  let letters = KillPlan(actors: actors, folk: folk, run: "test").letters(400)
  #expect(letters.count == 400)
  #expect(Set(letters.map(\.id)).count == 400)
  #expect(Set(letters.map(\.effect)).count == 400)
  func count(_ isWanted: (Effect) -> Bool) -> Int { letters.count { isWanted($0.effect) } }
  #expect(count { if case .like = $0 { true } else { false } } == 10)
  #expect(count { if case .follow = $0 { true } else { false } } == 5)
  #expect(count { if case .reply = $0 { true } else { false } } == 385)
}

@Test(
  "numbers are written with three digits that count",
  arguments: [(0, "0"), (0.1234, "0.123"), (1.5, "1.50"), (12.345, "12.3"), (1_234.6, "1,235"), (1_000_000, "1,000,000")])
func numbers(value: Double, text: String) {
  #expect(Number.text(value) == text)
}

@Test("of several runs the table shows the median with the least and the most, and the sum of what must be nothing")
func medians() {
  let tables = [(30.0, 0), (10.0, 2), (20.0, 1)].map { value, lost in
    var table = FigureTable()
    table.section("inbox: here")
    table.add(Figure("accepted", value, "/s", of: (value * 2, "the limit"), goal: .atLeast(25)))
    table.mustBeZero("lost", lost, because: lost > 0 ? "\(lost) gone" : "")
    return table
  }
  #expect(FigureTable.medians(of: [tables[0]]).missedGoals.isEmpty)
  let table = FigureTable.medians(of: tables)
  #expect(table.missedGoals == ["inbox: accepted"])
  #expect(table.faults == ["inbox: lost"])
  #expect(table.text.contains("20  /s  10 – 30  0.500 of the limit  ≥ 25  missed"))
  #expect(table.text.contains("2 gone; 1 gone"))
  #expect([4.0, 1, 3, 2].median == 2.5)
}

@Test("a library made by chance is the same each time, no paper has another's number, and there are searches of every kind")
func library() throws {
  let seed = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/scholion/Seed").path
  func entries() throws -> [String] {
    var library = try SampleLibrary(seed: seed)
    return (0..<20).map { library.paper($0) } + (0..<20).map { library.summary($0, of: $0 * 5) }
  }
  let first = try entries()
  #expect(try entries() == first)
  #expect(first.first?.contains("eprint = {1501.00001}") == true)
  #expect(Set([0, 7, 99_998, 99_999, 123_456].map(SampleLibrary.number)).count == 5)
  #expect(SampleLibrary.number(123_456) == "1502.23458")
  let searches = try SampleLibrary(seed: seed).searches
  for kind in ["\"", "*", "title:", "author:", "year:", "by:", "from:"] {
    #expect(searches.contains { $0.contains(kind) }, "\(kind)")
  }
}
