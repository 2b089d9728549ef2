extension ActorName {
  /// Whether no person or community may take the name: it could be a paper's, a page's, or taken for the instance speaking.
  package var isReserved: Bool {
    Self.reserved.contains(text) || Self.reservedPrefixes.contains { text.hasPrefix($0) }
  }

  /// Schemes of papers, also such as may come.
  private static let reservedPrefixes =
    PaperScheme.allCases.map { $0.rawValue + "_" } + [
      "bibsonomy_", "bib_", "openalex_", "s2_", "hal_", "iacr_", "zenodo_", "pmlr_", "jmlr_", "paper_", "venue_", "topic_",
      "scholion_",
    ]

  private static let reserved: Set<String> = [
    // The instance and those who run it.
    "actor", "instance", "scholion", "admin", "administrator", "administration", "moderator", "moderators", "moderation", "mod",
    "mods", "owner", "operator", "root", "system", "staff", "team", "official", "support", "help", "contact", "info", "security",
    "abuse", "legal", "privacy", "postmaster", "hostmaster", "webmaster", "noreply", "no_reply", "mailer_daemon", "daemon",
    // Paths and words of the protocol.
    "inbox", "outbox", "followers", "following", "featured", "users", "user", "papers", "paper", "venues", "venue", "topics",
    "topic", "communities", "community", "activities", "contexts", "context", "summaries", "summary", "search", "explore",
    "about",
    "api", "oauth", "auth", "login", "logout", "signin", "signup", "register", "registration", "settings", "preferences",
    "account",
    "accounts", "profile", "new", "edit", "feed", "feeds", "rss", "atom", "sitemap", "robots", "favicon", "static", "assets",
    "media", "uploads", "download", "metrics", "livez", "readyz", "nodeinfo", "well_known", "webfinger", "host_meta", "import",
    "export", "invite", "notifications", "timeline", "timelines", "home", "local", "federated", "public", "streaming", "healthz",
    // Words that stand for somebody or nobody.
    "everyone", "all", "here", "channel", "group", "anonymous", "anon", "nobody", "somebody", "guest", "deleted", "ghost",
    "unknown", "null", "nil", "none", "undefined", "true", "false", "you", "self", "www", "mail", "ftp", "localhost",
    // Registries by themselves.
    "arxiv", "doi", "dblp", "openreview", "pmid", "pmcid", "pubmed", "acl", "isbn", "url", "bibsonomy", "openalex", "crossref",
    "datacite", "shortscience", "orcid",
  ]
}
