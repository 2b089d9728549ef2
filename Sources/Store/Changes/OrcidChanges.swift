package import Domain
internal import SQL

/// The number at ORCID that a person says is theirs, and the papers that bear it.
extension WriteTransaction {
  /// Sets it; nil takes it away.
  package func setORCID(of actorID: RowID, _ orcid: String?) throws {
    _ = try sql.execute("DELETE FROM person_orcid WHERE actor_id = $1", [actorID])
    guard let orcid else { return }
    _ = try sql.execute("INSERT INTO person_orcid (actor_id, orcid) VALUES ($1, $2)", [actorID, orcid])
  }
}

extension ReadTransaction {
  /// What a person says is their number.
  package func orcid(of actorID: RowID) throws -> String? {
    try sql.first("SELECT orcid FROM person_orcid WHERE actor_id = $1", [actorID]) { try $0.text(0) }
  }

  /// The papers one of whose authors has that number according to a source, last added first.
  package func papers(orcid: String, before id: RowID? = nil, limit: Int) throws -> [PaperRow] {
    try sql.query(
      "SELECT DISTINCT paper_id FROM paper_author WHERE orcid = $1 AND paper_id < $2 ORDER BY paper_id DESC LIMIT $3",
      [orcid, id?.value ?? .max, limit]
    ) { RowID(try $0.integer(0)) }.compactMap { try paper($0) }
  }
}
