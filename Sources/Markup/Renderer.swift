/// Makes what people write here fit to be shown: Markdown with TeX to safe HTML with MathML.
package struct Renderer: Sendable {
  private let math: MathRenderer?

  /// A renderer; without the math part, formulas are shown as their source.
  package init(math: MathRenderer?) { self.math = math }

  /// Renders one text.
  ///
  /// Headings are moved down when the text has one of the first level, so that a page keeps its own. Links that leave the
  /// context's origin carry `rel="nofollow noopener ugc"`; images of other sites become links. Never fails: a source beyond the limits
  /// comes back as plain text, a formula that cannot be shown as its source in `code.math-error`.
  package func markdown(_ source: String, context: MarkdownContext = MarkdownContext()) async -> RenderedText {
    let (list, linker) = Self.linked(source, context)
    var text = await list.rendered(math: math)
    text.citations = linker.citations.items
    text.hashtags = linker.hashtags.items
    text.mentions = linker.mentions.items
    return text
  }

  /// The handles a source mentions, without the leading `@`, in order, each once: what to look up before rendering.
  package static func handles(in source: String) -> [String] {
    linked(source, MarkdownContext(linkIdentifiers: false)).linker.handles.items
  }

  private static func linked(_ source: String, _ context: MarkdownContext) -> (list: PieceList, linker: TextLinker) {
    let (parsed, placeholders) = pieces(of: source, context)
    var linker = TextLinker(context: context, placeholders: placeholders)
    let list = linker.linked(parsed)
    return (list, linker)
  }

  private static func pieces(of source: String, _ context: MarkdownContext) -> (PieceList, Placeholders) {
    if source.utf8.count <= MarkupLimits.markdownBytes {
      let (bytes, placeholders) = SpanScanner.taken(from: source)
      let policy = HTMLPolicy(
        rel: "nofollow noopener ugc", origin: context.origin ?? "", keepsClasses: false, image: context.image,
        restore: placeholders.restored)
      if let html = MarkdownDocument.html(of: bytes), let list = HTMLWalk.pieces(of: html, policy: policy) {
        return (list, placeholders)
      }
    }
    var builder = PieceBuilder()
    let token = builder.open(.p)
    builder.text(source)
    builder.close(token)
    return (builder.finish(), Placeholders())
  }
}
