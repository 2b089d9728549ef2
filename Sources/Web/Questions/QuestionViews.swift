internal import Domain
internal import Store

extension ViewMaker {
  /// A question with its answers; those who may accept one find a button at each.
  ///
  /// - Parameters:
  ///   - accepted: the answer that is accepted
  ///   - mayAccept: whether the viewer asked, or moderates
  func question(
    _ thread: SeenThread, of paper: PaperRow, accepted: RowID?, mayAccept: Bool, open: OpenReply?, focus: RowID?
  ) -> QuestionView {
    let root = thread.root
    let answers = thread.replies.filter { $0.post.parentID == root.post.id }.sorted { left, right in
      let (first, second) = (left.post.id == accepted, right.post.id == accepted)
      if first != second { return first }
      return left.post.score == right.post.score ? left.post.id < right.post.id : left.post.score > right.post.score
    }
    let others = thread.replies.filter { $0.post.parentID != root.post.id }
    let ids = Set(answers.map { "n-\($0.post.id)" })
    var asked = reply(root, depth: 0, open)
    asked.title = nil
    asked.replyForm = replyForm(to: root, verb: "Answer", open: open)
    var view = QuestionView(
      title: root.post.title ?? "", about: line(paper), asked: asked,
      answersLabel: answers.isEmpty ? "" : Self.answersLabel(answers.count, isAccepted: accepted != nil),
      answers: replies(answers + others, under: root.post.id, open: open, focus: focus))
    for index in view.answers.indices where ids.contains(view.answers[index].anchor) {
      let id = view.answers[index].anchor.dropFirst(2)
      let isAccepted = accepted.map { $0.text.utf8.elementsEqual(id.utf8) } ?? false
      view.answers[index].isAccepted = isAccepted
      view.answers[index].acceptAction = mayAccept ? "/post/\(id)/accept" : nil
    }
    return view
  }

  func line(_ question: QuestionRow, about paper: PaperRow? = nil) -> QuestionLine {
    let (post, author) = (question.asked.post, question.asked.author)
    let isAccepted = question.acceptedID != nil
    var view = QuestionLine(
      address: address(post, by: author), title: post.title ?? "", author: person(author), origin: origin(post, by: author),
      published: moment(post.publishedAt),
      answersLabel: post.replies == 0 ? "No answer yet" : Self.answersLabel(post.replies, isAccepted: isAccepted),
      isAccepted: isAccepted)
    view.language = post.language ?? ""
    view.about = paper.map { line($0) }
    return view
  }

  private static func answersLabel(_ count: Int, isAccepted: Bool) -> String {
    counted(count, "answer", "answers") + (isAccepted ? ", one accepted" : "")
  }
}
