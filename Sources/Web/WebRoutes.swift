// Web: pages, forms and sessions for people, and what goes out freely. It may know Domain, Store, Markup, Catalog, JSON, Actors,
// Mail, Outbox, Signatures, the HTTP server and the template library.

package import Actors
package import Catalog
internal import Hummingbird
package import Outbox

/// Who may make an account by the form.
package enum RegistrationMode: String, Sendable, CaseIterable {
  /// Anybody, at once.
  case open
  /// Anybody, after a moderator agreed.
  case approval
  /// Whoever has an unused invitation.
  case invite
  /// Nobody.
  case closed
}

/// What the operator decides about the pages.
package struct WebSettings: Sendable {
  package var registration: RegistrationMode
  /// The name in the masthead and in titles.
  package var siteName: String
  /// Whether cookies are `__Host-` and Secure; false with an http origin alone (DESIGN 8).
  package var securesCookies: Bool
  /// Whom to ask: an address of `mailto:` or `https:`.
  package var contact: String?
  /// How often somebody may try to sign in to one account; nil for no limit.
  package var signIns: TokenBuckets?
  /// Whether mail goes out: addresses are confirmed then, and passwords recovered.
  package var sendsMail = false
  /// How often a mail may be asked for one account or address; nil for no limit.
  package var mailRequests: TokenBuckets?

  /// The house's figure: 5 times an hour.
  package static let usualMailRequests = Allowance(burst: 5, interval: .seconds(720))

  /// Where the dump of summaries lies; nil where none is made.
  package var dumpFolder: String?

  /// Where people's archives lie; nil where none are made.
  package var archiveFolder: String?

  /// The house's figure: 25 times an hour.
  package static let usualSignIns = Allowance(burst: 25, interval: .seconds(144))

  package init(
    registration: RegistrationMode = .approval, siteName: String = "Scholion", securesCookies: Bool, contact: String? = nil,
    signIns: TokenBuckets? = nil, dumpFolder: String? = nil, archiveFolder: String? = nil
  ) {
    self.archiveFolder = archiveFolder
    self.dumpFolder = dumpFolder
    self.signIns = signIns
    self.registration = registration
    self.siteName = siteName
    self.securesCookies = securesCookies
    self.contact = contact
  }
}

/// Everything a person meets in a browser.
package struct WebRoutes: Sendable {
  private let site: Site

  /// Reads the embedded templates; throws when one of them is malformed.
  ///
  /// - Parameters:
  ///   - sources: who is asked about papers; nil where nobody is
  ///   - tally: counts looks at pages; whoever gives it stores them
  ///   - images: where pictures are; nil where none are taken or shown
  package init(
    instance: Instance, publisher: Publisher, remotes: RemoteActors, settings: WebSettings, sources: PaperSources? = nil,
    tally: ViewTally = ViewTally(), images: MediaRoom? = nil
  ) throws {
    site = Site(
      instance: instance, publisher: publisher, remotes: remotes, settings: settings, pages: try PageRenderer(),
      assets: .all, sources: sources, tally: tally, images: images)
  }

  package var endpoints: Routes {
    let routes = Routes(context: PeerAddressContext.self)
    site.addAssets(to: routes)
    site.addLists(to: routes)
    site.addSearch(to: routes)
    site.addPapers(to: routes)
    site.addPaperForms(to: routes)
    site.addFacts(to: routes)
    site.addMerging(to: routes)
    site.addOldAddresses(to: routes)
    site.addTopics(to: routes)
    site.addRankings(to: routes)
    site.addHistory(to: routes)
    site.addSource(to: routes)
    site.addEditor(to: routes)
    site.addPrivate(to: routes)
    site.addPseudonyms(to: routes)
    site.addDesk(to: routes)
    site.addDrafts(to: routes)
    site.addMedia(to: routes)
    site.addCiting(to: routes)
    site.addPosts(to: routes)
    site.addReplies(to: routes)
    site.addQuestions(to: routes)
    site.addBookmarks(to: routes)
    site.addReadingLists(to: routes)
    site.addProfiles(to: routes)
    site.addFollowing(to: routes)
    site.addAccounts(to: routes)
    site.addSettings(to: routes)
    site.addRecovery(to: routes)
    site.addConfirmation(to: routes)
    site.addMailSettings(to: routes)
    site.addClaims(to: routes)
    site.addArchives(to: routes)
    site.addNotifications(to: routes)
    site.addModeration(to: routes)
    site.addDataOut(to: routes)
    site.addDumps(to: routes)
    return routes
  }
}
