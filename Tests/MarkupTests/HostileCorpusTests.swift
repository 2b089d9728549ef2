import Judging
import TestSupport
import Testing

@testable import Markup

@Suite("The hostile corpus in this room", .timeLimit(.minutes(5)))
struct HostileCorpusTests {
  @Test("There are at least 300 inputs of HTML and 100 formulas, of many kinds, no two alike")
  func counts() throws {
    let (html, formulas) = (try HostileInput.html(), try HostileInput.formulas())
    #expect(html.count >= 300 && formulas.count >= 100)
    #expect(Set(html.map(\.kind)).count >= 10 && Set(formulas.map(\.kind)).count >= 7)
    #expect(Set(html.map { Array($0.text.utf8) }).count == html.count)
    #expect(Set(formulas.map { Array($0.text.utf8) }).count == formulas.count)
  }

  @Test("Every HTML input becomes HTML of the allow-list that sanitising again leaves as it is, in every form it has")
  func html() async throws {
    for input in try HostileInput.html() {
      let once = ForeignHTML.sanitized(input.text)
      #expect(StrictReader.complaint(about: once) == nil, "\(input)")
      #expect(Array(ForeignHTML.sanitized(once).utf8) == Array(once.utf8), "\(input)")
      let rendered = await ForeignHTML.rendered(input.text, math: nil)
      try judge(rendered, input)
      let plain = PlainText.escaped(PlainText.from(html: input.text))
      #expect(StrictReader.complaint(about: plain) == nil, "\(input)")
    }
  }

  @Test("The same inputs as Markdown")
  func markdown() async throws {
    let renderer = Renderer(math: nil)
    for input in try HostileInput.html() {
      try judge(await renderer.markdown(input.text, context: MarkdownContext(origin: "https://papers.example")), input)
    }
  }

  @Test("Every formula is shown as MathML of the allow-list or as its source, on a line of its own and in one, and in every form")
  func formulas() async throws {
    let renderer = MathProgram.renderer()
    var shown = 0
    for input in try HostileInput.formulas() {
      for isDisplay in [false, true] {
        let results = await renderer.render([Formula(tex: input.text, display: isDisplay)])
        if let markup = results.first?.markup {
          shown += 1
          #expect(StrictReader.complaint(about: markup, allowing: true) == nil, "\(input)")
        }
      }
      let text = await Renderer(math: renderer).markdown("A $\(input.text)$ b\n\n$$\n\(input.text)\n$$\n")
      try judge(text, input)
      let annotation = "<math><semantics><annotation encoding=\"application/x-tex\">\(PlainText.escaped(input.text))"
      try judge(await ForeignHTML.rendered("<p>x \(annotation)</annotation></semantics></math>", math: renderer), input)
    }
    await renderer.shutdown()
    // The odd but harmless ones are shown, so the child did not simply die.
    #expect(shown > 20)
  }

  private func judge(_ text: RenderedText, _ input: HostileInput) throws {
    let forms = [text.html, text.excerptHTML, MathForms.compact(text.html), MathForms.mathAsTeX(text.html)]
    for form in forms { #expect(StrictReader.complaint(about: form, allowing: true) == nil, "\(input)") }
    #expect(text.plainText.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A }, "\(input)")
  }
}
