package import Actors
internal import Domain
internal import Logging
package import Markup
internal import Metrics
internal import ServiceLifecycle
internal import Store
internal import Synchronization

/// Handles what the door stored: leases items, those of one actor in order, those of different actors side by side.
package struct InboxService: Service {
  private let instance: Instance
  private let handler: ItemHandler
  private let bell: InboxBell
  private let owner: Int64
  private let state = ServiceState()

  /// - Parameters:
  ///   - math: renders the formulas of foreign texts; nil shows their source
  ///   - bell: the one the routes ring
  package init(instance: Instance, remotes: RemoteActors, math: MathRenderer?, bell: InboxBell) {
    self.instance = instance
    self.bell = bell
    owner = instance.store.ids.next().value
    handler = ItemHandler(context: VerbContext(instance: instance, remotes: remotes, math: math), owner: owner, bell: bell)
  }

  /// Works until told to stop; items that were begun are finished, those that were not go back to the queue.
  package func run() async throws {
    await withGracefulShutdownHandler {
      await work()
    } onGracefulShutdown: { [state, bell] in
      state.stop()
      bell.silence()
    }
  }

  private func work() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await keepTime() }
      group.addTask { await hear() }
      for await _ in bell.rings {
        if isOver { break }
        instance.pulse.beat(.inbox)
        while !isOver, state.free > 0, let batch = await lease(), !batch.isEmpty {
          let start = ContinuousClock.now
          for items in Self.byActor(batch) {
            state.begin()
            group.addTask {
              await handle(items, since: start)
              state.end()
              bell.ring()
            }
          }
        }
      }
    }
  }

  private var isOver: Bool { state.isStopped || Task.isCancelled }

  /// Handles all that is due now and returns; for tests and commands, where no service runs.
  package func drain() async {
    while let batch = await lease(), !batch.isEmpty {
      let start = ContinuousClock.now
      await withDiscardingTaskGroup { group in
        for items in Self.byActor(batch) { group.addTask { await handle(items, since: start) } }
      }
    }
  }

  /// Wakes when another process on the database has stored something; the routes of this one ring the bell themselves.
  private func hear() async {
    guard instance.store.isShared else { return }
    await cancelWhenGracefulShutdown {
      for await _ in instance.store.wakeUps(.inbox) { bell.ring() }
    }
  }

  /// Looks now and then whether something is due again.
  private func keepTime() async {
    await cancelWhenGracefulShutdown {
      while !isOver {
        bell.ring()
        try? await Task.sleep(for: .milliseconds(InboxLimits.idlePeriod))
      }
    }
  }

  private func lease() async -> [InboxRow]? {
    do {
      let limit = state.free
      let leased = try await instance.store.claim { [owner] in
        try $0.leaseItems(owner: owner, limit: limit, duration: InboxLimits.lease)
      }
      // Whoever finishes, refuses or returns an item ends the lease; one that ran out was left behind.
      let rescued = leased.filter { $0.leasedUntil.milliseconds > 0 }
      if !rescued.isEmpty {
        Counter(label: "scholion_leases_rescued_total", dimensions: [("queue", "inbox")]).increment(by: rescued.count)
        for row in rescued {
          instance.logger.notice("a lease was left behind", metadata: ["id": "\(row.activityKey)", "queue": "inbox"])
        }
      }
      return leased
    } catch {
      instance.logger.error("items cannot be leased", metadata: ["error": "\(error)"])
      return nil
    }
  }

  /// The items of one actor, one after the other; what cannot be begun while the lease is young goes back.
  private func handle(_ items: [InboxRow], since start: ContinuousClock.Instant) async {
    for (index, item) in items.enumerated() {
      guard !isOver, ContinuousClock.now < start + InboxLimits.startWindow else {
        let rest = items.dropFirst(index).map(\.id)
        _ = try? await instance.store.write { [owner] in try $0.returnItems(rest, owner: owner) }
        return
      }
      await Story.$cause.withValue(item.activityKey) { await handler.handle(item) }
    }
  }

  /// Batches by actor, in order of arrival within each.
  private static func byActor(_ batch: [InboxRow]) -> [[InboxRow]] {
    var groups: [[InboxRow]] = []
    var places: [String: Int] = [:]
    for row in batch {
      if let place = places[row.actorURI] {
        groups[place].append(row)
      } else {
        places[row.actorURI] = groups.count
        groups.append([row])
      }
    }
    return groups
  }
}

/// How much is under way, and whether it is to go on.
private final class ServiceState: Sendable {
  private let underWay = Atomic(0)
  private let stopped = Atomic(false)

  var free: Int { max(0, InboxLimits.concurrency - underWay.load(ordering: .relaxed)) }
  var isStopped: Bool { stopped.load(ordering: .relaxed) }
  func begin() { underWay.wrappingAdd(1, ordering: .relaxed) }
  func end() { underWay.wrappingSubtract(1, ordering: .relaxed) }
  func stop() { stopped.store(true, ordering: .relaxed) }
}
