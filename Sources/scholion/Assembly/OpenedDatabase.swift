internal import Actors
internal import Domain
internal import SQL
internal import Store

/// The database of the settings, opened and not yet changed.
struct OpenedDatabase {
  let database: Database
  let store: Store
  /// 0 for an empty one.
  let version: Int
  private let location: DatabaseLocation

  var hasSchema: Bool { version > 0 }

  /// Opens the database of the settings; a file and its folder are made where there are none.
  ///
  /// - Parameter asServer: whether this process will serve; it may not while the database is copied
  /// Throws ``Refusal``.
  init(_ settings: Settings, asServer: Bool = false) async throws {
    try await self.init(settings.database, asServer: asServer)
    guard try await !store.read({ try $0.isUnfinishedCopy() }) else {
      await database.close()
      throw Refusal("the database \(location) is a copy that was not finished: run scholion db copy again")
    }
  }

  /// The same for any database, also a copy that was not finished.
  init(_ location: DatabaseLocation, asServer: Bool = false) async throws {
    self.location = location
    if let path = location.path { try TextFile.makeFolder(TextFile.folder(of: path)) }
    let database: Database
    do {
      database = try Database(opening: location)
    } catch {
      throw Refusal("the database \(location) cannot be opened: \(error.message)")
    }
    do {
      try await database.join(asServer: asServer)
      version = try await database.schemaVersion()
    } catch let error as SQLError {
      await database.close()
      throw Refusal("the database \(location) cannot be opened: \(error.message)")
    }
    self.database = database
    // A clock that was set back must not lead to ids given before, nor a command beside the server to its ids.
    let bare = Store(database: database, ids: RowIDSource(clock: { Clock.now().milliseconds }), now: Clock.now)
    let last = version > 0 ? try? await bare.read { try $0.largestID() } : nil
    let ids = RowIDSource(after: last, salt: UInt16.random(in: 0..<0x8000), slot: { database.slot }) { Clock.now().milliseconds }
    store = Store(database: database, ids: ids, now: Clock.now)
  }

  /// Brings the schema up to date; an older file is copied first, to one named after its version.
  func migrate() async throws {
    do {
      try await Store.migrate(database, copyingTo: location.path.map { "\($0).before-upgrade-from-\(version)" })
    } catch let error as SQLError {
      throw Refusal("the database \(location) cannot be brought up to date: \(error.message)")
    }
  }

  /// The store to work with, once the schema is up to date: its ids go on after the largest in use, whatever the clock says.
  ///
  /// A command beside the server makes ids in the same milliseconds: each begins elsewhere in them.
  func migratedStore(forServer isServer: Bool) async throws -> Store {
    let last = try await store.read { try $0.largestID() }
    let salt = UInt16.random(in: isServer ? 0..<0x1000 : 0x4000..<0xC000)
    let ids = RowIDSource(after: last, salt: salt, slot: { [database] in database.slot }) { Clock.now().milliseconds }
    return Store(database: database, ids: ids, now: Clock.now)
  }

  /// The origin that the first start stored.
  func storedOrigin() async throws -> Origin? {
    guard hasSchema, let text = try await store.read({ try $0.setting(Self.originSetting) }) else { return nil }
    return try Origin(parsing: text)
  }

  /// Stores the origin at the first start.
  ///
  /// Throws ``Refusal`` if another process has just stored another.
  func claim(for origin: Origin) async throws {
    try await store.write { transaction in
      if let known = try transaction.setting(Self.originSetting) {
        guard known.utf8.elementsEqual(origin.text.utf8) else {
          throw Refusal("this database belongs to \(known), not to \(origin.text)")
        }
        return
      }
      try transaction.setSetting(Self.originSetting, origin.text)
    }
  }

  private static let originSetting = "origin"
}
