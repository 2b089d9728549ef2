internal import Logging
internal import Outbox
internal import ServiceLifecycle

/// Publishes what was written under pseudonyms once its time has come.
struct WaitingTexts: Service {
  let publisher: Publisher

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          _ = try await publisher.publishWaiting()
        } catch is CancellationError {
        } catch {
          publisher.instance.logger.error("looking for waiting texts failed", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: .seconds(60))
      }
    }
  }
}
