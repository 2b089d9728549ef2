internal import CMarkup

/// Markdown to HTML by cmark-gfm: CommonMark with tables, strikethrough, autolinks and footnotes; raw HTML left out.
enum MarkdownDocument {
  /// The HTML, not yet judged; nil when the source made the parser ask for too much memory.
  static func html(of source: [UInt8]) -> String? {
    prepared
    guard let arena = scholion_arena_new(MarkupLimits.parserMemory) else { return nil }
    defer { scholion_arena_free(arena) }
    return source.withUnsafeBytes { raw -> String? in
      let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
      guard let start else { return "" }
      return scholion_markdown_html(arena, start, raw.count).map { String(cString: $0) }
    }
  }

  /// Registers the extensions once; the list they stand in is not safe to change from two threads.
  private static let prepared: Void = scholion_markdown_prepare()
}
