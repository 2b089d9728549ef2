/// A step that a mail led to, or that waits for one: a sentence, and perhaps a button.
struct MailStepPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var heading: String
  var lead: String
  /// Where the button's form goes; nil where there is nothing to do.
  var action: String?
  var verb = ""
  var link: LinkView?
}

/// Asking for a new password.
struct RecoverPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var problems: ProblemList?
  var email: FormField
}

/// Choosing a new password, led here by a mail.
struct NewPasswordPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var problems: ProblemList?
  /// With the link's secret.
  var action: String
  /// For whoever keeps passwords.
  var name: String
  var password: FormField
}

/// What one is told of by mail, and where.
struct MailSettingsPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var problems: ProblemList?
  /// The address of the account.
  var address: String
  /// Whether it waits for being confirmed.
  var isUnconfirmed: Bool
  /// Boxes, each a field of its own.
  var kinds: [ChoiceView]
  /// Field `digest`.
  var digests: [ChoiceView]
  var newAddress: FormField
  var password: FormField
}
