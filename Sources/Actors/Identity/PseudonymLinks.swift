package import Domain
internal import Signatures
package import Store

/// Who wrote about which paper as whom.
package struct PseudonymLink: Sendable, Equatable {
  /// The person.
  package var person: RowID
  /// The paper; a pseudonym stands for one summary.
  package var paper: RowID
  /// The pseudonym's actor; nil until its summary goes out.
  package var actor: RowID?
  /// Counted from 0 among the person's own.
  package var place: Int

  /// A link with these fields.
  package init(person: RowID, paper: RowID, actor: RowID? = nil, place: Int) {
    self.person = person
    self.paper = paper
    self.actor = actor
    self.place = place
  }

  fileprivate var bytes: [UInt8] { Array("\(person) \(paper) \(actor?.text ?? "0") \(place)".utf8) }

  fileprivate init?(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0x20).map { Int64(String(decoding: $0, as: UTF8.self)) }
    guard parts.count == 4, let person = parts[0], let paper = parts[1], let actor = parts[2], let place = parts[3] else {
      return nil
    }
    self.init(
      person: RowID(person), paper: RowID(paper), actor: actor == 0 ? nil : RowID(actor), place: Int(clamping: place))
  }
}

/// The one place where people and their pseudonyms are put together.
///
/// A row is found without a scan, by an HMAC under the master key of whom it is about, and opened with the same key: neither works on a
/// copy of the database alone. While the master key is being changed, both are tried.
extension KeyRing {
  /// Seals a link, and what waits to be published under it.
  package func sealed(_ link: PseudonymLink, waiting: [UInt8]? = nil, dueAt: Timestamp? = nil) throws -> PseudonymRow {
    let key = masterKeys.current
    let id = Self.id(of: link.person, on: link.paper, under: key)
    return PseudonymRow(
      id: id, place: Self.place(link.place, of: link.person, under: key),
      voice: link.actor.map { Self.voice($0, under: key) }, link: try key.seal(link.bytes, row: Self.row(id, "link")),
      waiting: try waiting.map { try key.seal($0, row: Self.row(id, "waiting")) }, dueAt: dueAt)
  }

  /// Opens a link.
  ///
  /// Throws ``UnopenedKey``.
  package func open(_ row: PseudonymRow) throws -> PseudonymLink {
    guard let link = PseudonymLink(try opened(row.link, row.id, "link")) else { throw unopened(row, .sealMalformed) }
    return link
  }

  /// Opens what waits under a link.
  ///
  /// Throws ``UnopenedKey``.
  package func openWaiting(_ row: PseudonymRow) throws -> [UInt8]? {
    try row.waiting.map { try opened($0, row.id, "waiting") }
  }

  /// Seals a row of the store under the current master key; nil where it is so already.
  ///
  /// Throws ``UnopenedKey``.
  package func resealed(_ row: PseudonymRow) throws -> PseudonymRow? {
    guard let id = MasterKey.id(inSealed: row.link) else { throw unopened(row, .sealMalformed) }
    let (link, waiting) = (try open(row), try openWaiting(row))
    return ConstantTime.equal(id, masterKeys.current.id) ? nil : try sealed(link, waiting: waiting, dueAt: row.dueAt)
  }

  /// The link of a person on a paper, or on one that was merged into it: the seal goes on naming that, so that a merge can be undone.
  package func pseudonym(
    of person: RowID, on paper: RowID, in transaction: ReadTransaction
  ) throws -> (row: PseudonymRow, link: PseudonymLink)? {
    for member in try transaction.family(of: paper) {
      if let found = try first({ try transaction.pseudonym(Self.id(of: person, on: member, under: $0)) }) { return found }
    }
    return nil
  }

  /// The link at a place among a person's own.
  package func pseudonym(
    of person: RowID, at place: Int, in transaction: ReadTransaction
  ) throws -> (row: PseudonymRow, link: PseudonymLink)? {
    try first { try transaction.pseudonym(place: Self.place(place, of: person, under: $0)) }
  }

  /// The link of an actor; nil for who is no pseudonym.
  package func pseudonym(
    actor: RowID, in transaction: ReadTransaction
  ) throws -> (row: PseudonymRow, link: PseudonymLink)? {
    try first { try transaction.pseudonym(voice: Self.voice(actor, under: $0)) }
  }

  private func first(_ find: (MasterKey) throws -> PseudonymRow?) throws -> (row: PseudonymRow, link: PseudonymLink)? {
    for key in [masterKeys.current, masterKeys.former].compactMap(\.self) {
      if let row = try find(key) { return (row, try open(row)) }
    }
    return nil
  }

  private func opened(_ sealed: String, _ id: RowID, _ column: String) throws -> [UInt8] {
    do {
      return try masterKeys.open(sealed, row: Self.row(id, column))
    } catch {
      throw UnopenedKey(keyID: "\(UnopenedKey.pseudonymPrefix)\(id)", reason: error)
    }
  }

  private func unopened(_ row: PseudonymRow, _ reason: SignatureError) -> UnopenedKey {
    UnopenedKey(keyID: "\(UnopenedKey.pseudonymPrefix)\(row.id)", reason: reason)
  }

  /// 63 bits: with a million rows two are the same once in ten million instances, and then the second is refused.
  private static func id(of person: RowID, on paper: RowID, under key: MasterKey) -> RowID {
    let bytes = key.lookup("pseudonym|\(person)|\(paper)")
    return RowID(bytes.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) } & .max)
  }

  private static func place(_ place: Int, of person: RowID, under key: MasterKey) -> [UInt8] {
    key.lookup("place|\(person)|\(place)")
  }

  private static func voice(_ actor: RowID, under key: MasterKey) -> [UInt8] { key.lookup("voice|\(actor)") }

  private static func row(_ id: RowID, _ column: String) -> String { "pseudonym|\(column)|\(id)|1" }
}
