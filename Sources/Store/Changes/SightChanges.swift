package import Domain
internal import SQL

extension WriteTransaction {
  /// Changes who may see a post, and what is counted and found of it.
  package func setVisibility(of id: RowID, to visibility: Visibility) throws {
    guard let post = try post(id), post.visibility != visibility else { return }
    _ = try sql.execute("UPDATE post SET visibility = $2 WHERE id = $1", [id, visibility.rawValue])
    if let parentID = post.parentID { try recountReplies(parentID) }
    guard post.kind == .summary, let paperID = post.paperID else { return }
    if visibility == .public {
      try countSummaries(of: paperID, by: 1)
      try indexNewSummary(id, of: paperID, by: post.actorID)
    } else if post.visibility == .public {
      try countSummaries(of: paperID, by: -1)
      try forgetSummary(id, of: paperID, by: post.actorID)
    }
  }
}
