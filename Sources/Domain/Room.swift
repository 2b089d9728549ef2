/// What kind of place a room is.
package enum RoomKind: String, Sendable, CaseIterable {
  case instance, paper, venue, topic, community

  /// Whether the room speaks with the instance's key; communities have their own.
  package var sharesInstanceKey: Bool { self != .community }
}

/// A place where summaries gather and which can be followed: it announces what arrives in it.
package struct Room: Sendable, Equatable {
  /// The row.
  package let id: RowID
  /// What kind of place it is.
  package let kind: RoomKind
  /// The name.
  package let name: ActorName
  /// The id on the wire.
  package let resource: ResourceID
  /// The title.
  package let title: String
  /// Markdown.
  package let about: String?

  /// A room with these fields.
  package init(id: RowID, kind: RoomKind, name: ActorName, resource: ResourceID, title: String, about: String? = nil) {
    self.id = id
    self.kind = kind
    self.name = name
    self.resource = resource
    self.title = title
    self.about = about
  }
}

/// A community as a form gives it.
package struct CommunityDraft: Sendable, Equatable {
  /// Characters of a title.
  package static let maximumTitle = 100
  /// Bytes of a description.
  package static let maximumAbout = 10_000

  /// The name.
  package var name: String
  /// The title.
  package var title: String
  /// The Markdown of the description.
  package var about: String

  /// A draft with these fields.
  package init(name: String, title: String, about: String = "") {
    self.name = name
    self.title = title
    self.about = about
  }

  /// The checked fields; whether the name is a venue's or a topic's, or was ever given, is the store's to say.
  ///
  /// Throws `DomainError` naming the first field that does not keep its rule.
  package func validated() throws(DomainError) -> (name: ActorName, title: String, about: String?) {
    let checked = try ActorName(name)
    guard !checked.isReserved else { throw DomainError(.name, .reserved, "This name is reserved.") }
    let line = try TextRules(field: .title, name: "The title").line(title, maximum: Self.maximumTitle)
    guard !trimmingWhitespace(about).isEmpty else { return (checked, line, nil) }
    return (checked, line, try TextRules(field: .body, name: "The description").text(about, maximumBytes: Self.maximumAbout))
  }
}
