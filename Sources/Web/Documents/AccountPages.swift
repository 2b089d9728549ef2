/// Signing in.
struct SignInPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var problems: ProblemList?
  /// Name or e-mail address.
  var name: FormField
  var password: FormField
  /// Local path to return to, field `return`; empty for the front page.
  var returnPath = ""
  /// Where one gets a new password, if mail goes out.
  var recoverAddress: String?
}

/// Asking for an account.
struct SignUpPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var problems: ProblemList?
  var name: FormField
  var email: FormField
  var password: FormField
  /// Why they want to join; shown while a person decides.
  var reason: FormField
  var asksReason: Bool
  /// The invitation; shown where one is needed.
  var invite: FormField
  var asksInvite = false
  /// Registration is closed, and the form is not shown.
  var isClosed = false
}

/// An account that waits for approval, or was refused; shown after sign-up and at sign-in.
struct PendingPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  /// The name that was asked for.
  var name: String
  var requested: MomentView?
  var isRefused = false
  /// Whom to ask.
  var contact: LinkView?
  /// Whether a mail asked if the address is theirs.
  var asksConfirmation = false
}

/// One's own settings: three forms, each with its own problems.
struct SettingsPage: Sendable {
  var chrome: SiteChrome
  var head: PageHead
  var problems: ProblemList?
  var person: PersonView
  var displayName: FormField
  var bio: FormField
  /// Their number at ORCID.
  var orcid: FormField
  /// Field `visibility`: what a new summary starts with; empty hides it.
  var visibilities: [ChoiceView] = []
  /// Field `licence`: what a new summary starts with.
  var licences: [ChoiceView] = []
  var currentPassword: FormField
  var newPassword: FormField
  /// Where one chooses what to be told of by mail.
  var mailAddress: String?
  /// Empty hides the list.
  var sessions: [SessionView] = []
  var exportAddress: String?
  var deleteAddress: String?
}

/// A place where one is signed in.
struct SessionView: Sendable {
  /// `Firefox on Linux`.
  var label: String
  var lastSeen: MomentView
  var isCurrent = false
  /// Field `session` of the form that ends it.
  var token: String
}
