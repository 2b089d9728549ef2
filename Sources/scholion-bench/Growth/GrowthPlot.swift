internal import Foundation

/// Shows how figures grow with the database.
struct GrowthPlot {
  let points: [GrowthPoint]

  private struct Curve: Sendable {
    let name: String
    let unit: String
    let value: @Sendable (GrowthPoint) -> Double
  }

  private static let curves = [
    Curve(name: "accepted", unit: "/s") { $0.accepted },
    Curve(name: "processed", unit: "/s") { $0.processed },
    Curve(name: "accepted, p99", unit: "ms") { $0.p99 },
    Curve(name: "processor time for each", unit: "ms") { $0.cpu },
    Curve(name: "disk for each", unit: "bytes") { $0.disk },
    Curve(name: "timeline pages", unit: "/s") { $0.pages },
    Curve(name: "timeline page, p99", unit: "ms") { $0.pagesP99 },
  ]

  /// A table, and how processor time grows from 1,000 to 50,000 posts.
  var text: String {
    let head = ["stored posts"] + Self.curves.map { "\($0.name), \($0.unit)" }
    let rows = points.map { point in [Number.text(Double(point.size))] + Self.curves.map { Number.text($0.value(point)) } }
    let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
    var lines = ([head] + rows).map { row in
      zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: "  ")
    }
    if let few = points.first(where: { $0.size == 1_000 }), let many = points.first(where: { $0.size == 50_000 }) {
      let figure = Figure("processor time at 50,000 against 1,000", many.cpu / few.cpu, "×", goal: .atMost(1.2))
      lines.append("\(figure.name): \(Number.text(figure.value)) × (≤ 1.2\(figure.isMissed ? ", missed" : ""))")
    }
    return lines.joined(separator: "\n")
  }

  /// The figures for other programs.
  var csv: String {
    let head = (["stored_posts"] + Self.curves.map { "\($0.name), \($0.unit)" }).map { "\"\($0)\"" }.joined(separator: ",")
    let rows = points.map { point in
      (["\(point.size)"] + Self.curves.map { String(format: "%.3f", $0.value(point)) }).joined(separator: ",")
    }
    return ([head] + rows).joined(separator: "\n") + "\n"
  }

  /// One field for each figure: from the left to the right tenfold posts, from 0 up to the most.
  var svg: String {
    let (width, height, columns) = (300.0, 200.0, 3)
    let lines = (Self.curves.count + columns - 1) / columns
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width) * columns) \(Int(height) * lines)" \
      font-family="sans-serif" font-size="11" fill="#444">
      <title>Figures by the number of stored posts</title>
      <rect width="100%" height="100%" fill="white"/>
      """
    ]
    for (index, curve) in Self.curves.enumerated() {
      let origin = (x: Double(index % columns) * width, y: Double(index / columns) * height)
      parts.append("<g transform=\"translate(\(Int(origin.x)) \(Int(origin.y)))\">\(field(curve, width, height))</g>")
    }
    return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func field(_ curve: Curve, _ width: Double, _ height: Double) -> String {
    let (left, right, top, bottom) = (45.0, width - 30, 30.0, height - 30)
    let most = max(points.map(curve.value).max() ?? 1, 0.001) * 1.1
    let sizes = points.map { log10(Double($0.size)) }
    let (least, span) = (sizes.first ?? 0, max((sizes.last ?? 1) - (sizes.first ?? 0), 0.1))
    func spot(_ point: GrowthPoint) -> (x: Double, y: Double) {
      let share = (log10(Double(point.size)) - least) / span
      return (left + share * (right - left), bottom - curve.value(point) / most * (bottom - top))
    }
    func one(_ number: Double) -> String { String(format: "%.1f", number) }
    var parts = [
      "<text x=\"\(one(left))\" y=\"18\" font-weight=\"bold\">\(curve.name), \(curve.unit)</text>",
      "<path d=\"M\(one(left)) \(one(top))V\(one(bottom))H\(one(right))\" fill=\"none\" stroke=\"#888\"/>",
      "<text x=\"\(one(left - 4))\" y=\"\(one(bottom + 4))\" text-anchor=\"end\">0</text>",
      "<polyline points=\"\(points.map { "\(one(spot($0).x)),\(one(spot($0).y))" }.joined(separator: " "))\" fill=\"none\" "
        + "stroke=\"#1f5fa8\" stroke-width=\"2\"/>",
    ]
    for (index, point) in points.enumerated() {
      let (x, y) = spot(point)
      // Names of neighbours would run into each other.
      let lower = index.isMultiple(of: 2) ? 14.0 : 26.0
      parts.append("<circle cx=\"\(one(x))\" cy=\"\(one(y))\" r=\"3\" fill=\"#1f5fa8\"/>")
      parts.append("<text x=\"\(one(x))\" y=\"\(one(y - 7))\" text-anchor=\"middle\">\(Number.text(curve.value(point)))</text>")
      let name = Number.text(Double(point.size))
      parts.append("<text x=\"\(one(x))\" y=\"\(one(bottom + lower))\" text-anchor=\"middle\">\(name)</text>")
    }
    return parts.joined(separator: "\n")
  }
}
