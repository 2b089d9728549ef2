internal import Store
internal import Synchronization

/// The figures about the site; rows are counted for them, so they are kept for ten minutes.
final class FigureCache: Sendable {
  private let kept = Mutex<(at: Int64, figures: [FigureView])?>(nil)
  private static let lifetime: Int64 = 600_000

  func figures(of store: Store) async throws -> [FigureView] {
    let now = store.now().milliseconds
    if let kept = kept.withLock({ $0 }), now - kept.at < Self.lifetime { return kept.figures }
    let usage = try await store.read { try $0.usage() }
    let figures = [
      FigureView(label: "Summaries", value: "\(usage.summaries)"), FigureView(label: "Comments", value: "\(usage.comments)"),
      FigureView(label: "People", value: "\(usage.people)"),
    ]
    kept.withLock { $0 = (now, figures) }
    return figures
  }
}
