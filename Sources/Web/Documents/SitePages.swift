/// About the site: what it is, how to write well, who runs it.
struct AboutPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  /// The operator's own words.
  var introductionHTML: TrustedHTML?
  var rulesHTML: TrustedHTML?
  var contact: LinkView?
  /// How one joins, as one sentence, such as `By approval: a person reads every request.`.
  var registration: String
  var figures: [FigureView]
  var version: String
  var sourceAddress: String?
}

/// One figure about the site.
struct FigureView: Sendable {
  var label: String
  var value: String
}

/// Something went wrong, or is not there.
///
/// What a viewer may not see has exactly the page of what does not exist.
struct ErrorPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  /// HTTP status: `404`.
  var status: String
  var heading: String
  var explanation: String
  /// Name of the request in the log, to quote when asking for help.
  var requestName: String?
  var suggestions: [LinkView] = []
}

/// A question before something that cannot be undone.
struct ConfirmPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var question: String
  var explanation: String
  var action: String
  /// On the button: `Delete the summary`.
  var verb: String
  var cancelAddress: String
}
