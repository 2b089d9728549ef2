internal import Actors
internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Markup
internal import Store

/// What another site shows in place of a link to us (oembed.com): a quotation, without a frame or a script.
extension Site {
  func addEmbeds(to routes: Routes) {
    _ = routes.get("/oembed", use: openData(embed))
  }

  @Sendable private func embed(_ request: DataRequest) async throws -> Response {
    let query = request.request.uri.queryParameters
    guard let address = query.get("url"), address.utf8.count <= 2_048 else {
      return Answers.text("The query must have a url of a page here", status: .badRequest)
    }
    let format = query.get("format") ?? "json"
    guard ["json", "xml"].contains(format) else { return Answers.text("The formats are json and xml", status: .notImplemented) }
    guard var found = try await quotation(of: address) else { throw WebError.notFound }
    if let most = query.get("maxwidth").flatMap({ Int($0) }), most > 0 { found.width = min(found.width, most) }
    return format == "xml"
      ? answer(found.xml, type: "text/xml; charset=utf-8", to: request.request, seconds: 3_600)
      : answer(found.json.serialized(), type: "application/json", to: request.request, seconds: 3_600)
  }

  /// What stands at an address of ours: a public summary, or a paper.
  private func quotation(of address: String) async throws -> Quotation? {
    guard let path = path(of: address) else { return nil }
    let views = ViewMaker(ofVisitorTo: self)
    let site = (name: settings.siteName, address: views.url("/"))
    return try await store.read { transaction in
      if let identifier = Self.identifier(inPath: path) {
        guard let paper = try transaction.paper(identifier) else { return nil }
        let count = try transaction.summaryCount(of: paper.id)
        let best = try transaction.summaries(of: paper.id, seenBy: nil, limit: 1).first
        return Quotation(paper, views, site, count: count, best: best)
      }
      guard let seen = try Self.summary(at: path, views, in: transaction),
        let paper = try seen.post.paperID.flatMap({ try transaction.paper($0) })
      else { return nil }
      return Quotation(seen, of: paper, views, site)
    }
  }

  /// The path of an address of ours, without query and fragment.
  private func path(of address: String) -> String? {
    let own = Array(origin.text.utf8)
    guard address.utf8.starts(with: own), address.utf8.dropFirst(own.count).first == UInt8(ascii: "/") else { return nil }
    let end = UInt8(ascii: "?")
    return String(
      decoding: address.utf8.dropFirst(own.count).prefix { $0 != end && $0 != UInt8(ascii: "#") }, as: UTF8.self)
  }

  /// The summary at `/@NAME/ID` or `/s/ID`, if anybody may find it.
  private static func summary(at path: String, _ views: ViewMaker, in transaction: ReadTransaction) throws -> AuthoredPost? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    guard parts.count == 2, let folder = parts.first, let id = parts.last.flatMap({ try? RowID(parsing: String($0)) }),
      let seen = try transaction.post(id, seenBy: nil), seen.post.kind == .summary, seen.post.visibility == .public
    else { return nil }
    if folder.utf8.elementsEqual("s".utf8) { return seen.post.isLocal ? seen : nil }
    return views.address(seen.author).utf8.dropFirst().elementsEqual(folder.utf8) ? seen : nil
  }
}

/// A `rich` answer of oEmbed 1.0.
struct Quotation: Sendable {
  var title: String
  var author: String?
  var authorAddress: String?
  var html: String
  /// Pixels; the text flows in any width.
  var width = 600
  var site: (name: String, address: String)

  private static let height = 240

  init(_ seen: AuthoredPost, of paper: PaperRow, _ views: ViewMaker, _ site: (name: String, address: String)) {
    let person = views.person(seen.author)
    let address = views.url(views.address(seen.post, by: seen.author))
    title = seen.post.title ?? paper.title
    author = person.name
    authorAddress = views.url(person.address)
    self.site = site
    html = """
      \(Self.quote(views.shortText(seen.post), from: address))\
      <p>\(Self.link(person.name, views.url(person.address))) on \(Self.link(paper.title, address)), \
      \(Self.link(site.name, site.address))</p>
      """
  }

  init(
    _ paper: PaperRow, _ views: ViewMaker, _ site: (name: String, address: String), count: Int, best: AuthoredPost?
  ) {
    let address = views.url(views.address(paper))
    title = paper.title
    self.site = site
    let text = best.map { Self.quote(views.shortText($0.post), from: address) } ?? ""
    html = """
      \(text)<p>\(Self.link(paper.title, address)): \(counted(count, "summary", "summaries")), \
      \(Self.link(site.name, site.address))</p>
      """
  }

  private static func quote(_ text: String, from address: String) -> String {
    "<blockquote cite=\"\(PlainText.escaped(address))\"><p>\(PlainText.escaped(text))</p></blockquote>"
  }

  private static func link(_ label: String, _ address: String) -> String {
    "<a href=\"\(PlainText.escaped(address))\">\(PlainText.escaped(label))</a>"
  }

  var json: JSONValue {
    var object = JSONObject([
      ("version", "1.0"), ("type", "rich"), ("title", .string(title)), ("provider_name", .string(site.name)),
      ("provider_url", .string(site.address)), ("cache_age", 3_600), ("html", .string(html)), ("width", .integer(Int64(width))),
      ("height", .integer(Int64(Self.height))),
    ])
    object["author_name"] = author.map { .string($0) }
    object["author_url"] = authorAddress.map { .string($0) }
    return .object(object)
  }

  var xml: [UInt8] {
    var xml = XMLWriter()
    xml.element("oembed") { xml in
      xml.element("version", text: "1.0")
      xml.element("type", text: "rich")
      xml.element("title", text: title)
      xml.element("author_name", text: author)
      xml.element("author_url", text: authorAddress)
      xml.element("provider_name", text: site.name)
      xml.element("provider_url", text: site.address)
      xml.element("cache_age", text: "3600")
      xml.element("html", text: html)
      xml.element("width", text: String(width))
      xml.element("height", text: String(Self.height))
    }
    return xml.bytes
  }
}

extension ViewMaker {
  /// The TL;DR, or the first paragraph, as plain text.
  func shortText(_ post: PostRow) -> String {
    guard post.tldr.isEmpty else { return post.tldr }
    return Self.firstParagraph(of: body(post).renderText).map { PlainText.from(html: $0) } ?? ""
  }
}
