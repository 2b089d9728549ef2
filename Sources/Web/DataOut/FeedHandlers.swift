internal import Actors
internal import Domain
internal import Forms
internal import Hummingbird
internal import Markup
internal import Store

/// What a feed is about, and where its entries come from.
struct FeedSubject: Sendable {
  var title: String
  var subtitle: String
  /// The page that shows the same: `/venue/neurips/2017`.
  var page: String
  /// The folder of the feed, without a slash behind it.
  var folder: String
  var posts: @Sendable (ReadTransaction, _ before: RowID?, _ limit: Int) throws -> [AuthoredPost]
}

/// Feeds of all public lists of summaries, as Atom and as JSON Feed, and the list of the site's feeds.
///
/// Only what anybody may find stands in them (`Sight.listed`).
extension Site {
  private typealias FeedFinder = @Sendable (DataRequest, ReadTransaction) throws -> FeedSubject?

  func addFeeds(to routes: Routes) {
    let finders: [(folder: String, find: FeedFinder)] = [
      ("", everything), ("/venue/{key}", venueFeed), ("/venue/{key}/{year}", venueYearFeed), ("/papers/{name}", paperFeed),
      ("/@{name}", personFeed), ("/tags/{tag}", hashtagFeed), ("/topic/{slug}", topicFeed), ("/author/{name}", authorFeed),
      ("/field/{field}", fieldFeed),
    ]
    for (folder, find) in finders {
      for format in FeedFormat.allCases {
        _ = routes.get("\(folder)/feed.\(format.rawValue)", use: openData { try await feed(format, find, $0) })
      }
    }
    _ = routes.get("/feeds.opml", use: openData(outline))
  }

  private func feed(_ format: FeedFormat, _ find: @escaping FeedFinder, _ request: DataRequest) async throws -> Response {
    let views = ViewMaker(ofVisitorTo: self)
    let document = try await store.read { transaction -> FeedDocument? in
      guard let subject = try find(request, transaction) else { return nil }
      let rows = try subject.posts(transaction, request.before, Self.pageSize + 1)
      let entries = try rows.prefix(Self.pageSize).compactMap { try views.feedEntry($0, in: transaction) }
      let newest = entries.map { $0.updated ?? $0.published }.max()
      // A feed without an entry was last changed when there was none yet.
      let updated = try newest ?? transaction.instanceActor()?.createdAt ?? transaction.now
      return FeedDocument(
        title: subject.title, subtitle: subject.subtitle, home: views.url(subject.page),
        address: views.url("\(subject.folder)/feed"), next: Self.last(rows), updated: updated, entries: entries,
        version: instance.version)
    }
    guard let document else { throw WebError.notFound }
    return answer(
      format.bytes(of: document), type: format.mediaType, to: request.request, modified: document.updated, seconds: 300)
  }

  @Sendable private func everything(_ request: DataRequest, _ transaction: ReadTransaction) -> FeedSubject? {
    FeedSubject(
      title: settings.siteName, subtitle: "Recent summaries of scientific papers, from \(origin.authority) and its peers.",
      page: "/", folder: ""
    ) { try $0.recentSummaries(before: $1, limit: $2) }
  }

  @Sendable private func fieldFeed(_ request: DataRequest, _ transaction: ReadTransaction) -> FeedSubject? {
    Field(rawValue: request.parameter("field")).map { field in
      FeedSubject(
        title: "\(field.label) · \(settings.siteName)", subtitle: "Recent summaries of papers in \(field.label.lowercased()).",
        page: "/recent?field=\(field.rawValue)", folder: "/field/\(field.rawValue)"
      ) { try $0.summaries(by: .recent, field: field, after: $1, limit: $2) }
    }
  }

  @Sendable private func venueFeed(_ request: DataRequest, _ transaction: ReadTransaction) throws -> FeedSubject? {
    let key = request.parameter("key")
    guard let name = try transaction.venueName(key) else { return nil }
    return FeedSubject(
      title: "\(name) · \(settings.siteName)", subtitle: "Summaries of papers of \(name).", page: "/venue/\(key)",
      folder: "/venue/\(key)"
    ) { try $0.listedSummaries(venue: key, before: $1, limit: $2) }
  }

