import JSON

/// One thing that a peer's software wants of a document, else it drops, misreads or refuses it.
struct PeerRule: Sendable {
  /// Peer, document and what is wanted, as `mastodon.article.url-one-string-same-host`.
  let name: String
  /// Where it was read: the section of the federation notes, and the peer's own file.
  let source: String
  /// What it is about.
  let roles: Set<Role>
  /// The fields it names, with what each must be.
  let fields: [(path: FieldPath, shape: FieldShape)]
  /// Ways to break it that change no single named field, each given the subject.
  let spoils: [(name: String, change: @Sendable (JSONValue) -> JSONValue)]
  private let relation: @Sendable (JSONValue) -> Bool

  init(
    _ name: String, _ source: String, _ roles: Set<Role>, _ fields: KeyValuePairs<String, FieldShape>,
    spoils: KeyValuePairs<String, @Sendable (JSONValue) -> JSONValue> = [:],
    where relation: @Sendable @escaping (JSONValue) -> Bool = { _ in true }
  ) {
    self.name = name
    self.source = source
    self.roles = roles
    self.fields = fields.map { (FieldPath($0.key), $0.value) }
    self.spoils = spoils.map { ($0.key, $0.value) }
    self.relation = relation
  }

  /// Whether a document, or the part of one that the rule is about, keeps it.
  func holds(_ subject: JSONValue) -> Bool {
    fields.allSatisfy { $0.shape.holds($0.path.value(in: subject)) } && relation(subject)
  }
}

extension JSONValue {
  /// What stands at a path.
  func at(_ path: String) -> JSONValue? { FieldPath(path).value(in: self) }

  /// The text at a path; empty when there is none.
  func text(_ path: String) -> String { at(path)?.string ?? "" }

  /// The texts of the list at a path.
  func texts(_ path: String) -> [String] { at(path)?.array?.compactMap(\.string) ?? [] }

  /// This with something else at a path.
  func with(_ path: String, _ value: JSONValue?) -> JSONValue { FieldPath(path).replacing(in: self, with: value) }

  /// Whether a text here stands more than once.
  var recipients: [String] { texts("to") + texts("cc") }
}

extension String {
  /// The host of an https URL.
  var urlHost: Substring { dropFirst("https://".count).prefix { $0 != "/" && $0 != "#" && $0 != "?" } }
}
