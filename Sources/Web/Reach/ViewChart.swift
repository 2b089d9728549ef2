internal import Store

/// The looks of the last days as bars, the newest to the right: an SVG of its own without text, which stands beside it.
struct ViewChart: Sendable {
  /// Oldest first.
  var days: [DayViews]

  private static let (bar, gap, height) = (18, 4, 120)

  /// In a colour that stands out (3:1) from the grounds of day and night.
  var svg: [UInt8] {
    let width = max(1, days.count) * (Self.bar + Self.gap)
    let most = max(1, days.map(\.all).max() ?? 1)
    var xml = XMLWriter()
    xml.element(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", "0 0 \(width) \(Self.height + 2)"), ("role", "img"),
        ("aria-label", sentence),
      ]
    ) { xml in
      for (index, day) in days.enumerated() where day.all > 0 {
        let length = max(2, day.all * Self.height / most)
        xml.element(
          "rect",
          [
            ("x", "\(index * (Self.bar + Self.gap) + Self.gap / 2)"), ("y", "\(Self.height - length)"), ("width", "\(Self.bar)"),
            ("height", "\(length)"), ("fill", "#b0603c"),
          ])
      }
      xml.element("rect", [("y", "\(Self.height)"), ("width", "\(width)"), ("height", "1"), ("fill", "#808080")])
    }
    return xml.bytes
  }

  /// `30 days, 112 views in all, at most 12 on one day`.
  var sentence: String {
    let sum = days.reduce(0) { $0 + $1.all }
    return "\(days.count) days, \(counted(sum, "view", "views")) in all, at most \(days.map(\.all).max() ?? 0) on one day"
  }
}
