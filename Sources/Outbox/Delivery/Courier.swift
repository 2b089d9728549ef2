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
  package static let lanes = 4
  /// Deliveries under way to hosts that answer.
  static let window = 128
  /// Deliveries under way to hosts that fail or were not heard from for a day; the fewer while others wait.
  static let silentWindow = (busy: 16, idle: 96)
  /// Deliveries leased at once.
  static let batch = 64
  /// A lease in milliseconds: the deadlines of two knocks, and half as much again.
  static let lease: Int64 = 90_000
  /// How long free lanes gather between two leases.
  static let gathering: Duration = .milliseconds(5)
  /// How often the store is looked into when nothing wakes the Courier, in milliseconds.
  static let idlePeriod: Int64 = 500

  private let instance: Instance
  private let sender: DeliverySender
  private let owner: Int64
  private let underWay = Counter()
  private let silentUnderWay = Counter()
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
      group.addTask { await hear() }
      for await _ in bells {
        if isStopped.isRaised || Task.isCancelled { break }
        instance.pulse.beat(.courier)
        while let leased = await due(), leased.count > 0 {
          for row in leased.answering { begin(row, underWay, in: &group) }
          for row in leased.silent { begin(row, silentUnderWay, in: &group) }
          // Lanes that become free within this are filled together: each lease is a transaction.
          try? await Task.sleep(for: Self.gathering)
          if leased.count < Self.batch || isStopped.isRaised { break }
        }
      }
    }
  }

  private func begin(_ row: DeliveryRow, _ count: Counter, in group: inout DiscardingTaskGroup) {
    count.add(1)
    group.addTask {
      await sender.deliver(row)
      count.add(-1)
      bell.yield()
    }
  }

  /// Wakes when something was stored to be delivered, here or in another process on the database.
  private func hear() async {
    await cancelWhenGracefulShutdown {
      for await _ in instance.store.wakeUps(.delivery) { bell.yield() }
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
  private func due() async -> Leased? {
    let room = min(Self.batch, Self.window - underWay.value)
    let silent = silentUnderWay.value
    guard room > 0 || silent < Self.silentWindow.idle else { return nil }
    do {
      guard try await instance.store.read({ try $0.isDeliveryDue() }) else { return nil }
      let leased = try await instance.store.claim { [owner] transaction in
        let answering = try transaction.leaseDeliveries(
          owner: owner, from: .answering, lanes: Self.lanes, limit: room, duration: Self.lease)
        let mayBe = answering.count >= room ? Self.silentWindow.busy : Self.silentWindow.idle
        let others = try transaction.leaseDeliveries(
          owner: owner, from: .silent, lanes: Self.lanes, limit: min(Self.batch, mayBe - silent), duration: Self.lease)
        return Leased(answering: answering, silent: others)
      }
      let rescued = (leased.answering + leased.silent).filter(\.isRescued)
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

/// What was leased at once.
private struct Leased: Sendable {
  let answering: [DeliveryRow]
  let silent: [DeliveryRow]
  var count: Int { answering.count + silent.count }
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
