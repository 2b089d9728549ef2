package import Actors
internal import Domain
package import Store

/// The rooms a summary belongs to beside its paper's: those of the venue and of the topics (DESIGN 5.3).
///
/// They announce the summary's id alone, so that nobody who follows several of them gets its text twice.
package struct WiderRooms: Sendable {
  private let instance: Instance

  package init(instance: Instance) { self.instance = instance }

  /// The rooms there are, of the venue first.
  package func rooms(of paper: PaperRow, in transaction: ReadTransaction) throws -> [ActorRow] {
    try places(of: paper, in: transaction).compactMap { place in
      try transaction.localActor(named: place.name).flatMap { $0.kind == place.kind && $0.state == .active ? $0 : nil }
    }
  }

  /// Makes those that are missing; where somebody has the name, there is no room.
  package func open(for paper: PaperRow, in transaction: WriteTransaction) throws {
    for place in try places(of: paper, in: transaction) where try transaction.localActor(named: place.name) == nil {
      let draft = try instance.addresses.draft(place.kind, name: place.name, displayName: place.title)
      do { _ = try transaction.insertLocalActor(draft) } catch StoreError.nameTaken { continue }
    }
  }

  private func places(
    of paper: PaperRow, in transaction: ReadTransaction
  ) throws -> [(kind: ActorKind, name: String, title: String)] {
    let venue = paper.venueKey.map { (kind: ActorKind.venue, name: $0, title: paper.venueName ?? $0) }
    let topics = try transaction.topics(of: paper.id).map { (kind: ActorKind.topic, name: $0.key, title: $0.name) }
    return [venue].compactMap(\.self) + topics
  }
}
