/// The result of a run: figures in sections, and counts that have to be nothing.
struct FigureTable: Sendable {
  private enum Line: Sendable {
    case section(String)
    case figure(Figure)
    /// A count that is a fault unless it is 0, and what explains it.
    case count(String, Int, because: String)
  }

  private var lines: [Line] = []

  /// The table of several runs of the same measurement: medians with the least and the most; counts are added.
  ///
  /// - Parameter tables: of which each has the same lines in the same order
  static func medians(of tables: [FigureTable]) -> FigureTable {
    guard let first = tables.first, tables.count > 1 else { return tables.first ?? FigureTable() }
    var merged = FigureTable()
    for (index, line) in first.lines.enumerated() {
      let alike = tables.compactMap { $0.lines.indices.contains(index) ? $0.lines[index] : nil }
      switch line {
      case .section: merged.lines.append(line)
      case .figure:
        let figures = alike.compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
        if let median = Figure.median(of: figures) { merged.add(median) }
      case .count(let name, _, _):
        let counts = alike.compactMap { if case .count(_, let count, let reason) = $0 { (count, reason) } else { nil } }
        let reasons = counts.map(\.1).filter { !$0.isEmpty }.joined(separator: "; ")
        merged.mustBeZero(name, counts.reduce(0) { $0 + $1.0 }, because: reasons)
      }
    }
    return merged
  }

  /// A line that names what follows.
  mutating func section(_ title: String) { lines.append(.section(title)) }

  mutating func add(_ figure: Figure) { lines.append(.figure(figure)) }

  /// A count that is a fault unless it is 0.
  mutating func mustBeZero(_ name: String, _ count: Int, because reason: String = "") {
    lines.append(.count(name, count, because: reason))
  }

  /// The figures whose stated goal is missed.
  var missedGoals: [String] { names { if case .figure(let figure) = $0, figure.isMissed { figure.name } else { nil } } }

  /// The counts that are not 0.
  var faults: [String] { names { if case .count(let name, let count, _) = $0, count != 0 { name } else { nil } } }

  /// Throws ``MeasuringError`` when a count is not 0, and a strict one when a stated goal is missed.
  func judge(isStrict: Bool) throws {
    guard faults.isEmpty else { throw MeasuringError("not 0: \(faults.joined(separator: ", "))") }
    guard !isStrict || missedGoals.isEmpty else { throw MeasuringError("missed: \(missedGoals.joined(separator: ", "))") }
  }

  /// Names of some lines, after the first word of their section.
  private func names(_ name: (Line) -> String?) -> [String] {
    var current: Substring = ""
    return lines.compactMap { line in
      if case .section(let title) = line { current = title.prefix { $0.isLetter } }
      return name(line).map { "\(current): \($0)" }
    }
  }

  /// The whole as text, columns aligned.
  var text: String {
    let rows = lines.map(cells)
    let widths = (0..<6).map { column in rows.filter { $0.count == 6 }.map { $0[column].count }.max() ?? 0 }
    return rows.map { cells in
      guard cells.count == 6 else { return "\n\(cells.first ?? "")" }
      let padded = cells.enumerated().filter { widths[$0.offset] > 0 }.map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return column == 1 ? blanks + cell : cell + blanks
      }
      let line = "  " + padded.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  private func cells(_ line: Line) -> [String] {
    switch line {
    case .section(let title): return [title]
    case .figure(let figure):
      let spread = figure.spread.map { "\(Number.text($0.least)) – \(Number.text($0.most))" } ?? ""
      let ratio = figure.limit.flatMap { limit in figure.ratio.map { "\(Number.text($0)) of \(limit.name)" } } ?? ""
      let goal = figure.goal.map { "\($0.text)\(figure.isMissed ? "  missed" : "")" } ?? ""
      return [figure.name, Number.text(figure.value), figure.unit, spread, ratio, goal]
    case .count(let name, let count, let reason):
      return [name, Number.text(Double(count)), "", "", reason, count == 0 ? "0" : "0  missed"]
    }
  }
}
