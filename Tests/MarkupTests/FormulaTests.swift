import Judging
import Testing

@testable import Markup

@Suite("Formulas")
struct FormulaTests {
  /// Of the kind that summaries of papers are full of.
  static let typical: [String] = [
    #"y = f_\theta(x)"#, #"\mathbb{E}_{z \sim q}[\log p(x \mid z)]"#, #"\frac{1}{m}\sum_{j=1}^{m} \ell(h(x_j), y_j)"#,
    #"\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}"#, #"\begin{pmatrix} \alpha \\ \beta \end{pmatrix}"#,
    #"\begin{aligned} u &= v + w \\ &\le 2w \end{aligned}"#,
    #"\begin{cases} 1 & \text{if } t \ge 0 \\ -1 & \text{otherwise} \end{cases}"#,
    #"\mathcal{L}_{\mathrm{rec}} + \lambda \, \mathcal{R}(\phi)"#,
    #"\operatorname*{arg\,min}_{w \in \mathcal{W}} \|Xw - y\|_2^2"#,
    #"\mathrm{Attn}(Q,K,V) = \text{softmax}\!\left(QK^\top / \sqrt{d}\right) V"#, #"\hat{\beta} = (X^\top X)^{-1} X^\top y"#,
    #"D_{\mathrm{JS}}(p \,\|\, q) \ge 0"#, #"\nabla_\phi \mathcal{J} = 0"#,
    #"\boldsymbol{\Sigma} = \mathbf{A}\mathbf{A}^{\!\top}"#,
    #"\widetilde{O}\bigl(n^{3/2}\bigr)"#, #"\int_{-\infty}^{\infty} e^{-t^2}\,dt = \sqrt{\pi}"#,
    #"\binom{n}{2} = \tfrac{n(n-1)}{2}"#,
    #"\Pr\left[\,|X - \mu| > \epsilon\,\right] \leq \delta"#, #"a \xrightarrow{g} b"#, #"\overline{x} \otimes \underline{y}"#,
    #"x_{t+1} = x_t - \eta_t \nabla F(x_t)"#, #"\mathfrak{g} \subseteq \mathsf{H} \cup \mathtt{T}"#,
    #"\lfloor k/2 \rfloor + \lceil n \rceil"#,
    #"\prod_{i \neq j} (1 - p_{ij})"#, #"\lim_{n \to \infty} \sup_{h \in \mathcal{H}} |R(h) - \hat R_n(h)|"#,
    #"\bm{v} \cdot \vec{u}"#,
    #"p \propto \exp(-\beta E)"#, #"\underbrace{a + b}_{\text{two}} + \overbrace{c}^{1}"#, #"A \triangleq B \iff C"#,
    #"5\% \cdot \$3"#,
    #"\sum_{\substack{i<j \\ i \in S}} w_{ij}"#, #"\color{red} x"#, #"\left.\frac{\partial f}{\partial x}\right|_{x=0}"#, "α ≤ β",
  ]

