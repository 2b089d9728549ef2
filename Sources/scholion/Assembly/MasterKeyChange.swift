internal import Actors
internal import Domain
internal import Signatures
internal import Store

/// Moves everything sealed from one master key to a new one.
///
/// Each step is durable before the next, and an instance starts after any of them: the id of the new key is written to the database,
/// then its file beside the old one, then new values are sealed under it (a process that still seals under the old one is refused by
/// the store), then the others are sealed anew in pieces, then the old file goes. Run again, it goes on where it was broken off.
struct MasterKeyChange {
  let folder: String
  let store: Store
  /// Told before each step; a test throws here, as if the process had been killed.
  var willTake: (Step) throws -> Void = { _ in }
  /// Told how many keys are done, of how many.
  var hasDone: (Int) -> Void = { _ in }

  enum Step: CaseIterable { case name, write, switchOver, reseal, resealNext, remove, forget }

  /// Rows of one transaction.
  static let piece = 100

  /// The ids of the old key and the new one.
  ///
  /// Throws ``Refusal``; what was done until then stays done.
  func run() async throws -> (former: String, current: String) {
    let check = MasterKeyCheck(folder: folder, store: store, hasSchema: true)
    guard try await check.neededKeys() != nil else {
      throw Refusal("nothing is sealed here yet: there is no master key to replace")
    }
    do {
      let state = try await MasterKeyState(of: store)
      let next = try await prepared(state)
      let keys = try await switchedOver(to: next)
      try await reseal(keys)
      try await resealPseudonyms(keys)
      try willTake(.remove)
      if let former = keys.former { try MasterKey.remove(id: former.id, from: folder) }
      try willTake(.forget)
      try await store.write { try $0.removeSetting(ReadTransaction.nextMasterKeySetting) }
      return (keys.former?.id ?? state.current, next)
    } catch let error as SignatureError {
      throw Refusal(MasterKeyCheck.sentence(error, folder: folder))
    } catch let key as UnopenedKey {
      throw Refusal(MasterKeyCheck.sentence(key, folder: folder) + "; then run scholion keys rotate --master again")
    }
  }

  /// The id of the new key, whose file is there.
  private func prepared(_ state: MasterKeyState) async throws -> String {
    if let next = state.next, try MasterKey.loadAll(directory: folder).contains(where: { $0.id.utf8.elementsEqual(next.utf8) }) {
      return next
    }
    // Nothing can be sealed under a key whose file never was, so another one may take its place.
    let fresh = try NewMasterKey()
    try willTake(.name)
    try await store.write { try $0.setSetting(ReadTransaction.nextMasterKeySetting, fresh.id) }
    try willTake(.write)
    try fresh.write(to: folder)
    return fresh.id
  }

  private func switchedOver(to next: String) async throws -> MasterKeys {
    try willTake(.switchOver)
    try await store.write { try $0.setSetting(ReadTransaction.masterKeySetting, next) }
    let all = try MasterKey.loadAll(directory: folder)
    guard let current = all.first(where: { $0.id.utf8.elementsEqual(next.utf8) }) else { throw SignatureError.masterMissing }
    return MasterKeys(current: current, former: all.first { !$0.id.utf8.elementsEqual(next.utf8) })
  }

  /// Who is behind which pseudonym is found by the key, too: the rows get other ids.
  private func resealPseudonyms(_ keys: MasterKeys) async throws {
    let ring = KeyRing(masterKeys: keys, store: store)
    var last: RowID?
    while true {
      let from = last
      let rows = try await store.read { try $0.sealedPseudonyms(after: from, limit: Self.piece) }
      guard let end = rows.last else { return }
      let fresh = try rows.compactMap { row in try ring.resealed(row).map { (row, $0) } }
      try await store.write { transaction in
        for (row, sealed) in fresh { _ = try transaction.replacePseudonym(row, by: sealed) }
      }
      last = end.id
    }
  }

  private func reseal(_ keys: MasterKeys) async throws {
    let ring = KeyRing(masterKeys: keys, store: store)
    var last: RowID?
    var done = 0
    while true {
      let from = last
      let rows = try await store.read { try $0.sealedKeys(after: from, limit: Self.piece) }
      guard let end = rows.last else { return }
      try willTake(done == 0 ? .reseal : .resealNext)
      let fresh = try rows.compactMap { row in try ring.resealed(row).map { (row, $0) } }
      try await store.write { transaction in
        // A key that was replaced meanwhile was sealed under the new one at once.
        for (row, sealed) in fresh { _ = try transaction.reseal(row.id, from: row.sealedPrivate ?? "", to: sealed) }
      }
      last = end.id
      done += rows.count
      hasDone(done)
    }
  }
}