  @Sendable private func venueYearFeed(_ request: DataRequest, _ transaction: ReadTransaction) throws -> FeedSubject? {
    let key = request.parameter("key")
    guard let year = Self.year(request.parameter("year")), let name = try transaction.venueName(key),
      try !transaction.papers(venue: key, year: year, after: nil, limit: 1).isEmpty
    else { return nil }
    return FeedSubject(
      title: "\(name) \(year) · \(settings.siteName)", subtitle: "Summaries of papers of \(name) \(year).",
      page: "/venue/\(key)/\(year)", folder: "/venue/\(key)/\(year)"
    ) { try $0.listedSummaries(venue: key, year: year, before: $1, limit: $2) }
  }

  @Sendable private func paperFeed(_ request: DataRequest, _ transaction: ReadTransaction) throws -> FeedSubject? {
    guard let paper = try transaction.paper(named: request.parameter("name")) else { return nil }
    return FeedSubject(
      title: "\(paper.title) · \(settings.siteName)", subtitle: "Summaries of \(paper.title).",
      page: ViewMaker(ofVisitorTo: self).address(paper), folder: "/papers/\(paper.name)"
    ) { try $0.listedSummaries(of: paper.id, before: $1, limit: $2) }
  }

  /// Of people here: those of other servers have feeds there.
  @Sendable private func personFeed(_ request: DataRequest, _ transaction: ReadTransaction) throws -> FeedSubject? {
    guard let person = try transaction.localActor(named: request.parameter("name")), person.kind == .person,
      try transaction.isPresent(person)
    else { return nil }
    let views = ViewMaker(ofVisitorTo: self)
    let name = views.person(person).name
    return FeedSubject(
      title: "\(name) (\(views.handle(person)))", subtitle: "Summaries by \(name).", page: views.address(person),
      folder: views.address(person)
    ) { try $0.listedSummaries(by: person.id, before: $1, limit: $2) }
  }

  @Sendable private func hashtagFeed(_ request: DataRequest, _ transaction: ReadTransaction) -> FeedSubject? {
    guard let name = PercentCoding.decoded(request.parameter("tag").utf8), (1...256).contains(name.utf8.count) else { return nil }
    let path = "/tags/\(PercentCoding.encoded(name))"
    return FeedSubject(
      title: "#\(name) · \(settings.siteName)", subtitle: "Summaries with the hashtag #\(name).", page: path, folder: path
    ) { try $0.summaries(tagged: name.lowercased(), before: $1, limit: $2) }
  }

  @Sendable private func topicFeed(_ request: DataRequest, _ transaction: ReadTransaction) throws -> FeedSubject? {
    guard let slug = PercentCoding.decoded(request.parameter("slug").utf8), let key = Topic.key(ofSlug: slug),
      let topic = try transaction.topic(key.text)
    else { return nil }
    let path = "/topic/\(PercentCoding.encoded(topic.slug))"
    return FeedSubject(
      title: "\(topic.name) · \(settings.siteName)", subtitle: "Summaries of papers about \(topic.name).", page: path,
      folder: path
    ) { try $0.listedSummaries(topic: topic.key, before: $1, limit: $2) }
  }

  @Sendable private func authorFeed(_ request: DataRequest, _ transaction: ReadTransaction) throws -> FeedSubject? {
    guard let name = PercentCoding.decoded(request.parameter("name").utf8), (1...800).contains(name.utf8.count),
      try !transaction.papers(author: name, limit: 1).isEmpty
    else { return nil }
    let path = "/author/\(PercentCoding.encoded(name))"
    return FeedSubject(
      title: "\(name) · \(settings.siteName)", subtitle: "Summaries of papers by \(name).", page: path, folder: path
    ) { try $0.listedSummaries(author: name, before: $1, limit: $2) }
  }

