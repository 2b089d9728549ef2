internal import Actors
internal import Domain
internal import Store

extension ViewMaker {
  /// Our page of a list.
  func address(_ list: ReadingListRow, by owner: ActorRow) -> String { "\(address(owner))/lists/\(list.slug)" }

  func line(_ list: ReadingListRow, by owner: ActorRow) -> ReadingListLine {
    ReadingListLine(
      address: address(list, by: owner), title: list.title, description: list.description.isEmpty ? nil : list.description,
      papersLabel: counted(list.papers, "paper", "papers"), isPrivate: !list.isListed)
  }

  /// A paper on a list.
  ///
  /// - Parameter page: the place behind which the shown page begins
  func entry(
    _ listed: ListedPaper, of list: ReadingListRow, page: Int, isLast: Bool, in transaction: ReadTransaction
  ) throws -> ReadingListEntry? {
    guard let paper = try transaction.paper(listed.paperID) else { return nil }
    var view = ReadingListEntry(
      anchor: "p-\(paper.id)", paper: try entry(paper, in: transaction), note: listed.note.isEmpty ? nil : listed.note)
    if viewer?.id == list.ownerID {
      view.forms = ReadingListForms(
        action: "/list/\(list.id)/papers", paper: paper.id.text, subject: paper.title,
        note: FormField("note", id: "note-\(paper.id)", value: listed.note), isFirst: false, isLast: isLast, page: "\(page)")
    }
    return view
  }
}
