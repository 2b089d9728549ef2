internal import Mustache

/// Fills the templates.
struct PageRenderer: Sendable {
  private let library: MustacheLibrary
  private let cards = FragmentCache<SummaryCard>()
  private let replies = FragmentCache<ReplyView>()

  /// All templates, read once; throws when one is malformed.
  init() throws { library = try Self.whole.get() }

  private static let whole = Result {
    MustacheContentTypes.register(PageContent(), named: PageContent.name)
    var library = MustacheLibrary()
    for (name, bytes) in templates { try library.register(String(decoding: bytes, as: UTF8.self), named: name) }
    return library
  }

  /// The page as HTML; throws ``WebError/brokenTemplate(_:)`` when there is no such template.
  func html<Page: PageDocument>(_ page: Page) throws -> String {
    let token = page.chrome.csrf
    let table = PageTable(page) { fragment in
      switch fragment {
      case let card as SummaryCard: cards.html(of: card, token: token) { html(card, token) }
      case let reply as ReplyView: replies.html(of: reply, token: token) { html(reply, token) }
      default: html(fragment, token)
      }
    }
    guard let text = library.render(table, withTemplate: Page.template) else {
      throw WebError.brokenTemplate(Page.template)
    }
    return text
  }

  /// A part of a page by itself, for a script that puts it in its place; one that has no form.
  func html<Fragment: PageFragment>(of fragment: Fragment) -> TrustedHTML { html(fragment, "") }

  private func html<Fragment: PageFragment>(_ fragment: Fragment, _ token: String) -> TrustedHTML {
    TrustedHTML(sanitized: library.render(PageTable(fragment, token: token), withTemplate: Fragment.template) ?? "")
  }
}
