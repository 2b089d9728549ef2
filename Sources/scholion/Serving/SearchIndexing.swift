internal import Actors
internal import Logging
internal import ServiceLifecycle
internal import Store

/// Takes into the search index what was stored before there was one, or before words were folded as they are now.
///
/// In pieces that hold the writer briefly, beside everything else; where all is indexed it looks once and waits for the end.
struct SearchIndexing: Service {
  let instance: Instance

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled, await !attempt() { try? await Task.sleep(for: .seconds(60)) }
      // A service that ends would end the house.
      while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) }
    }
  }

  /// Whether all is indexed.
  private func attempt() async -> Bool {
    do {
      let rows = try await indexAll()
      // Each section that is at its end counts as one.
      if rows > 3 { instance.logger.notice("indexed for searching", metadata: ["rows": "\(rows)"]) }
      return true
    } catch is CancellationError {
      return true
    } catch {
      instance.logger.error("indexing failed", metadata: ["error": "\(error)"])
      return false
    }
  }

  /// Piece after piece until nothing is left; how many rows were looked at.
  func indexAll() async throws -> Int {
    var rows = 0
    while true {
      let count = try await instance.store.write { try $0.indexPiece() }
      guard count > 0 else { return rows }
      rows += count
      // Lets those who wait for the writer go first.
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
