/// Somebody who writes, here or on another server.
package struct Person: Sendable, Equatable {
  /// The row.
  package let id: RowID
  /// The id on the wire.
  package let resource: ResourceID
  /// Where they are found.
  package let handle: Handle
  /// How they show themselves.
  package let profile: Profile
  /// Whether follow requests wait for the person's consent.
  package let approvesFollowers: Bool
  /// Whether a program writes under the name.
  package let isBot: Bool
  /// When the account was made.
  package let joined: Timestamp

  /// A person with these fields.
  package init(
    id: RowID, resource: ResourceID, handle: Handle, profile: Profile, approvesFollowers: Bool = false, isBot: Bool = false,
    joined: Timestamp
  ) {
    self.id = id
    self.resource = resource
    self.handle = handle
    self.profile = profile
    self.approvesFollowers = approvesFollowers
    self.isBot = isBot
    self.joined = joined
  }
}

/// What a person of this instance may do.
package enum Role: String, Sendable, CaseIterable {
  case member, moderator, admin

  /// Whether reports, blocks and merges are theirs to handle.
  package var moderates: Bool { self != .member }
}

/// How a person shows themselves, every rule kept; it is made by `ProfileDraft.validated()`.
package struct Profile: Sendable, Equatable {
  /// nil where the handle stands for it.
  package let displayName: String?
  /// Markdown.
  package let biography: String?
}

/// A profile as a form or an app gives it.
package struct ProfileDraft: Sendable, Equatable {
  /// Characters of a display name.
  package static let maximumDisplayName = 100
  /// Bytes of a biography.
  package static let maximumBiography = 5000

  /// The name shown beside the handle.
  package var displayName: String
  /// The Markdown of the biography.
  package var biography: String

  /// A draft with these fields.
  package init(displayName: String = "", biography: String = "") {
    self.displayName = displayName
    self.biography = biography
  }

  /// The profile, if every field keeps its rule; empty fields count as none.
  ///
  /// Throws `DomainError` naming the first that does not.
  package func validated() throws(DomainError) -> Profile {
    var name: String?
    if !trimmingWhitespace(displayName).isEmpty {
      name = try TextRules(field: .displayName, name: "The display name").line(displayName, maximum: Self.maximumDisplayName)
    }
    var text: String?
    if !trimmingWhitespace(biography).isEmpty {
      text = try TextRules(field: .biography, name: "The biography").text(biography, maximumBytes: Self.maximumBiography)
    }
    return Profile(displayName: name, biography: text)
  }
}
