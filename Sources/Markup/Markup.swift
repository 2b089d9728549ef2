// Markup: Markdown with TeX, and strangers' HTML, to safe HTML with MathML. It may know cmark-gfm, gumbo and the path of
// the child program that makes formulas; nothing of papers, actors, databases or the web.

/// Every limit of this room, so that a reader finds them in one place.
package enum MarkupLimits {
  /// Longest Markdown source rendered, in bytes; a longer one is shown as plain text.
  package static let markdownBytes = 65_536
  /// Longest foreign HTML parsed, in bytes; the rest is cut off.
  package static let htmlBytes = 1_048_576
  /// Most bytes of sanitised HTML written (below `htmlBytes`, so that sanitising the result again cuts nothing).
  package static let outputBytes = 786_432
  /// Most nodes the HTML parser may make, and most tags it is shown.
  package static let htmlNodes = 20_000
  /// Most start and end tags a text may hold to be parsed at all.
  package static let htmlTags = 24_000
  /// Deepest nesting of tags shown to the parser: its scope checks walk the whole stack at each tag.
  package static let parsedDepth = 400
  /// Most elements a text may hold that hide their parents from end tags (`table`, `object`, `svg` …).
  package static let scopingElements = 1_000
  /// Most tags written `<x/>`: only foreign elements end there, others stay open.
  package static let selfClosedTags = 2_000
  /// Most attributes of one tag: the parser compares each with those before it.
  package static let attributes = 128
  /// Most nodes written.
  package static let outputNodes = 10_000
  /// Deepest nesting written; what lies deeper keeps its text only.
  package static let outputDepth = 32
  /// Bytes one parse may take, of HTML or of Markdown.
  package static let parserMemory = 33_554_432
  /// Longest link target, in bytes.
  package static let linkBytes = 2_048
  /// Longest TeX of one formula, in bytes.
  package static let formulaBytes = 4_096
  /// Most formulas rendered of one text; later ones are shown as source.
  package static let formulas = 500
  /// Longest output of one formula, in bytes.
  package static let formulaOutputBytes = 65_536
  /// Longest output of all formulas of one text together, in bytes; later ones are shown as source.
  package static let mathOutputBytes = 2_097_152
  /// Deepest nesting inside one formula's MathML.
  package static let formulaDepth = 100
  /// Largest length in a formula, in em.
  package static let formulaEms = 50
  /// Most hashtags, mentions and citations taken from one text, each.
  package static let namesPerText = 200
  /// Longest citation key, handle or hashtag, in bytes.
  package static let nameBytes = 256
}
