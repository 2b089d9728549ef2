import Glibc

extension MasterKey {
  static let prefix = "master-"

  /// The master key of a folder; with `mayCreate`, a new one when the folder has none.
  ///
  /// The folder is made if need be (0700), the file 0400; both must be ours (or root's) and closed to group and
  /// others. A process that creates holds a lock on the folder, so two that start together get the same key.
  /// Throws `masterMissing`, `masterExposed`, `masterAmbiguous`, `masterMalformed`, `masterIsTestKey` or
  /// `masterUnreadable`.
  package static func load(directory: String, mayCreate: Bool) throws(SignatureError) -> MasterKey {
    if mayCreate { try makeDirectory(directory) }
    let folder = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder < 0 && errno == ENOENT { throw .masterMissing }
    guard folder >= 0 else { throw fault("open") }
    defer { close(folder) }
    try checkClosed(folder, directory)
    guard !mayCreate || flock(folder, LOCK_EX) == 0 else { throw fault("flock") }
    let names = try masterNames(in: directory)
    guard let name = names.first else {
      guard mayCreate else { throw .masterMissing }
      return try create(in: folder)
    }
    guard names.count == 1 else { throw .masterAmbiguous }
    return try read(name, in: folder)
  }

  static func read(_ name: String, in folder: Int32) throws(SignatureError) -> MasterKey {
    let file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { throw fault("open") }
    defer { close(file) }
    try checkClosed(file, name)
    var bytes = [UInt8](repeating: 0, count: 33)
    defer { wipe(&bytes) }
    let count = Glibc.read(file, &bytes, bytes.count)
    guard count >= 0 else { throw fault("read") }
    guard count == 32 else { throw .masterMalformed(name) }
    let key = try MasterKey(bytes: Array(bytes.prefix(32)))
    guard ConstantTime.equal(name, prefix + key.id) else { throw .masterMalformed(name) }
    return key
  }

  private static func create(in folder: Int32) throws(SignatureError) -> MasterKey {
    var bytes = try Random.bytes(32)
    defer { wipe(&bytes) }
    let key = try MasterKey(bytes: bytes)
    try write(key, bytes, in: folder)
    return key
  }

  /// Writes under another name first, so that a master key file is never half there.
  static func write(_ key: MasterKey, _ bytes: [UInt8], in folder: Int32) throws(SignatureError) {
    let draft = "new-\(key.id)"
    let file = openat(folder, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o400)
    guard file >= 0 else { throw fault("create") }
    defer { close(file) }
    guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0,
      renameat(folder, draft, folder, prefix + key.id) == 0, fsync(folder) == 0
    else {
      let error = fault("write")
      unlinkat(folder, draft, 0)
      throw error
    }
  }

  private static func makeDirectory(_ path: String) throws(SignatureError) {
    if mkdir(path, 0o700) == 0 { return }
    let reason = errno
    if reason == EEXIST { return }
    let parent = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    guard reason == ENOENT, !parent.isEmpty else { throw fault("mkdir", reason) }
    try makeDirectory(parent)
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw fault("mkdir") }
  }

  static func checkClosed(_ descriptor: Int32, _ name: String) throws(SignatureError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw fault("fstat") }
    guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() || status.st_uid == 0 else {
      throw .masterExposed(name)
    }
  }

  static func masterNames(in directory: String) throws(SignatureError) -> [String] {
    guard let stream = opendir(directory) else { throw fault("opendir") }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.utf8.starts(with: prefix.utf8) { names.append(name) }
    }
    return names
  }

  static func fault(_ call: String, _ reason: Int32 = errno) -> SignatureError {
    .masterUnreadable("\(call): \(String(cString: strerror(reason)))")
  }
}
