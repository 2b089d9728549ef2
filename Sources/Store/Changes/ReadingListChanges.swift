package import Domain
internal import SQL

/// People keep lists of papers.
extension WriteTransaction {
  /// Lists one person may have.
  package static let mostReadingLists = 200
  /// Papers on one list.
  package static let mostListedPapers = 1_000

  /// Makes an empty list under a name in addresses that the owner has not given yet.
  ///
  /// Throws `StoreError.tooMany` past the most a person may have.
  package func insertReadingList(_ content: ReadingListContent, of ownerID: RowID) throws -> ReadingListRow {
    guard try count("SELECT count(*) FROM reading_list WHERE owner_id = $1", [ownerID]) < Self.mostReadingLists else {
      throw StoreError.tooMany
    }
    var slug = content.slug
    var number = 1
    while try sql.first("SELECT 1 FROM reading_list WHERE owner_id = $1 AND slug = $2", [ownerID, slug], { _ in true }) != nil {
      number += 1
      slug = "\(content.slug)-\(number)"
    }
    let id = nextID()
    _ = try sql.execute(
      """
      INSERT INTO reading_list (id, owner_id, slug, title, description, listed, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
      """, [id, ownerID, slug, content.title, content.description, content.isListed, now])
    guard let row = try readingList(id) else { throw StoreError.tooMany }
    return row
  }

  /// Replaces what a list is called and who may see it; its address stays.
  package func updateReadingList(_ id: RowID, _ content: ReadingListContent) throws {
    _ = try sql.execute(
      "UPDATE reading_list SET title = $2, description = $3, listed = $4, updated_at = $5 WHERE id = $1",
      [id, content.title, content.description, content.isListed, now])
  }

  /// Forgets a list; its papers stay.
  package func deleteReadingList(_ id: RowID) throws {
    _ = try sql.execute("DELETE FROM reading_list_paper WHERE list_id = $1", [id])
    _ = try sql.execute("DELETE FROM reading_list WHERE id = $1", [id])
  }

  /// Puts a paper at the end of a list; one that is on it keeps its place, and its note unless there is a new one.
  ///
  /// Throws `StoreError.tooMany` past the most a list may hold.
  package func addPaper(_ paperID: RowID, toList listID: RowID, note: String) throws {
    if try place(of: paperID, on: listID) != nil {
      if !note.isEmpty { try setNote(note, onPaper: paperID, ofList: listID) }
      return
    }
    guard let list = try readingList(listID), list.papers < Self.mostListedPapers else { throw StoreError.tooMany }
    let last = try sql.first(
      "SELECT position FROM reading_list_paper WHERE list_id = $1 ORDER BY position DESC LIMIT 1", [listID]
    ) { try $0.integer(0) }
    _ = try sql.execute(
      "INSERT INTO reading_list_paper (list_id, paper_id, position, note, added_at) VALUES ($1, $2, $3, $4, $5)",
      [listID, paperID, (last ?? 0) + 1, note, now])
    try count(by: 1, on: listID)
  }

  /// Takes a paper off a list.
  package func removePaper(_ paperID: RowID, fromList listID: RowID) throws {
    let gone = try sql.execute("DELETE FROM reading_list_paper WHERE list_id = $1 AND paper_id = $2", [listID, paperID])
    if gone > 0 { try count(by: -1, on: listID) }
  }

  /// Replaces what is said of a paper on a list.
  package func setNote(_ note: String, onPaper paperID: RowID, ofList listID: RowID) throws {
    _ = try sql.execute(
      "UPDATE reading_list_paper SET note = $3 WHERE list_id = $1 AND paper_id = $2", [listID, paperID, note])
    try count(by: 0, on: listID)
  }

  /// Lets a paper change places with the one before or behind it; at an end nothing happens.
  package func movePaper(_ paperID: RowID, onList listID: RowID, up: Bool) throws {
    guard let place = try place(of: paperID, on: listID) else { return }
    let other = try sql.first(
      """
      SELECT paper_id, position FROM reading_list_paper WHERE list_id = $1 AND position \(up ? "<" : ">") $2
      ORDER BY position \(up ? "DESC" : "") LIMIT 1
      """, [listID, place]
    ) { (RowID(try $0.integer(0)), try $0.integer(1)) }
    guard let other else { return }
    for (id, position) in [(paperID, other.1), (other.0, place)] {
      _ = try sql.execute(
        "UPDATE reading_list_paper SET position = $3 WHERE list_id = $1 AND paper_id = $2", [listID, id, position])
    }
    try count(by: 0, on: listID)
  }

  private func count(by step: Int, on listID: RowID) throws {
    _ = try sql.execute("UPDATE reading_list SET papers = papers + $2, updated_at = $3 WHERE id = $1", [listID, step, now])
  }

  /// Forgets the lists, bookmarks and ORCID of somebody who is gone.
  func forgetLists(of ownerID: RowID) throws {
    _ = try sql.execute(
      "DELETE FROM reading_list_paper WHERE list_id IN (SELECT id FROM reading_list WHERE owner_id = $1)", [ownerID])
    _ = try sql.execute("DELETE FROM reading_list WHERE owner_id = $1", [ownerID])
    _ = try sql.execute("DELETE FROM bookmark WHERE actor_id = $1", [ownerID])
    try setORCID(of: ownerID, nil)
  }
}
