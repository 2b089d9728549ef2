internal import Actors
internal import Logging
internal import ServiceLifecycle
internal import Store
internal import Web

/// Stores once a minute how often pages were looked at, and once more at the end.
struct ViewWriting: Service {
  let instance: Instance
  let tally: ViewTally
  /// Pages of one transaction.
  static let piece = 200

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await Task.sleep(for: .seconds(60))
        guard !Task.isCancelled else { break }
        await write()
      }
    }
    await write()
  }

  /// What cannot be stored now is tried in the next round.
  func write() async {
    var rest = tally.take()[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(Self.piece))
      do {
        try await instance.store.write { try $0.addViews(piece) }
      } catch {
        tally.giveBack(Array(rest))
        return instance.logger.error("storing views failed", metadata: ["error": "\(error)"])
      }
      rest = rest.dropFirst(piece.count)
    }
  }
}
