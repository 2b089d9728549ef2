internal import Domain
internal import Transport

extension SourceDesk {
  static func answer(_ response: IncomingResponse) -> SourceAnswer {
    SourceAnswer(
      status: response.status, type: response.first("content-type") ?? "", body: response.body,
      location: response.first("location"), tag: response.first("etag"))
  }

  /// Milliseconds of `Retry-After`, in seconds or as a date (RFC 9110 section 10.2.3).
  static func retryAfter(_ response: IncomingResponse, now: Timestamp) -> Int64? {
    guard let text = response.first("retry-after") else { return nil }
    if text.isDigits, text.utf8.count <= 9, let seconds = Int64(text) { return seconds * 1_000 }
    guard let date = try? Timestamp(httpDate: text) else { return nil }
    return max(0, date.milliseconds(since: now))
  }

  /// The pace a source asks for in its headers, as Crossref does: so many requests in so many seconds.
  static func interval(_ response: IncomingResponse) -> Duration {
    guard let limit = response.first("x-rate-limit-limit").flatMap({ Int64($0) }), 1...100_000 ~= limit,
      let period = response.first("x-rate-limit-interval"), period.hasSuffix("s"), let seconds = Int64(period.dropLast()),
      1...3_600 ~= seconds
    else { return .zero }
    return .milliseconds(seconds * 1_000 / limit)
  }
}

extension Duration {
  /// Whole milliseconds, a century at most.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return min(max(seconds, 0), 3_200_000_000) * 1_000 + attoseconds / 1_000_000_000_000_000
  }
}
