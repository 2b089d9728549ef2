internal import Actors
internal import Domain
internal import Markup
internal import Store

/// Rows to what templates show; the one conversion of this room.
struct ViewMaker: Sendable {
  let instance: Instance
  /// Who looks; nobody in particular when nil.
  let viewer: ActorRow?
  /// The actor by which the viewer wrote about the paper of the page under a pseudonym.
  var pseudonym: RowID?

  /// Whether the viewer is behind an author.
  func isOwn(_ author: ActorRow) -> Bool { viewer != nil && (viewer?.id == author.id || pseudonym == author.id) }

  init(_ site: Site, _ visit: Visit) {
    instance = site.instance
    viewer = visit.viewer
  }

  /// `@name@host`.
  func handle(_ actor: ActorRow) -> String { "@\(actor.name)@\(actor.host)" }

  /// Our page about somebody.
  func address(_ actor: ActorRow) -> String { actor.isLocal ? "/@\(actor.name)" : "/@\(actor.name)@\(actor.host)" }

  /// Our page about something somebody wrote.
  func address(_ post: PostRow, by author: ActorRow) -> String { "\(address(author))/\(post.id)" }

  func person(_ actor: ActorRow) -> PersonView {
    PersonView(
      name: actor.displayName.isEmpty ? actor.name : actor.displayName, handle: handle(actor), address: address(actor))
  }

  /// `20 Nov 2026`, with the whole moment for machines.
  func moment(_ time: Timestamp) -> MomentView {
    // `Fri, 20 Nov 2026 10:00:00 GMT`
    let day = time.httpDate.dropFirst(5).prefix(11)
    return MomentView(machine: time.iso8601, text: String(day.first == "0" ? day.dropFirst() : day))
  }

  func origin(_ host: String, isLocal: Bool, address: String?) -> OriginView {
    OriginView(host: host, isRemote: !isLocal, address: isLocal ? nil : address.flatMap(Self.link))
  }

  func origin(_ post: PostRow, by author: ActorRow) -> OriginView {
    origin(author.host, isLocal: post.isLocal, address: post.url)
  }

  /// An address of another site that may stand in a link: http or https, nothing that runs.
  static func link(_ address: String) -> String? { (try? ResourceID(parsing: address))?.text }

  /// With a real minus sign.
  static func score(_ value: Int) -> String { value < 0 ? "−\(value.magnitude)" : "\(value)" }

  func card(_ actor: ActorRow, follow: FollowRow?, back: FollowRow?) -> PersonCard {
    PersonCard(
      person: person(actor), kind: Self.kind(actor.kind), bioHTML: biography(actor),
      relation: relation(to: actor, follow: follow, back: back))
  }

  /// Somebody's own words about themselves, guarded once more when they come from elsewhere.
  func biography(_ actor: ActorRow) -> TrustedHTML? {
    guard !actor.bioHTML.isEmpty else { return nil }
    return TrustedHTML(sanitized: actor.isLocal ? actor.bioHTML : ForeignHTML.sanitized(actor.bioHTML))
  }

  /// The follow button; nil for visitors and for oneself.
  func relation(to actor: ActorRow, follow: FollowRow?, back: FollowRow?) -> RelationView? {
    guard let viewer, viewer.id != actor.id, actor.kind != .instance else { return nil }
    let state = follow?.state
    return RelationView(
      action: "/follow/\(actor.id)", isStranger: state == nil || state == .rejected, isRequested: state == .pending,
      isFollowed: state == .accepted, followsViewer: back?.state == .accepted, whom: person(actor).name)
  }

  private static func kind(_ kind: ActorKind) -> String {
    switch kind {
    case .person: "Person"
    case .paper: "Paper"
    case .venue: "Venue"
    case .topic: "Topic"
    case .community: "Community"
    case .instance, .service: "Service"
    }
  }
}

extension ViewMaker {
  /// How the viewer stands to somebody, from the rows.
  func relation(to actor: ActorRow, in transaction: ReadTransaction) throws -> RelationView? {
    guard let viewer else { return nil }
    return relation(
      to: actor, follow: try transaction.follow(from: viewer.id, to: actor.id),
      back: try transaction.follow(from: actor.id, to: viewer.id))
  }

  func card(_ actor: ActorRow, in transaction: ReadTransaction) throws -> PersonCard {
    guard let viewer else { return card(actor, follow: nil, back: nil) }
    return card(
      actor, follow: try transaction.follow(from: viewer.id, to: actor.id),
      back: try transaction.follow(from: actor.id, to: viewer.id))
  }
}
