internal import Mustache

/// Fills the templates.
struct PageRenderer: Sendable {
  private let library: MustacheLibrary

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
    guard let text = library.render(PageTable(page).fields, withTemplate: Page.template) else {
      throw WebError.brokenTemplate(Page.template)
    }
    return text
  }
}