  @Test("of the usual kind become MathML Core in the form of FEP-dc88", arguments: [false, true])
  func typicalFormulas(display: Bool) async throws {
    let renderer = MathProgram.renderer()
    let results = await renderer.render(Self.typical.map { Formula(tex: $0, display: display) })
    await renderer.shutdown()
    try #require(results.count == Self.typical.count)
    for (tex, result) in zip(Self.typical, results) {
      let markup = try #require(result.markup, "\(tex): \(result)")
      #expect(StrictReader.complaint(about: markup, allowing: true) == nil, "\(tex)")
      #expect(markup.hasPrefix(display ? "<math display=\"block\"><semantics><mrow>" : "<math><semantics><mrow>"))
      let source = PlainText.escaped(tex)
      #expect(
        markup.hasSuffix("</mrow><annotation encoding=\"application/x-tex\">\(source)</annotation></semantics></math>"),
        "\(markup)")
    }
  }

  @Test("keep nothing of the child's styles, classes and namespaces")
  func exactMarkup() async {
    let expected = """
      <math><semantics><mrow><msup><mi>𝐱</mi><mi mathvariant="normal">⊤</mi></msup><mi>ℒ</mi><mo>∈</mo><msup><mi>ℝ</mi><mi>d</mi></msup></mrow>\
      <annotation encoding="application/x-tex">\\mathbf{x}^\\top \\mathcal{L} \\in \\mathbb{R}^d</annotation></semantics></math>
      """
    let markup = await MathProgram.render(#"\mathbf{x}^\top \mathcal{L} \in \mathbb{R}^d"#)?.markup
    #expect(markup == expected)
  }

  struct Hostile: Sendable, CustomTestStringConvertible {
    let tex: String
    var testDescription: String { String(tex.prefix(50)) }
  }

  static let hostile: [Hostile] = [
    #"\def\a{\a\a}\a"#, #"\gdef\x{1}\x"#, #"\edef\a{xx}\edef\a{\a\a\a\a}\a"#, #"\let\a=\b"#, #"\newcommand{\R}{\mathbb{R}}\R"#,
    #"\renewcommand\frac{x}"#, #"\global\long\def\a{}"#, #"\futurelet\a\b"#, #"\href{javascript:alert(1)}{x}"#,
    #"\url{https://evil.example}"#,
    #"\includegraphics{https://evil.example/x.png}"#, #"\htmlData{a=b}{x}"#, #"\htmlStyle{position:fixed}{x}"#,
    #"\@firstoftwo{a}{b}"#,
    String(repeating: "\\sqrt{", count: 500) + "x" + String(repeating: "}", count: 500), String(repeating: "\\sqrt{", count: 680),
    #"\frac{a"#, #"\begin{matrix} a"#, #"</math><script>alert(1)</script>\undefined"#, "\u{0}", "",
    String(repeating: "x", count: 5_000), #"\unknowncommand"#, String(repeating: "^", count: 100), #"\htmlClass{a}\def\b{}"#,
    #"\left("#, "a & b", "$x$", #"\verb|x"#, #"\csname def\endcsname"#, String(repeating: #"\frac{1}{"#, count: 400),
  ].map(Hostile.init)

  @Test("that are hostile or broken are shown as their source, and the next formula is rendered", arguments: hostile)
  func hostileFormulas(_ hostile: Hostile) async {
    let renderer = MathProgram.renderer()
    let formulas = [Formula(tex: hostile.tex, display: false), Formula(tex: "x+1", display: false)]
    let results = await renderer.render(formulas)
    await renderer.shutdown()
    #expect(results.first?.markup == nil, "\(results.first?.markup?.prefix(200) ?? "")")
    #expect(results.last?.markup != nil, "\(results)")
    let source = PieceList(pieces: [.formula(0)], formulas: formulas).html(formulas: results)
    #expect(source == "<code class=\"math-error\">\(PlainText.escaped(formulas[0].tex))</code>")
  }

  @Test(
    "with odd sizes, letters and text stay within what the reader accepts",
    arguments: [
      #"\kern 1000em x"#, #"\rule{1e9em}{1em}"#, String(repeating: "{", count: 2_000) + String(repeating: "}", count: 2_000),
      #"\rule{10000pt}{10000pt}"#, #"\hspace{-99999em}x"#, #"\text{</math><script>alert(1)</script>}"#,
      "\u{202E}x\u{202C}", "x\u{301}\u{316}\u{301}\u{316}", "𝓧 + 漢字 + \u{1F600}", #"\text{\textbf{a} $b$}"#,
      #"\char"3C script\char"3E"#,
      #"\textcolor{red}{\cancel{x}}"#, #"\tag{1} x"#, #"x_1^2{}'''"#, #"\mathbb{1}\mathbf{\Gamma}\mathit{fi}"#,
      #"\smash{x}\phantom{y}\llap{z}"#,
      #"\begin{array}{l|r} a & b \\ \hline c & d \end{array}"#, #"\Huge x \tiny y"#, #"\utilde{x}\boxed{y}"#, #"\@x"#,
      #"\\[1000em] x"#,
    ])
  func oddFormulas(tex: String) async {
    guard let markup = await MathProgram.render(tex, display: true)?.markup else { return }
    #expect(StrictReader.complaint(about: markup, allowing: true) == nil)
    #expect(!markup.contains("<script"))
  }

  @Test(
    "are written with the letters Unicode encoded before the alphabets were complete",
    arguments: [
      ("script", "BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ"), ("fraktur", "CHIRZ", "ℭℌℑℜℨ"), ("double-struck", "CHNPQRZ1", "ℂℍℕℙℚℝℤ𝟙"),
      ("italic", "hıȷa", "ℎ𝚤𝚥𝑎"), ("bold", "aΑΩαω∇ϕ9", "𝐚𝚨𝛀𝛂𝛚𝛁𝛟𝟗"), ("bold-italic", "Zθ", "𝒁𝜽"), ("monospace", "aZ0", "𝚊𝚉𝟶"),
      ("sans-serif", "aZ", "𝖺𝖹"), ("bold-script", "BL", "𝓑𝓛"), ("bold-fraktur", "CZ", "𝕮𝖅"), ("sans-serif-italic", "a", "𝘢"),
      ("bold-sans-serif", "aα", "𝗮𝝰"), ("sans-serif-bold-italic", "aα", "𝙖𝞪"),
    ])
  func alphabets(name: String, plain: String, letters: String) throws {
    let alphabet = try #require(MathAlphabet(rawValue: name))
    let mapped = plain.unicodeScalars.compactMap(alphabet.letter)
    #expect(mapped.elementsEqual(letters.unicodeScalars))
  }

  @Test(
    "from a child that was taken over are not shown",
    arguments: [
      "<math><semantics><mrow><mi onclick=\"x\">a</mi></mrow></semantics></math>",
      "<math><semantics><script>1</script></semantics></math>",
      "<math><semantics><mrow>text</mrow></semantics></math>",
      "<math><semantics><mrow><mi><b>x</b></mi></mrow></semantics></math>",
      "<math><semantics><mrow></mrow></semantics></math><script>",
      "<math><semantics><mrow><mi>&evil;</mi></mrow></semantics></math>",
      "<math><semantics><mrow><mspace width=\"1e9em\"/></mrow></semantics></math>", "<svg></svg>", "", "<math>", "R",
      "<math><semantics><mrow><!-- x --></mrow></semantics></math>",
      "<math><semantics><mrow><mspace width=\"51em\"/></mrow></semantics></math>",
      "<math><semantics>" + String(repeating: "<mrow>", count: 200) + String(repeating: "</mrow>", count: 200)
        + "</semantics></math>",
    ])
  func untrustedAnswers(answer: String) {
    let formula = Formula(tex: "x", display: false)
    do throws(MathFailure) {
      let markup = try MathMLWriter.markup(of: formula, from: Array(answer.utf8))
      #expect(StrictReader.complaint(about: markup, allowing: true) == nil)
      #expect(!markup.contains("onclick") && answer.contains("onclick"))
    } catch {
      #expect(error == .output)
    }
  }

  @Test("have two shorter forms for those who cannot show MathML")
  func otherForms() async throws {
    let renderer = MathProgram.renderer()
    let text = await Renderer(math: renderer).markdown("A $a<b$ and\n\n$$\\frac12$$\n\nend `$x$`")
    await renderer.shutdown()
    #expect(
      MathForms.mathAsTeX(text.html).filter { $0 != "\n" }
        == "<p>A $a&lt;b$ and</p><p>$$\\frac12$$</p><p>end <code>$x$</code></p>")
    let compact = MathForms.compact(text.html)
    #expect(StrictReader.complaint(about: compact, allowing: true) == nil)
    #expect(
      compact.contains(
        "<math><semantics><mtext>a&lt;b</mtext><annotation encoding=\"application/x-tex\">a&lt;b</annotation></semantics></math>")
    )
    #expect(compact.utf8.count < text.html.utf8.count)
    #expect(MathForms.mathAsTeX("<math><b>") == "<math><b>")
  }
}
