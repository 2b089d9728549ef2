internal import Actors
internal import Catalog
internal import Logging
internal import Outbox
internal import ServiceLifecycle
internal import Store
internal import Web

/// Asks the sources again about papers that were summarised, one after the other and slowly: so new versions, corrections and
/// retractions become known although nobody asks.
struct PaperRefreshing: Service {
  let publisher: Publisher
  let sources: PaperSources
  /// From one paper to the next.
  static let interval: Duration = .seconds(300)
  /// How long the sources have for one; each has a pace of its own, and readers go first.
  static let patience: Duration = .seconds(120)

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await Task.sleep(for: Self.interval)
        if !Task.isCancelled { await attempt() }
      }
    }
  }

  private func attempt() async {
    do {
      try await round()
    } catch is CancellationError {
    } catch {
      publisher.instance.logger.error("asking the sources again failed", metadata: ["error": "\(error)"])
    }
  }

  /// Asks about the paper that has waited longest; whether any was due.
  ///
  /// Where no source could be asked, the paper comes again the next day.
  @discardableResult
  func round() async throws -> Bool {
    guard let paper = try await publisher.instance.store.write({ try $0.takeRefresh() }) else { return false }
    let outcome = try await PaperAsking(publisher: publisher, sources: sources, patience: Self.patience).ask(about: paper)
    if !outcome.isHeard {
      publisher.instance.logger.info(
        "no source answered about a paper",
        metadata: ["paper": "\(paper.id)", "error": "\(outcome.failures.joined(separator: "; "))"])
    }
    return true
  }
}
