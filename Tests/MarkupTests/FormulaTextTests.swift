import Markup
import Testing

@Suite struct FormulaTextTests {
  private func html(_ source: String, word: String? = nil) -> String {
    let text = FormulaText(plain: source, word: word)
    return text.html(of: text.text)
  }

  @Test(arguments: [
    (#"$\ell_1$-norm"#, "ℓ<sub>1</sub>-norm"), (#"$\alpha$-GAN"#, "α-GAN"),
    (#"$O(n \log n)$"#, "<var>O</var>(<var>n</var>log <var>n</var>)"),
    (#"\(x^{2k}\) and $\hat{y}$"#, "<var>x</var><sup>2<var>k</var></sup> and <var>y\u{302}</var>"),
    (#"$\mathcal{O}(\sqrt{T})$"#, "𝒪(√<var>T</var>)"), (#"$\frac{1}{n+1}$"#, "1/(<var>n</var> + 1)"),
    (#"$\text{a<b} \le 5\%$"#, "a&lt;b ≤ 5%"), ("between $5 and $10", "between $5 and $10"),
    (#"a \& b < c"#, #"a \&amp; b &lt; c"#), ("", ""),
    (#"see \cite{arXiv:1706.03762, doi:10.1/x}"#, "see [1706.03762, 10.1/x]"),
  ])
  func `Short formulas in titles and abstracts become letters and signs`(source: String, expected: String) {
    #expect(html(source) == expected)
  }

  @Test(arguments: [
    #"$\begin{pmatrix}a\end{pmatrix}$"#, #"$\unknown{x}$"#, #"$x^$"#, #"${{{{{{{{{x}}}}}}}}}$"#, #"$a}b$"#,
    "$" + String(repeating: "x", count: 300) + "$",
  ])
  func `A formula that needs more stays as it was written, or becomes a word`(source: String) {
    #expect(html(source) == PlainText.escaped(source))
    #expect(html("a \(source) b", word: "[formula]") == "a <i>[formula]</i> b")
  }

  @Test func `Pages show formulas without the source that travels with them`() {
    let set =
      "<math><semantics><mrow><mi>x</mi></mrow><annotation encoding=\"application/x-tex\">x</annotation></semantics></math>"
    #expect(
      MathForms.bare("<p>a \(set) b &lt; <math><mi>y</mi></math></p>")
        == "<p>a <math><mrow><mi>x</mi></mrow></math> b &lt; <math><mi>y</mi></math></p>")
    #expect(MathForms.bare("<p><math") == "<p><math")
  }

  @Test func `Nobody can name a formula that is not theirs`() {
    #expect(html("\u{F0000}a $x$ \u{F0001}") == "a <var>x</var> ")
    #expect(!html("$<script>$").contains("<script"))
    let own = "<p>\u{F0000}<b>x</b> <math><mi>y</mi></math> <code class=\"math-error\">\\a</code></p>"
    let text = FormulaText(html: own, word: "…")
    #expect(text.html(of: text.text) == "x <math><mi>y</mi></math> <i>…</i>")
  }
}
