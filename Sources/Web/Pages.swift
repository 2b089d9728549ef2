/// A page: what its template shows, and which template that is.
///
/// A document is plain values, made by a handler and read once by the renderer. It knows no store, no request and no markup
/// but what is already safe (``TrustedHTML``). An absent value is nil, never an empty string where a template asks `{{#.x}}`.
protocol PageDocument: Sendable {
  /// Name of the file in `Templates`, without its ending.
  static var template: String { get }
  var chrome: SiteChrome { get }
  var head: PageHead { get }
}

// The pages of the site, and their templates.

extension HomePage: PageDocument { static let template = "home" }
extension TimelinePage: PageDocument { static let template = "timeline" }
extension NotificationsPage: PageDocument { static let template = "notifications" }

extension PaperPage: PageDocument { static let template = "paper" }
extension PaperListPage: PageDocument { static let template = "paper-list" }
extension AddPaperPage: PageDocument { static let template = "paper-add" }
extension FactsPage: PageDocument { static let template = "facts-page" }
extension EditFactsPage: PageDocument { static let template = "facts-edit" }
extension HistoryPage: PageDocument { static let template = "history" }
extension MergePage: PageDocument { static let template = "merge" }
extension SplitPage: PageDocument { static let template = "split" }
extension WhyPage: PageDocument { static let template = "why" }
extension VenuePage: PageDocument { static let template = "venue" }
extension VenueListPage: PageDocument { static let template = "venue-list" }

extension SearchResultsPage: PageDocument { static let template = "search" }

extension StatusPage: PageDocument { static let template = "status" }
extension EditorPage: PageDocument { static let template = "editor" }
extension PrivatePage: PageDocument { static let template = "private" }
extension UnseenPage: PageDocument { static let template = "unseen" }
extension CitePage: PageDocument { static let template = "cite" }
extension WritingPage: PageDocument { static let template = "writing" }
extension DraftsPage: PageDocument { static let template = "drafts" }
extension CommentPage: PageDocument { static let template = "comment" }
extension ModerationPage: PageDocument { static let template = "moderation" }

extension ProfilePage: PageDocument { static let template = "profile" }
extension PeopleListPage: PageDocument { static let template = "people" }
extension FollowPage: PageDocument { static let template = "follow" }
extension RemoteFollowPage: PageDocument { static let template = "remote-follow" }
extension FromElsewherePage: PageDocument { static let template = "from-elsewhere" }

extension SignInPage: PageDocument { static let template = "sign-in" }
extension SignUpPage: PageDocument { static let template = "sign-up" }
extension PendingPage: PageDocument { static let template = "pending" }
extension SettingsPage: PageDocument { static let template = "settings" }
extension MailSettingsPage: PageDocument { static let template = "mail-settings" }
extension MailStepPage: PageDocument { static let template = "mail-step" }
extension RecoverPage: PageDocument { static let template = "recover" }
extension NewPasswordPage: PageDocument { static let template = "new-password" }

extension AboutPage: PageDocument { static let template = "about" }
extension ErrorPage: PageDocument { static let template = "error" }
extension ConfirmPage: PageDocument { static let template = "confirm" }
