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
  private let path: String

  var hasSchema: Bool { version > 0 }

  /// Opens the file, and makes it and its folder where there is none.
  ///
  /// Throws ``Refusal``.
  init(_ settings: Settings) async throws {
    path = settings.database
    try TextFile.makeFolder(TextFile.folder(of: path))
    do {
      database = try Database(opening: .sqlite(path: path))
      version = try await database.schemaVersion()
    } catch let error as SQLError {
      throw Refusal("the database \(path) cannot be opened: \(error.message)")
    }
    // A clock that was set back must not lead to ids given before, nor a command beside the server to its ids.
    let bare = Store(database: database, ids: RowIDSource(clock: { Clock.now().milliseconds }), now: Clock.now)
    let last = version > 0 ? try? await bare.read { try $0.largestID() } : nil
    let ids = RowIDSource(after: last, salt: UInt16.random(in: 0..<0x8000)) { Clock.now().milliseconds }
    store = Store(database: database, ids: ids, now: Clock.now)
  }

  /// Brings the schema up to date; an older one is copied first, to a file named after its version.
  func migrate() async throws {
    do {
      try await Store.migrate(database, copyingTo: "\(path).before-upgrade-from-\(version)")
    } catch let error as SQLError {
      throw Refusal("the database \(path) cannot be brought up to date: \(error.message)")
    }
  }

  /// The store to work with, once the schema is up to date: its ids go on after the largest in use, whatever the clock says.
  ///
  /// A command beside the server makes ids in the same milliseconds: each begins elsewhere in them.
  func migratedStore(forServer isServer: Bool) async throws -> Store {
    let last = try await store.read { try $0.largestID() }
    let salt = UInt16.random(in: isServer ? 0..<0x1000 : 0x4000..<0xC000)
    let ids = RowIDSource(after: last, salt: salt) { Clock.now().milliseconds }
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
