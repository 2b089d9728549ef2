internal import Dispatch
internal import Glibc
internal import Logging
internal import ServiceLifecycle

/// The first to hear that the server shall stop: `/readyz` turns to 503 at once, the listener stays open a second longer, so
/// that whoever sends requests here has time to notice (DESIGN 11.10).
struct Doorkeeper: Service {
  let readiness: Readiness
  let logger: Logger

  func run() async throws {
    await withGracefulShutdownHandler {
      try? await gracefulShutdown()
      // A cancelled group closes at once.
      try? await Task.sleep(for: .seconds(1))
    } onGracefulShutdown: { [readiness, logger] in
      readiness.stop()
      logger.notice("stopping")
      // What hangs after all is cut off: nothing acknowledged is lost by it, everything durable was durable before it was answered.
      DispatchQueue.global().asyncAfter(deadline: .now() + 9.5) {
        logger.warning("stopped with work under way")
        _exit(0)
      }
    }
  }
}
