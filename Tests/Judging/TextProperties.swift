internal import Markup

extension Property {
  /// A stranger's HTML becomes HTML of the allow-list, which sanitising again leaves as it is; its text is text.
  static let html = Property("html") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    let once = ForeignHTML.sanitized(text)
    if let found = StrictReader.complaint(about: once) { return found }
    let twice = ForeignHTML.sanitized(once)
    guard twice.utf8.elementsEqual(once.utf8) else { return "sanitising again changes it: " + difference(once, twice) }
    if let found = judged(await ForeignHTML.rendered(text, math: nil)) { return found }
    return StrictReader.complaint(about: PlainText.escaped(PlainText.from(html: text)))
  }

  /// The same for Markdown with formulas, and for the other forms of what is made of it.
  static let markdown = Property("markdown") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    let context = MarkdownContext(
      linkForCitation: { "/paper?key=\($0.canonical.utf8.count)" },
      mention: { MentionTarget(href: "https://a.example/@\($0.utf8.count)", actorID: "https://a.example/users/1") },
      linkForHashtag: { "/tags/\($0.utf8.count)" }, origin: "https://papers.example")
    _ = MathForms.mathAsTeX(text)
    _ = MathForms.compact(text)
    _ = PageForms.scrolling(text)
    _ = Renderer.handles(in: text)
    return judged(await Renderer(math: nil).markdown(text, context: context))
  }

  /// Where two texts part, with what stands before and after.
  private static func difference(_ one: String, _ other: String) -> String {
    let (one, other) = (Array(one.utf8), Array(other.utf8))
    let same = zip(one, other).prefix { $0 == $1 }.count
    func shown(_ text: [UInt8]) -> String {
      String(decoding: text[max(0, same - 120)..<min(text.count, same + 80)], as: UTF8.self)
    }
    return "\n\(shown(one))\nis then\n\(shown(other))"
  }

  private static func judged(_ text: RenderedText) -> String? {
    for form in [text.html, text.excerptHTML] {
      if let found = StrictReader.complaint(about: form) { return found }
    }
    let isText = text.plainText.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A }
    if !isText { return "control characters in the plain text" }
    let names = text.citations.count <= MarkupLimits.namesPerText && text.hashtags.count <= MarkupLimits.namesPerText
    return names && text.mentions.count <= MarkupLimits.namesPerText ? nil : "too many names"
  }
}
