internal import ActivityStreams
internal import Actors
internal import Domain
internal import Markup
internal import Outbox
internal import Store

/// What the handlers work with.
struct VerbContext: Sendable {
  let instance: Instance
  let remotes: RemoteActors
  /// Nil where formulas are shown as their source.
  let math: MathRenderer?
  let composer: ActivityComposer
  let answerer: FollowAnswerer
  let announcer: RoomAnnouncer

  init(instance: Instance, remotes: RemoteActors, math: MathRenderer?) {
    self.instance = instance
    self.remotes = remotes
    self.math = math
    composer = ActivityComposer(instance: instance)
    answerer = FollowAnswerer(instance: instance)
    announcer = RoomAnnouncer(instance: instance)
  }

  var store: Store { instance.store }

  /// Whether an id was minted here.
  func isOurs(_ iri: IRI) -> Bool {
    (try? ResourceID(iri)).map { instance.origin.minted($0) } ?? false
  }
}
