/// A typed link in the answer's header (RFC 8288), as Signposting wants it (signposting.org/FAIR).
struct Signpost: Sendable {
  /// Where it leads: an absolute address.
  var target: String
  /// A relation of the registry of link relations.
  var relation: String
  var mediaType: String?

  init(_ target: String, _ relation: String, type mediaType: String? = nil) {
    self.target = target
    self.relation = relation
    self.mediaType = mediaType
  }

  /// The value of a `Link` field; nil for a target that cannot stand in one.
  var line: String? {
    guard !target.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F || $0 == 0x3E || $0 == 0x3C || $0 == 0x22 }) else { return nil }
    return "<\(target)>; rel=\"\(relation)\"" + (mediaType.map { "; type=\"\($0)\"" } ?? "")
  }
}
