internal import Domain
internal import Store

extension ViewMaker {
  /// A merge or split as the history of a paper tells it.
  func join(
    _ entry: PaperMergeRow, of paper: PaperRow, mayUndo: Bool, in transaction: ReadTransaction
  ) throws -> JoinView {
    let (from, to) = (try title(entry.from, in: transaction), try title(entry.to, in: transaction))
    let deed =
      switch entry.kind {
      case .merge: "“\(from)” became part of “\(to)”."
      case .split: "“\(to)” became a paper of its own, out of “\(from)”."
      }
    let identifiers = try transaction.identifiersMoved(by: entry.id).map(\.canonical)
    let summaries = try transaction.summariesMoved(by: entry.id)
    let moved = identifiers + (summaries == 0 ? [] : [counted(summaries, "summary", "summaries")])
    let isOpen = mayUndo && entry.kind == .merge && entry.undoneAt == nil
    return JoinView(
      deed: deed, identifiers: moved.isEmpty ? nil : moved.joined(separator: ", "), moment: moment(entry.createdAt),
      person: try entry.cause.actorID.flatMap { try transaction.actor($0) }.map { person($0) },
      cause: entry.cause.source.map { Site.origin($0, entry.cause.recordKey) } ?? "the operator", reason: entry.cause.reason,
      undone: try entry.undoneAt.map { time in
        UndoneView(
          moment: moment(time), person: try entry.undoneBy.flatMap { try transaction.actor($0) }.map { person($0) },
          reason: entry.undoneReason)
      },
      undo: isOpen
        ? UndoForm(
          action: "/facts/\(paper.id)/undo", value: entry.id.text, reason: FormField("reason", id: "reason-\(entry.id)"))
        : nil)
  }

  private func title(_ id: RowID, in transaction: ReadTransaction) throws -> String {
    String(try (transaction.paperTitle(id) ?? "").prefix(200))
  }
}
