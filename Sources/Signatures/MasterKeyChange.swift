import Glibc

/// The master key that seals, and while it is being changed the one before it, which still opens.
package struct MasterKeys: Sendable {
  package let current: MasterKey
  package let former: MasterKey?

  package init(current: MasterKey, former: MasterKey? = nil) {
    self.current = current
    self.former = former
  }

  /// Opens what either of the two has sealed for a row.
  ///
  /// Throws what `MasterKey.open` throws.
  package func open(_ sealed: String, row: String) throws(SignatureError) -> [UInt8] {
    do throws(SignatureError) {
      return try current.open(sealed, row: row)
    } catch {
      guard let former, case .sealWrongMaster(let id) = error, ConstantTime.equal(id, former.id) else { throw error }
      return try former.open(sealed, row: row)
    }
  }

  /// Opens a private key that either of the two has sealed for a row, and wipes the copy it made.
  ///
  /// Throws what `MasterKey.openKey` throws.
  package func openKey(_ sealed: String, row: String) throws(SignatureError) -> PrivateKey {
    var der = try open(sealed, row: row)
    defer { wipe(&der) }
    return try PrivateKey(der: der)
  }
}

/// A master key that lies in no folder yet, so that its id can be written down before the file is there.
package final class NewMasterKey: Sendable {
  /// The id it will be known by.
  package let id: String
  private let key: MasterKey
  private let secret: SecretBytes

  /// 32 fresh random bytes.
  package init() throws(SignatureError) {
    var bytes = try Random.bytes(32)
    defer { wipe(&bytes) }
    key = try MasterKey(bytes: bytes)
    id = key.id
    secret = SecretBytes(bytes)
  }

  /// Puts its file beside those of the folder, durably and never half.
  ///
  /// Throws `masterExposed` or `masterUnreadable`.
  package func write(to directory: String) throws(SignatureError) {
    let folder = try MasterKey.openFolder(directory)
    defer { close(folder) }
    var bytes = secret.copy()
    defer { wipe(&bytes) }
    try MasterKey.write(key, bytes, in: folder)
  }
}

extension MasterKey {
  /// Every master key of a folder: one, and two while it is being changed.
  ///
  /// Throws `masterMissing` where there is none, `masterAmbiguous` for more than two, and what `load` throws.
  package static func loadAll(directory: String) throws(SignatureError) -> [MasterKey] {
    let folder = try openFolder(directory)
    defer { close(folder) }
    let names = try masterNames(in: directory)
    guard !names.isEmpty else { throw .masterMissing }
    guard names.count <= 2 else { throw .masterAmbiguous }
    var keys: [MasterKey] = []
    for name in names { keys.append(try read(name, in: folder)) }
    return keys
  }

  /// Removes the file of a master key, durably; one that is gone already is no fault.
  ///
  /// Throws `masterUnreadable`.
  package static func remove(id: String, from directory: String) throws(SignatureError) {
    let folder = try openFolder(directory)
    defer { close(folder) }
    guard unlinkat(folder, prefix + id, 0) == 0 || errno == ENOENT, fsync(folder) == 0 else { throw fault("unlink") }
  }

  static func openFolder(_ directory: String) throws(SignatureError) -> Int32 {
    let folder = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder < 0 && errno == ENOENT { throw .masterMissing }
    guard folder >= 0 else { throw fault("open") }
    do throws(SignatureError) {
      try checkClosed(folder, directory)
    } catch {
      close(folder)
      throw error
    }
    return folder
  }
}

extension MasterKey {
  /// The id of the master key that a sealed value names; nil when it is no sealed value.
  package static func id(inSealed sealed: String) -> String? {
    let parts = sealed.utf8.split(separator: UInt8(ascii: "."), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].count == 16 else { return nil }
    return String(decoding: parts[1], as: UTF8.self)
  }
}
