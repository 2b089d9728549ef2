internal import Actors
internal import Domain
internal import Markup
internal import Store

/// Writes letters of what is stored just now.
struct LetterWriter {
  let instance: Instance
  let settings: MailSettings

  private var origin: String { instance.origin.text }
  private var host: String { instance.origin.authority }

  // MARK: about the account

  func confirm(_ member: Member, link: String) -> Letter {
    Letter(
      subject: "Confirm your address for \(settings.siteName)",
      parts: [
        .words("Welcome, \(member.actor.name)!"),
        .words(
          "One step is left before you can write on \(host): confirm that this address is yours. The link works for 24 hours."),
        .deed("Confirm this address", address: link),
      ],
      reason: Self.given(member))
  }

  func recover(_ member: Member, link: String) -> Letter {
    Letter(
      subject: "A new password for \(settings.siteName)",
      parts: [
        .words("Hello \(member.actor.name),"),
        .words(
          "with this link you choose a new password. It works once, for an hour; then you are signed out everywhere else."),
        .deed("Choose a new password", address: link),
      ],
      reason: "You get this because somebody asked for it. If that was not you, do nothing: your password stays as it is.")
  }

  func newAddress(_ member: Member, link: String) -> Letter {
    Letter(
      subject: "Confirm your new address for \(settings.siteName)",
      parts: [
        .words("Hello \(member.actor.name),"),
        .words("confirm that this address is yours, and it becomes that of your account. The link works for 24 hours."),
        .deed("Confirm this address", address: link),
      ],
      reason: Self.given(member))
  }

  private static func given(_ member: Member) -> String {
    "You get this because somebody gave this address for the account @\(member.actor.name). If that was not you, do nothing."
  }

  func addressChanged(_ member: Member) -> Letter {
    Letter(
      subject: "Your address for \(settings.siteName) was changed",
      parts: [
        .words("Hello \(member.actor.name),"),
        .words(
          "your account on \(host) has another e-mail address now, and mails go there. If that was not you, ask whoever runs the "
            + "server."),
        .deed("About this server", address: origin + "/about"),
      ],
      reason: "You get this because this was the address of the account @\(member.actor.name).")
  }

  func approved(_ member: Member) -> Letter {
    Letter(
      subject: "Your account at \(settings.siteName) is open",
      parts: [
        .words("Welcome, \(member.actor.name)!"),
        .words("A moderator of \(host) looked at your sign-up: you can write now."),
        .deed("Sign in", address: origin + "/sign-in"),
      ],
      reason: Self.given(member))
  }

  // MARK: what happened

  /// One thread's news, oldest first; nil where nothing is left to tell.
  func notices(
    _ rows: [NotificationRow], in thread: RowID, to member: Member, _ transaction: ReadTransaction
  ) throws -> Letter? {
    let viewer = member.actor.id
    guard let root = try transaction.post(thread, seenBy: viewer) else { return nil }
    let paper = try root.post.paperID.flatMap { try transaction.paper($0) }
    let title = PlainLine.of(paper?.title ?? "a thread", longest: 100)
    var parts: [Letter.Part] = []
    var told: Set<RowID> = []
    var topics: Set<MailTopic> = []
    var subject = ""
    for row in rows {
      guard let id = row.postID, told.insert(id).inserted || row.kind == .paper,
        let seen = try transaction.post(id, seenBy: viewer)
      else { continue }
      let name = Self.name(row.actor)
      let parent = try seen.post.parentID.flatMap { try transaction.post($0) }
      let isBelow = root.post.actorID == viewer && parent?.actorID != viewer
      let (usual, topic) = Self.sentence(row.kind, name: name, title: title, isBelow: isBelow)
      let news = try row.kind == .paper ? paper.map { try transaction.news(of: $0.id, toldAt: row.createdAt) } : nil
      let sentence = news.map { Self.news($0, title) } ?? usual
      if subject.isEmpty { subject = sentence }
      topics.insert(topic)
      parts.append(.words(sentence + (row.kind == .paper ? "" : ".")))
      // What not everybody may read does not leave the site, whoever the mail is to.
      if row.kind != .paper, seen.post.visibility == .public {
        let words = PlainLine.lines(of: PlainText.from(html: MathForms.mathAsTeX(seen.post.html)))
        if !words.isEmpty { parts.append(.quote(words)) }
      }
      parts.append(.deed("Read it", address: address(of: seen)))
    }
    guard let topic = topics.count > 1 ? MailTopic.notices : topics.first else { return nil }
    let more = parts.count { if case .deed = $0 { true } else { false } } - 1
    if more > 0 { subject += " (and \(more) more)" }
    let reason =
      switch topic {
      case .replies: "You get this because somebody answered what you wrote."
      case .mentions: "You get this because somebody mentioned you."
      case .papers: "You get this because you wrote about this paper."
      case .notices, .digest: "You get this because it concerns what you wrote."
      }
    return ending(Letter(subject: subject, parts: parts, reason: reason), member, topic)
  }

