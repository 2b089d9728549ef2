internal import Foundation

/// One line of the table.
struct Figure: Sendable {
  let name: String
  let value: Double
  let unit: String
  /// The limit measured in the same run that the value is set against, and what it is.
  var limit: (value: Double, name: String)?
  /// The goal that the project states.
  var goal: Goal?
  /// The least and the most of several runs, of which the value is the median.
  var spread: (least: Double, most: Double)?

  /// A figure with nothing to be set against.
  init(_ name: String, _ value: Double, _ unit: String, of limit: (value: Double, name: String)? = nil, goal: Goal? = nil) {
    self.name = name
    self.value = value
    self.unit = unit
    self.limit = limit
    self.goal = goal
  }

  /// The value as a part of the limit.
  var ratio: Double? { limit.map { value / $0.value } }

  /// The median of the same figure of several runs; its ratio is the median of theirs.
  static func median(of figures: [Figure]) -> Figure? {
    guard let first = figures.first, figures.count > 1 else { return figures.first }
    let values = figures.map(\.value)
    var result = Figure(first.name, values.median, first.unit, of: first.limit, goal: first.goal)
    if let name = first.limit?.name, case let ratio = figures.compactMap(\.ratio).median, ratio > 0 {
      result.limit = (result.value / ratio, name)
    }
    result.spread = (values.min() ?? 0, values.max() ?? 0)
    return result
  }

  /// True when a stated goal is not met.
  var isMissed: Bool { goal.map { !$0.isMet(by: value) } ?? false }
}

extension [Double] {
  /// The middle one, or the mean of the two in the middle; 0 of none.
  var median: Double {
    guard !isEmpty else { return 0 }
    let sorted = sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}

/// A stated bound.
enum Goal: Sendable {
  case atLeast(Double)
  case atMost(Double)

  func isMet(by value: Double) -> Bool {
    switch self {
    case .atLeast(let bound): value >= bound
    case .atMost(let bound): value <= bound
    }
  }

  var text: String {
    switch self {
    case .atLeast(let bound): "≥ \(Number.text(bound))"
    case .atMost(let bound): "≤ \(Number.text(bound))"
    }
  }
}

/// Numbers for readers: three digits that count, thousands apart.
enum Number {
  static func text(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    let digits = abs(value) >= 100 || value == value.rounded() ? 0 : abs(value) >= 10 ? 1 : abs(value) >= 1 ? 2 : 3
    let text = String(format: "%.\(digits)f", value)
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    var whole = ""
    for (index, digit) in (parts.first ?? "").reversed().enumerated() {
      if index > 0, index % 3 == 0, digit != "-" { whole.append(",") }
      whole.append(digit)
    }
    return String(whole.reversed()) + (parts.count > 1 ? ".\(parts[1])" : "")
  }
}
