internal import Actors
internal import Domain
internal import Logging
internal import Metrics
internal import Store

/// Handles one leased item: gathers, applies, and stores what came of it in the same transaction.
struct ItemHandler: Sendable {
  let context: VerbContext
  let owner: Int64
  let bell: InboxBell

  func handle(_ row: InboxRow) async {
    do {
      guard !Self.isPoison(row) else { return try await refuse(row, .poison) }
      let outcome = try await outcome(of: row)
      if let outcome { note(outcome, row) }
    } catch let refusal as ItemRefusal {
      await attempt { try await refuse(row, refusal) }
    } catch let error as ActorError {
      await attempt { try await settle(error, row) }
    } catch {
      context.instance.logger.error("an item failed", metadata: ["id": "\(row.activityKey)", "error": "\(error)"])
      await attempt { try await again(row, reason: "failed", last: .failed) }
    }
  }

  /// Nil when somebody else holds the item by now.
  private func outcome(of row: InboxRow) async throws -> ItemOutcome? {
    context.instance.logger.debug(
      "leased", metadata: ["id": "\(row.activityKey)", "type": "\(row.type)", "attempt": "\(row.attempts + 1)"])
    let change = try await prepare(row)
    context.instance.logger.debug("gathered", metadata: ["id": "\(row.activityKey)"])
    return try await context.store.write { [owner] transaction in
      guard try transaction.finishItem(row.id, owner: owner) else { return nil }
      let outcome = try change.apply(in: transaction)
      if case .refused(let refusal) = outcome {
        try transaction.refuseItem(row.id, reason: refusal.rawValue)
      } else {
        try transaction.dropBody(of: row.id)
      }
      return outcome
    }
  }

  private func prepare(_ row: InboxRow) async throws -> any PreparedChange {
    let budget = ItemBudget()
    if let task = OwnTask(row) { return try await task.gather(context, budget: budget) }
    let item = try InboxItem(row, fresh: bell.take(row.id), budget: budget)
    return try await Verb(item).gather(item, context)
  }

  private func settle(_ error: ActorError, _ row: InboxRow) async throws {
    switch error {
    case .unreachable(let detail): try await again(row, reason: "unreachable.\(detail)", last: .unreachable)
    case .blockedHost: try await refuse(row, .blocked)
    case .notHere: try await refuse(row, .notHere)
    case .notFound, .gone: try await refuse(row, .notFound)
    case .badAddress, .badDocument, .wrongID, .keyNotOwned, .handleMismatch, .badOrigin: try await refuse(row, .badDocument)
    }
  }

  /// The item is tried again later, or after the last wait not at all.
  private func again(_ row: InboxRow, reason: String, last: ItemRefusal) async throws {
    guard InboxLimits.retries.indices.contains(row.attempts) else { return try await refuse(row, last) }
    let wait = InboxLimits.retries[row.attempts]
    try await context.store.write { [owner] transaction in
      guard try transaction.holdsItem(row.id, owner: owner) else { return }
      try transaction.retryItem(row.id, reason: reason, next: transaction.now.adding(seconds: wait))
    }
    Counter(label: "scholion_inbox_handled_total", dimensions: [("outcome", "retry")]).increment()
    context.instance.logger.debug(
      "waits", metadata: ["id": "\(row.activityKey)", "reason": "\(reason)", "seconds": "\(wait)"])
  }

  private func refuse(_ row: InboxRow, _ refusal: ItemRefusal) async throws {
    try await context.store.write { [owner] transaction in
      guard try transaction.holdsItem(row.id, owner: owner) else { return }
      try transaction.refuseItem(row.id, reason: refusal.rawValue)
    }
    note(.refused(refusal), row)
  }

  private func attempt(_ work: () async throws -> Void) async {
    do {
      try await work()
    } catch {
      // The lease runs out and the item is tried again.
      context.instance.logger.error("an item's outcome is not stored", metadata: ["error": "\(error)"])
    }
  }

  private func note(_ outcome: ItemOutcome, _ row: InboxRow) {
    Counter(label: "scholion_inbox_handled_total", dimensions: [("outcome", outcome.name)]).increment()
    context.instance.logger.info(
      "handled", metadata: ["id": "\(row.activityKey)", "type": "\(row.type)", "outcome": "\(outcome.name)"])
  }

  /// Whether its leases ended without a word again and again; a row carries the leases before this one.
  static func isPoison(_ row: InboxRow) -> Bool {
    row.attempts >= (row.reason == nil ? InboxLimits.crashes : InboxLimits.crashes + InboxLimits.retries.count)
  }
}