  /// - Parameter isBelow: whether it stands in the reader's thread and answers somebody else
  private static func sentence(
    _ kind: NotificationKind, name: String, title: String, isBelow: Bool
  ) -> (String, MailTopic) {
    switch kind {
    case .reply where isBelow: ("\(name) commented below what you wrote on “\(title)”", .replies)
    case .reply: ("\(name) answered you on “\(title)”", .replies)
    case .mention: ("\(name) mentioned you on “\(title)”", .mentions)
    default: (news([], title), .papers)
    }
  }

  /// What happened to a paper; of one that was merged or split only that something did.
  private static func news(_ notices: [PaperNotice], _ title: String) -> String {
    if notices.count == 1, let only = notices.first, only.kind == .version {
      return "There is a new version (v\(only.number)) of “\(title)”, which you wrote about."
    }
    guard let deeds = PaperNotice.deeds(notices) else { return "There is news of “\(title)”, which you wrote about." }
    return "“\(title)”, which you wrote about, \(deeds)."
  }

  // MARK: what there is to read

  /// New summaries of those followed, and the best of the week; nil where there is nothing.
  func digest(_ member: Member, since: RowID, _ transaction: ReadTransaction) throws -> Letter? {
    let viewer = member.actor.id
    func fits(_ seen: AuthoredPost) -> Bool {
      seen.post.kind == .summary && seen.post.visibility == .public && seen.author.id != viewer
    }
    let followed = try transaction.homeTimeline(of: viewer, limit: 100).map { $0.post }.filter { $0.post.id > since && fits($0) }
    let week = RowID(at: transaction.now.adding(seconds: -7 * 86_400))
    let shown = Set(followed.prefix(Self.mostFollowed).map(\.post.id))
    let best = try transaction.bestSummaries(after: week, limit: 20).filter { fits($0) && !shown.contains($0.post.id) }
    var parts: [Letter.Part] = []
    if !followed.isEmpty {
      parts.append(.heading("New from those you follow"))
      parts += try followed.prefix(Self.mostFollowed).map { try entry($0, transaction) }
    }
    if !best.isEmpty {
      parts.append(.heading("Best of the week"))
      parts += try best.prefix(Self.mostBest).map { try entry($0, transaction) }
    }
    guard !parts.isEmpty else { return nil }
    let count = min(followed.count, Self.mostFollowed) + min(best.count, Self.mostBest)
    let letter = Letter(
      subject: "New on \(settings.siteName): \(Self.summaries(count))", parts: parts,
      reason: "You get this because you asked to be told what there is to read.")
    return ending(letter, member, .digest)
  }

  private static let mostFollowed = 20
  private static let mostBest = 5

  private static func summaries(_ count: Int) -> String { count == 1 ? "1 summary" : "\(count) summaries" }

  private func entry(_ seen: AuthoredPost, _ transaction: ReadTransaction) throws -> Letter.Part {
    let paper = try seen.post.paperID.flatMap { try transaction.paper($0) }
    let words = PlainLine.of(seen.post.tldr, longest: 300)
    return .entry(
      PlainLine.of(seen.post.title ?? paper?.title ?? "A summary"),
      by: "\(Self.name(seen.author)), on “\(PlainLine.of(paper?.title ?? "a paper"))”", address: address(of: seen), words: words)
  }

  // MARK: parts of all

  private func ending(_ letter: Letter, _ member: Member, _ topic: MailTopic) -> Letter {
    var letter = letter
    let token = UnsubscribeToken(person: member.actor.id, topic: topic).text(instance.keys)
    letter.settingsAddress = origin + "/settings/mail"
    letter.unsubscribeAddress = "\(origin)/unsubscribe/\(token)"
    return letter
  }

  private static func name(_ actor: ActorRow) -> String {
    let name = PlainLine.of(actor.displayName, longest: 60)
    return name.isEmpty ? PlainLine.of(actor.name, longest: 60) : name
  }

  /// Our page of a post, whoever wrote it.
  private func address(of seen: AuthoredPost) -> String {
    let author = seen.author
    return instance.addresses.page(of: seen.post.id, by: author.isLocal ? author.name : "\(author.name)@\(author.host)")
  }
}
