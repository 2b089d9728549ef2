/// The result of a run: figures in sections, and counts that have to be nothing.
struct FigureTable: Sendable {
  private var lines: [[String]] = []
  private var current = ""
  private(set) var missedGoals: [String] = []
  private(set) var faults: [String] = []

  /// A line that names what follows.
  mutating func section(_ title: String) {
    lines.append([title])
    current = String(title.prefix { $0.isLetter })
  }

  mutating func add(_ figure: Figure) {
    let ratio = figure.limit.map { "\(Number.text(figure.value / $0.value)) of \($0.name)" } ?? ""
    let goal = figure.goal.map { "\($0.text)\(figure.isMissed ? "  missed" : "")" } ?? ""
    lines.append([figure.name, Number.text(figure.value), figure.unit, ratio, goal])
    if figure.isMissed { missedGoals.append("\(current): \(figure.name)") }
  }

  /// A count that is a fault unless it is 0.
  mutating func mustBeZero(_ name: String, _ count: Int, because reason: String = "") {
    lines.append([name, Number.text(Double(count)), "", reason, count == 0 ? "0" : "0  missed"])
    if count != 0 { faults.append("\(current): \(name)") }
  }

  /// The whole as text, columns aligned.
  var text: String {
    let widths = (0..<5).map { column in lines.filter { $0.count == 5 }.map { $0[column].count }.max() ?? 0 }
    return lines.map { cells in
      guard cells.count == 5 else { return "\n\(cells.first ?? "")" }
      let padded = cells.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return column == 1 ? blanks + cell : cell + blanks
      }
      let line = "  " + padded.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
