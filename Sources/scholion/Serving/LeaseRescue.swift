internal import Actors
internal import Domain
internal import Logging
internal import Metrics
internal import ServiceLifecycle
internal import Store

/// Gives back what a process on the same database had leased when it died, long before its leases run out.
///
/// A process is known by the number it holds while it is connected. One that lost its connection has some seconds to come back:
/// it must be missed at two looks.
struct LeaseRescue: Service {
  let instance: Instance
  /// Time between two looks.
  static let period: Duration = .seconds(3)

  func run() async throws {
    guard instance.store.isShared else { return try await gracefulShutdown() }
    await cancelWhenGracefulShutdown {
      var missed: Set<RowID> = []
      while !Task.isCancelled {
        do {
          missed = try await look(missed)
        } catch is CancellationError {
        } catch {
          missed = []
          instance.logger.warning("leases cannot be looked at", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: Self.period)
      }
    }
  }

  /// Gives back the leases of those missed before and now; who is missed now.
  private func look(_ before: Set<RowID>) async throws -> Set<RowID> {
    guard let slots = try await instance.store.database.slots() else { return [] }
    let missed = try await instance.store.read { try $0.leaseOwners() }.filter { !slots.contains($0.slot) }
    for owner in missed where before.contains(owner) {
      let count = try await instance.store.write { try $0.releaseLeases(of: owner) }
      Counter(label: "scholion_leases_rescued_total", dimensions: [("queue", "both")]).increment(by: count)
      instance.logger.notice("leases of a process that is gone were given back", metadata: ["count": "\(count)"])
    }
    return missed
  }
}
