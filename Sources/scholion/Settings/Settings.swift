internal import Actors
internal import Catalog
internal import Images
internal import Logging
internal import Mail
internal import SQL
internal import Web

/// Everything that may be set, checked; `Documentation/settings.md` is the reference.
struct Settings {
  /// Where the origin comes from.
  enum OriginSetting: Equatable {
    /// Nothing was said: the stored one, else `http://localhost:` with the port of `listen`.
    case unset
    case given(Origin)
    /// `http://NAME:0`, NAME being localhost or below it: the port is the one the system picks.
    case onPickedPort(name: String)
  }

  var origin: OriginSetting = .unset
  var listen = ListenAddress(host: "127.0.0.1", port: 8080)
  /// Folder of database and backups.
  var data = "./data"
  /// Folder of the master key.
  var keys = "./keys/instance"
  /// Where the database is; may hold a password.
  var database = DatabaseLocation.sqlite(path: "./data/scholion.db")
  /// Where pictures lie.
  var mediaFolder: String { "\(data)/media" }
  /// Pictures.
  var shelf: MediaShelf { MediaShelf(folder: mediaFolder) }
  /// Where pictures are read; what is left in it by a server that was killed is of no use to anybody.
  var workshopFolder: String { "\(data)/reading" }
  /// A room for pictures; whoever shares one takes turns at reading them.
  var mediaRoom: MediaRoom { MediaRoom(workshop: ImageWorkshop(folder: workshopFolder), shelf: shelf) }
  /// Where people's archives lie while they are made and read.
  var archiveFolder: String { "\(data)/archives" }
  /// Where the dump of summaries lies.
  var dumpFolder: String { "\(data)/dumps" }
  /// The folder whose disk the instance fills: that of the database file, else that of the data.
  var databaseFolder: String { database.path.map(TextFile.folder(of:)) ?? data }
  /// Path of katex.min.js; nil for Debian's.
  var katex: String?
  var allowsPrivatePeers = false
  var rateLimits = true
  var trustedProxies = AddressRange.thisMachine
  var caFile: String?
  var registration = RegistrationMode.approval
  var log = Logger.Level.info
  /// Days that untouched remote posts stay.
  var remoteRetention = 90
  /// Opens `/metrics` to whoever presents it; without one only loopback is answered.
  var metricsToken: String?
  /// Whom the site names as to be asked: an address of mail, told to bibliographic sources, too.
  var contact: String?
  /// Bibliographic sources that are asked; nil for all that need no key or have one.
  var sources: Set<SourceName>?
  /// Scheme and authority that are asked instead of every source's own.
  var sourceMirror: String?
  /// Keys of sources.
  var sourceKeys: [SourceName: String] = [:]
  /// Where mail goes out; nil where none does.
  var mail: MailSettings?
  /// Folder with seed data for an empty database.
  var seed: String?

  /// What the sources are asked with; answers are kept below the folder of the data.
  var sourceSettings: SourceSettings {
    var settings = SourceSettings(enabled: sources, folder: "\(data)/sources", keys: sourceKeys, contact: contact)
    if let sourceMirror { for source in settings.enabled { settings.bases[source] = sourceMirror } }
    return settings
  }
}
