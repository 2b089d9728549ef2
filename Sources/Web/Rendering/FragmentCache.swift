internal import Synchronization

/// A part of a page that looks the same wherever it stands; in the tables of pages its field is markup and ends in `HTML`.
protocol PageFragment: Sendable, Hashable {
  /// Name of the file in `Templates`, without its ending.
  static var template: String { get }
  /// Whether a form of the visitor's is in it; of all that surrounds a fragment, its template sees the form token alone.
  var hasForm: Bool { get }
}

extension SummaryCard: PageFragment {
  static let template = "card"
  var hasForm: Bool { false }
}

extension PreviewView: PageFragment {
  static let template = "desk-preview"
  var hasForm: Bool { false }
}

extension ReplyView: PageFragment {
  static let template = "reply"
  var hasForm: Bool { replyForm != nil || vote?.isOpen == true || acceptAction != nil }
}

/// Fragments as they were rendered lately: most of a list is what it was when it was last looked at.
///
/// The whole of what is shown is the key, so nothing here can be out of date. Two generations are kept, so that what is in use stays.
final class FragmentCache<Fragment: PageFragment>: Sendable {
  private struct Key: Hashable {
    let fragment: Fragment
    let token: String
  }

  private struct Generations {
    var young: [Key: TrustedHTML] = [:]
    var old: [Key: TrustedHTML] = [:]
  }

  private let generations = Mutex(Generations())
  private let limit: Int

  /// - Parameter limit: fragments of a generation
  init(limit: Int = 256) { self.limit = limit }

  /// The markup of a fragment; `render` makes it when it is not at hand.
  func html(of fragment: Fragment, token: String, render: () -> TrustedHTML) -> TrustedHTML {
    let key = Key(fragment: fragment, token: fragment.hasForm ? token : "")
    if let known = find(key) { return known }
    let html = render()
    keep(html, as: key)
    return html
  }

  private func find(_ key: Key) -> TrustedHTML? {
    generations.withLock { generations in
      if let html = generations.young[key] { return html }
      guard let html = generations.old[key] else { return nil }
      Self.keep(html, as: key, in: &generations, limit)
      return html
    }
  }

  private func keep(_ html: TrustedHTML, as key: Key) {
    generations.withLock { Self.keep(html, as: key, in: &$0, limit) }
  }

  private static func keep(_ html: TrustedHTML, as key: Key, in generations: inout Generations, _ limit: Int) {
    if generations.young.count >= limit {
      generations.old = generations.young
      generations.young = [:]
    }
    generations.young[key] = html
  }
}