  /// A year of four digits.
  static func year(_ text: String) -> Int? { text.utf8.count == 4 ? Int(text) : nil }

  /// OPML 2.0 of the feeds that a reader would take to: the site's, those of the fields, and of venues and topics with summaries.
  @Sendable private func outline(_ request: DataRequest) async throws -> Response {
    let views = ViewMaker(ofVisitorTo: self)
    let (venues, topics) = try await store.read { transaction in
      (try transaction.venues().filter { $0.summaries > 0 }, try transaction.topics().filter { $0.summaries > 0 })
    }
    var xml = XMLWriter()
    xml.element("opml", [("version", "2.0")]) { xml in
      xml.element("head") { $0.element("title", text: settings.siteName) }
      xml.element("body") { xml in
        func feed(_ xml: inout XMLWriter, _ name: String, _ folder: String, page: String? = nil) {
          xml.element(
            "outline",
            [
              ("type", "rss"), ("version", "ATOM1"), ("text", name), ("title", name),
              ("xmlUrl", views.url("\(folder)/feed.atom")), ("htmlUrl", views.url(page ?? folder)),
            ])
        }
        feed(&xml, settings.siteName, "", page: "/")
        xml.element("outline", [("text", "Fields")]) { xml in
          for field in Field.allCases {
            feed(&xml, field.label, "/field/\(field.rawValue)", page: "/recent?field=\(field.rawValue)")
          }
        }
        if !venues.isEmpty {
          xml.element("outline", [("text", "Venues")]) { xml in
            for venue in venues { feed(&xml, venue.name, "/venue/\(venue.key)") }
          }
        }
        guard !topics.isEmpty else { return }
        xml.element("outline", [("text", "Topics")]) { xml in
          for topic in topics { feed(&xml, topic.name, "/topic/\(PercentCoding.encoded(topic.slug))") }
        }
      }
    }
    return answer(xml.bytes, type: "text/x-opml; charset=utf-8", to: request.request, seconds: 3_600)
  }
}

extension ViewMaker {
  /// A summary as a feed has it; nil for what is no summary of a paper known here.
  func feedEntry(_ authored: AuthoredPost, in transaction: ReadTransaction) throws -> FeedEntry? {
    let (post, author) = (authored.post, authored.author)
    guard post.kind == .summary, let paper = try post.paperID.flatMap({ try transaction.paper($0) }) else { return nil }
    return FeedEntry(
      id: post.uri.text, address: url(address(post, by: author)), origin: post.isLocal ? nil : Self.link(post.url),
      title: post.title ?? paper.title, paperTitle: paper.title, paperAddress: url(address(paper)),
      registryAddresses: paper.identifiers.prefix(10).compactMap { Self.link($0.url) },
      identifiers: paper.identifiers.map(\.canonical), author: person(author).name, authorAddress: url(address(author)),
      published: post.publishedAt, updated: post.updatedAt, tldr: post.tldr, html: plainBody(post), language: post.language,
      hashtags: try transaction.hashtags(of: post.id), licence: post.licence.map { LicenceView($0) })
  }

  /// The HTML of a post without what our own pages put around it; what an older sanitizer let in is guarded once more.
  private func plainBody(_ post: PostRow) -> TrustedHTML {
    guard !post.isLocal, post.sanitizer < ForeignHTML.version else { return TrustedHTML(sanitized: post.html) }
    return TrustedHTML(sanitized: ForeignHTML.sanitized(post.rawHTML ?? post.html))
  }
}

extension ReadTransaction {
  /// A paper by the name of its room.
  func paper(named name: String) throws -> PaperRow? {
    guard let room = try localActor(named: name), room.kind == .paper, room.state == .active else { return nil }
    return try paper(room: room.id)
  }
}

extension PageHead {
  /// The head of a page that has feeds in a folder.
  func with(feeds folder: String) -> PageHead {
    var head = self
    head.feedAddress = "\(folder)/feed.atom"
    head.jsonFeedAddress = "\(folder)/feed.json"
    return head
  }
}
