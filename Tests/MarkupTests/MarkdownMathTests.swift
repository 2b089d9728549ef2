import Judging
import Testing

@testable import Markup

@Suite("Mathematics in Markdown")
struct MarkdownMathTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let source: String
    /// The TeX of the formulas, display ones with `D:` in front.
    let formulas: [String]
    /// The plain text; nil where only the formulas matter.
    let text: String?
    init(_ source: String, _ formulas: [String], _ text: String? = nil) {
      self.source = source
      self.formulas = formulas
      self.text = text
    }
    var testDescription: String { source }
  }

  static let cases: [Case] = [
    Case("So $q = 3k+r$ holds.", ["q = 3k+r"], "So $q = 3k+r$ holds."),
    Case("It was $7 then $12 now.", [], "It was $7 then $12 now."),
    Case("Only $ 5$ or $5 $ here", []),
    Case("From $20,000 and USD$30,000.", []),
    Case("Escaped \\$7 and $u_1$v.", ["u_1"], "Escaped $7 and $u_1$v."),
    Case("`code $x$` and **bold $x^2$**", ["x^2"], "code $x$ and bold $x^2$"),
    Case("``a ` $x$`` $y$ `open $z$", ["y", "z"]),
    Case("Inline $$e_1_2$$ tail", ["D:e_1_2"]),
    Case(
      "$$\n\\begin{aligned}\nu &= v \\\\\nw &= x < y\n\\end{aligned}\n$$",
      ["D:\\begin{aligned}\nu &= v \\\\\nw &= x < y\n\\end{aligned}"]),
    Case("Over $a +\nb$ lines", ["a +\nb"]),
    Case("Not over $a\n\nb$ blank lines", []),
    Case("\\(p_1 * q_2 * r\\) and \\[ s_1 \\] and \\\\(no\\\\)", ["p_1 * q_2 * r", "D:s_1"]),
    Case("| a | b |\n|---|---|\n| $|x|$ | $P(a \\mid b)$ |", ["|x|", "P(a \\mid b)"], "a b\n$|x|$ $P(a \\mid b)$"),
    Case("- $\\{1,2\\}$ is * $\\\\{3\\\\}$", ["\\{1,2\\}", "\\\\{3\\\\}"]),
    Case("($x$), \"$y$\": $z$-th, $n$th", ["x", "y", "z", "n"], "($x$), \"$y$\": $z$-th, $n$th"),
    Case("```\n$x$\n```\n$y$", ["y"], "$x$\n$y$"),
    Case("~~~ tex\n$x$\n~~~~\n\n$y$", ["y"]),
    Case("- a\n  ```\n  $x$\n  ```\n- $y$", ["y"]),
    Case("> ```\n> $x$\n\n$y$", ["y"]),
    Case("    indented $x$\n\n$y$", ["y"], "indented $x$\n$y$"),
    Case("- item\n\n    $x$ belongs to the item", ["x"]),
    Case("> quoted $a\n> + b$ math", ["a\n+ b"]),
    Case("> $$\n> x\n> $$", ["D:x"]),
    Case("# $h$ heading", ["h"]),
    Case("[link $x$](https://x.example/$a$b$)", ["x"]),
    Case("<https://x.example/$a$>", []),
    Case("![$x$](https://x.example/i.png)", []),
    Case("$$", []),
    Case("$$$$ and $ $ and \\(\\)", []),
    Case("$a$$b$", ["a", "b"]),
    Case("*$a*b$*", ["a*b"], "$a*b$"),
    Case("$<script>alert(1)</script>$", ["<script>alert(1)</script>"]),
    Case("$x\\$y$", ["x\\$y"]),
    Case("text[^1]\n\n[^1]: note $x$", ["x"]),
    Case("mx$x$ 100$ and $", ["x"]),
    Case("$" + String(repeating: "x", count: 5_000) + "$ $y$", ["y"]),
    Case("\\(a $b\\) c$", ["a $b"]),
    Case("é$ü$é", ["ü"], "é$ü$é"),
    Case("`$a` and $b$ and `c$`", ["b"]),
  ]

  @Test("is found where pandoc finds it, and comes through Markdown untouched", arguments: cases)
  func edgeCases(_ example: Case) async {
    let text = await Renderer(math: nil).markdown(example.source)
    #expect(text.failedFormulas.map { ($0.formula.display ? "D:" : "") + $0.formula.tex } == example.formulas)
    if let plain = example.text { #expect(text.plainText == plain) }
    #expect(StrictReader.complaint(about: text.html) == nil)
    #expect(!text.html.contains("mxa") && !text.html.contains("script>alert"))
  }

  @Test("in code, link targets and descriptions turns back into what was written")
  func restored() async {
    let source = "    if a $x$ b\n\n[l](https://x.example/$p$q) ![a $x$ b](https://x.example/i)\n\n- x\n\n      y $z$ \\cite{k}"
    let text = await Renderer(math: nil).markdown(source)
    #expect(text.html.contains("<code>if a $x$ b\n</code>"))
    #expect(text.html.contains("href=\"https://x.example/$p$q\""))
    #expect(text.html.contains(">a $x$ b</a>"))
    #expect(text.html.contains("y $z$ \\cite{k}"))
    #expect(text.formulaCount == 0)
  }

  @Test("past 500 formulas is shown as source")
  func manyFormulas() async {
    let renderer = MathProgram.renderer()
    let text = await Renderer(math: renderer).markdown(String(repeating: "$x$ ", count: 510))
    await renderer.shutdown()
    #expect(text.formulaCount == 510)
    #expect(text.failedFormulas.map(\.reason) == [MathFailure](repeating: .refusedSize, count: 10))
  }

  @Test(
    "never makes the scan or the parsers slow or greedy",
    arguments: [
      "$", "$$", "\\(", "\\[", "`", "$a", "$ a", "`` ` ", "\\", "\\cite{", "$x", "> $", "- $", "#a ", "@a ", "@a@b.c ",
      "10.1000/(", "[", "*a_", "![",
      "[a](", "| a ", "|-", "[^1]", "> ", "- ", "<a ", "&", "1.", "arxiv:", "~~", "www.a", "a@", "\n\n",
    ])
  func repeated(unit: String) async {
    let source = String(repeating: unit, count: MarkupLimits.markdownBytes / 4 / unit.utf8.count)
    let text = await Renderer(math: nil).markdown(source)
    #expect(StrictReader.complaint(about: text.html) == nil)
  }

  @Test(
    "beyond the parsers' memory comes back as plain text",
    arguments: [
      String(repeating: "| a ", count: 4_000) + "|\n" + String(repeating: "|-", count: 4_000) + "|\n"
        + String(repeating: "| x |\n", count: 4_000),
      "[a]: /" + String(repeating: "x", count: 10_000) + "\n\n" + String(repeating: "[a]", count: 15_000),
      String(repeating: "y", count: 70_000),
    ])
  func greedy(source: String) async {
    let text = await Renderer(math: nil).markdown(source)
    #expect(text.html.hasPrefix("<p>"))
    #expect(text.html.utf8.count < 200_000)
  }
}
