import JSON

/// What a server says of itself (NodeInfo 2.0 and 2.1).
package struct NodeInfoDocument: Sendable, Hashable {
  /// The version of the schema.
  package enum Version: String, Sendable, Hashable, CaseIterable {
    case schema20 = "2.0"
    case schema21 = "2.1"

    /// The relation in the well-known index.
    package var rel: String { "http://nodeinfo.diaspora.software/ns/schema/\(rawValue)" }
  }

  /// How many people and texts there are; what is nil is not told, which FEP-0151 allows and a wrong number it does not.
  package struct Usage: Sendable, Hashable {
    /// People with an account.
    package var users: Int?
    /// Of them, those active within half a year.
    package var activeHalfyear: Int?
    /// Of them, those active within a month.
    package var activeMonth: Int?
    /// Summaries written here.
    package var localPosts: Int?
    /// Comments written here.
    package var localComments: Int?

    /// Figures.
    package init(
      users: Int? = nil, activeHalfyear: Int? = nil, activeMonth: Int? = nil, localPosts: Int? = nil,
      localComments: Int? = nil
    ) {
      self.users = users
      self.activeHalfyear = activeHalfyear
      self.activeMonth = activeMonth
      self.localPosts = localPosts
      self.localComments = localComments
    }
  }

  /// The version of the schema; a later 2.x is read as 2.1.
  package var version: Version
  /// The name of the software, `[a-z0-9-]+`.
  package var softwareName: String
  /// Its version.
  package var softwareVersion: String
  /// Where its source is; 2.1 only.
  package var repository: IRI?
  /// Its page; 2.1 only.
  package var homepage: IRI?
  /// The protocols it speaks.
  package var protocols: [String] = ["activitypub"]
  /// Services it can read from.
  package var inbound: [String] = []
  /// Services it can write to.
  package var outbound: [String] = []
  /// Whether anybody may sign up.
  package var openRegistrations = false
  /// How many people and texts there are.
  package var usage = Usage()
  /// More, text by name in order; Lemmy reads only texts.
  package var metadata: [NodeInfoEntry] = []

  /// What a server says of itself, with the rest set afterwards.
  package init(version: Version, softwareName: String, softwareVersion: String) {
    self.version = version
    self.softwareName = softwareName
    self.softwareVersion = softwareVersion
  }

  /// The metadata of that name.
  package func metadata(_ name: String) -> String? {
    metadata.first { sameBytes($0.name, name) }?.text
  }
}

/// One entry of NodeInfo's metadata.
package struct NodeInfoEntry: Sendable, Hashable {
  /// What it tells, as `nodeName`.
  package var name: String
  /// What it says.
  package var text: String

  /// An entry.
  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}
