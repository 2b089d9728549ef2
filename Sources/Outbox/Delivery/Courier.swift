package import Actors
internal import Domain
internal import Logging
internal import Metrics
internal import ServiceLifecycle
internal import Store
internal import Synchronization

/// Delivers what was stored: leases due rows, signs at send time, a few lanes per host, so that a dead host delays nobody.
package struct Courier: Service {
  /// Deliveries under way to one host.
  static let lanes = 4
  /// Deliveries under way in all.
  static let window = 128
  /// Deliveries leased at once.
  static let batch = 64
  /// A lease in milliseconds: the deadlines of two knocks, and half as much again.
  static let lease: Int64 = 90_000
  /// How often the store is looked into when nothing wakes the Courier, in milliseconds.
  static let idlePeriod: Int64 = 500

  private let instance: Instance
  private let sender: DeliverySender
  private let owner: Int64
  private let underWay = Counter()
  private let isStopped = Flag()
  private let bells: AsyncStream<Void>
  private let bell: AsyncStream<Void>.Continuation

  package init(instance: Instance) {
    self.instance = instance
    sender = DeliverySender(instance: instance)
    owner = instance.store.ids.next().value
    (bells, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  /// Works until told to stop; what is under way then is finished.
  package func run() async throws {
    await withGracefulShutdownHandler {
      await work()
    } onGracefulShutdown: { [isStopped, bell] in
      isStopped.raise()
      bell.finish()
    }
  }

  private func work() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await keepTime() }
      for await _ in bells {
        if isStopped.isRaised || Task.isCancelled { break }
        instance.pulse.beat(.courier)
        while let leased = await due(), !leased.isEmpty {
          for row in leased {
            underWay.add(1)
            group.addTask {
              await sender.deliver(row)
              underWay.add(-1)
              bell.yield()
            }
          }
          if leased.count < Self.batch || isStopped.isRaised { break }
        }
      }
    }
  }

  /// Looks now and then whether something was stored meanwhile.
  private func keepTime() async {
    await cancelWhenGracefulShutdown {
      while !isStopped.isRaised, !Task.isCancelled {
        bell.yield()
        try? await Task.sleep(for: .milliseconds(Self.idlePeriod))
      }
    }
  }

  /// Leases what is due, if there is room for it; the writer is asked only when a host may be.
  private func due() async -> [DeliveryRow]? {
    let room = Self.window - underWay.value
    guard room > 0 else { return nil }
    do {
      guard try await instance.store.read({ try $0.isDeliveryDue() }) else { return nil }
      let leased = try await instance.store.write { [owner] in
        try $0.leaseDeliveries(owner: owner, lanes: Self.lanes, limit: min(room, Self.batch), duration: Self.lease)
      }
      let rescued = leased.filter(\.isRescued)
      if !rescued.isEmpty {
        Metrics.Counter(label: "scholion_leases_rescued_total", dimensions: [("queue", "deliveries")]).increment(
          by: rescued.count)
        for row in rescued {
          instance.logger.notice(
            "a lease was left behind", metadata: ["id": "\(row.activityURI)", "host": "\(row.host)", "queue": "deliveries"])
        }
      }
      return leased
    } catch {
      instance.logger.error("deliveries cannot be leased", metadata: ["error": "\(error)"])
      return nil
    }
  }
}

/// A count shared by tasks.
private final class Counter: Sendable {
  private let count = Atomic(0)
  var value: Int { count.load(ordering: .relaxed) }
  func add(_ number: Int) { count.wrappingAdd(number, ordering: .relaxed) }
}

/// Something that happens once.
private final class Flag: Sendable {
  private let raised = Atomic(false)
  var isRaised: Bool { raised.load(ordering: .relaxed) }
  func raise() { raised.store(true, ordering: .relaxed) }
}
