/// A question about a paper with its answers; the accepted one first, then by votes.
struct QuestionView: Sendable {
  var title: String
  var about: PaperLine
  /// The note that asks, with the form to answer it.
  var asked: ReplyView
  /// `2 answers, one accepted`; empty when there are none.
  var answersLabel: String
  /// Answers, each with what answers it, flat.
  var answers: [ReplyView]
}

/// A question in a list.
struct QuestionLine: Sendable {
  var address: String
  var title: String
  var language = ""
  var author: PersonView
  var origin: OriginView
  var published: MomentView
  /// `No answer yet`, `2 answers, one accepted`.
  var answersLabel: String
  var isAccepted: Bool
  /// The paper; set where the page is not the paper's own.
  var about: PaperLine?
}

/// Questions about all papers.
struct QuestionListPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var orderings: [NavigationLink]
  var questions: [QuestionLine]
  var pager: PagerView
}

/// The form that asks, or changes what was asked.
struct AskPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var about: PaperLine
  var action: String
  var isRevision: Bool
  var problems: ProblemList?
  var previewTitle: String?
  var previewHTML: TrustedHTML?
  var title: FormField
  var text: FormField
  var cancelAddress: String
}

extension QuestionListPage: PageDocument { static let template = "questions" }
extension AskPage: PageDocument { static let template = "ask" }
