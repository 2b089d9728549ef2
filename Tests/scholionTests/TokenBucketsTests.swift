import Actors
import Testing

@testable import scholion

@Suite struct TokenBucketsTests {
  private let start = ContinuousClock.now

  @Test func `A burst passes at once, the next waits for one interval`() {
    let buckets = TokenBuckets(Allowance(burst: 3, interval: .seconds(10)))
    for _ in 0..<3 { #expect(buckets.take("a", at: start) == nil) }
    #expect(buckets.take("a", at: start) == .seconds(10))
    #expect(buckets.take("a", at: start + .seconds(4)) == .seconds(6))
    #expect(buckets.take("a", at: start + .seconds(10)) == nil)
    #expect(buckets.take("a", at: start + .seconds(10)) == .seconds(10))
  }

  @Test func `A refused request costs nothing`() {
    let buckets = TokenBuckets(Allowance(burst: 1, interval: .seconds(1)))
    #expect(buckets.take("a", at: start) == nil)
    for _ in 0..<100 { #expect(buckets.take("a", at: start) == .seconds(1)) }
    #expect(buckets.take("a", at: start + .seconds(1)) == nil)
  }

  @Test func `A rested bucket is full again and no fuller`() {
    let buckets = TokenBuckets(Allowance(burst: 2, interval: .seconds(1)))
    for _ in 0..<2 { #expect(buckets.take("a", at: start) == nil) }
    let later = start + .seconds(3_600)
    for _ in 0..<2 { #expect(buckets.take("a", at: later) == nil) }
    #expect(buckets.take("a", at: later) != nil)
  }

  @Test func `Keys do not share`() {
    let buckets = TokenBuckets(Allowance(burst: 1, interval: .seconds(1)))
    #expect(buckets.take("a", at: start) == nil)
    #expect(buckets.take("b", at: start) == nil)
    #expect(buckets.take("a", at: start) != nil)
  }

  @Test func `However many keys come, few are kept, and a busy one is not forgotten`() {
    let buckets = TokenBuckets(Allowance(burst: 1, interval: .seconds(3_600)), limit: 100)
    #expect(buckets.take("busy", at: start) == nil)
    for number in 0..<150 {
      #expect(buckets.take("stranger-\(number)", at: start) == nil)
      #expect(buckets.take("busy", at: start) != nil)
    }
    for number in 150..<10_000 { _ = buckets.take("stranger-\(number)", at: start) }
    #expect(buckets.count <= 200)
  }
}
