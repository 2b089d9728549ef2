/// How often one's summaries were looked at; for nobody else's eyes.
struct ViewsPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var person: PersonView
  var tabs: [NavigationLink]
  /// In the last 7 days.
  var week: String
  /// In the last 30 days.
  var month: String
  var chartAddress: String
  /// The chart in a sentence.
  var chartText: String
  /// The last 30 days, newest first.
  var days: [ViewsDay]
}

/// Looks on one day.
struct ViewsDay: Sendable {
  var date: MomentView
  var summaries: String
  var papers: String
}

extension ViewsPage: PageDocument { static let template = "views" }
