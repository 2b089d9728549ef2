/// The engines that a test runs on.
package enum Engine: String, CaseIterable, Sendable {
  case sqlite, postgres
}

/// How many databases of the server are in use at once: each has some connections, and all tests start together.
private actor Desk {
  static let one = Desk(seats: 6)
  private var seats: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(seats: Int) { self.seats = seats }

  func sit() async {
    guard seats == 0 else {
      seats -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func leave() {
    if waiting.isEmpty { seats += 1 } else { waiting.removeFirst().resume() }
  }
}

/// A database that others are copied from, made once.
package actor TemplateDatabase {
  private let fill: @Sendable (String) async throws -> Void
  private var making: Task<String, any Error>?

  /// - Parameter fill: fills an empty database, given its URL, and closes it again
  package init(_ fill: @escaping @Sendable (String) async throws -> Void) { self.fill = fill }

  /// Its name on a server.
  package func name(on cluster: TemporaryCluster) async throws -> String {
    if let making { return try await making.value }
    let task = Task.detached { [fill] in
      let name = try cluster.makeDatabase()
      try await fill(cluster.url(of: name))
      return name
    }
    making = task
    return try await task.value
  }
}

extension TemporaryCluster {
  /// Runs a body with the URL of a database of its own, empty or a copy, which is removed at the end.
  package static func useDatabase(
    from template: TemplateDatabase? = nil, _ body: (String) async throws -> Void
  ) async throws {
    await Desk.one.sit()
    do {
      let cluster = try await shared()
      let origin = if let template { try await template.name(on: cluster) } else { "template0" }
      let name = try cluster.makeDatabase(from: origin)
      do {
        try await body(cluster.url(of: name))
      } catch {
        try cluster.removeDatabase(name)
        throw error
      }
      try cluster.removeDatabase(name)
    } catch {
      await Desk.one.leave()
      throw error
    }
    await Desk.one.leave()
  }
}
