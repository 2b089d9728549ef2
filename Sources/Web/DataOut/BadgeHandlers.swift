internal import Actors
internal import Hummingbird
internal import Store

/// A small picture for other pages: how many summaries a paper has here.
extension Site {
  func addBadges(to routes: Routes) {
    _ = routes.get("/papers/{name}/badge.svg", use: openData(badge))
  }

  @Sendable private func badge(_ request: DataRequest) async throws -> Response {
    let name = request.parameter("name")
    let count = try await store.read { transaction in
      try transaction.paper(named: name).map { try transaction.summaryCount(of: $0.id) }
    }
    guard let count else { throw WebError.notFound }
    let badge = Badge(label: settings.siteName, value: counted(count, "summary", "summaries"))
    return answer(badge.svg, type: "image/svg+xml", to: request.request, seconds: 600)
  }
}

/// Two words beside each other, as an SVG of its own: no font, style or script from anywhere.
///
/// Told to screen readers as one sentence; white on the two grounds has a contrast of 7 and more.
struct Badge: Sendable {
  var label: String
  var value: String

  private static let unit = 7
  private static let padding = 6

  /// Room for a text in the fonts that browsers take for sans-serif at 11 pixels; the text is fitted into it.
  private static func width(_ text: String) -> Int { min(60, max(1, text.unicodeScalars.count)) * unit }

  var svg: [UInt8] {
    let (left, right) = (Self.width(label), Self.width(value))
    let middle = left + 2 * Self.padding
    let whole = middle + right + 2 * Self.padding
    let sentence = "\(label): \(value)"
    var xml = XMLWriter()
    xml.element(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"), ("width", "\(whole)"), ("height", "20"), ("role", "img"),
        ("aria-label", sentence),
      ]
    ) { xml in
      xml.element("title", text: sentence)
      xml.element("rect", [("width", "\(middle)"), ("height", "20"), ("fill", "#333333")])
      xml.element("rect", [("x", "\(middle)"), ("width", "\(whole - middle)"), ("height", "20"), ("fill", "#7a1f1f")])
      xml.element(
        "g",
        [
          ("fill", "#ffffff"), ("font-family", "Verdana, DejaVu Sans, sans-serif"), ("font-size", "11"), ("aria-hidden", "true"),
        ]
      ) { xml in
        Self.text(&xml, label, at: Self.padding, width: left)
        Self.text(&xml, value, at: middle + Self.padding, width: right)
      }
    }
    return xml.bytes
  }

  private static func text(_ xml: inout XMLWriter, _ text: String, at place: Int, width: Int) {
    xml.element(
      "text", [("x", "\(place)"), ("y", "14"), ("textLength", "\(width)"), ("lengthAdjust", "spacingAndGlyphs")], text: text)
  }
}
