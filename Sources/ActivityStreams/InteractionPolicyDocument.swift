import JSON

/// Who may quote, like, answer or boost an object (GoToSocial's policies; Mastodon reads `canQuote`).
package struct InteractionPolicyDocument: Sendable, Hashable {
  /// Who may quote.
  ///
  /// Without it Mastodon lets nobody.
  package var canQuote: InteractionRule?
  /// Who may like.
  package var canLike: InteractionRule?
  /// Who may answer.
  package var canReply: InteractionRule?
  /// Who may boost.
  package var canAnnounce: InteractionRule?

  /// A policy; what is nil is left to the reader.
  package init(
    canQuote: InteractionRule? = nil, canLike: InteractionRule? = nil, canReply: InteractionRule? = nil,
    canAnnounce: InteractionRule? = nil
  ) {
    self.canQuote = canQuote
    self.canLike = canLike
    self.canReply = canReply
    self.canAnnounce = canAnnounce
  }

  /// Everybody may quote; the policy of all our public objects.
  package static let publicQuotes = InteractionPolicyDocument(
    canQuote: InteractionRule(automaticApproval: [.publicCollection]))

  init?(_ fields: FieldReader?) {
    guard let fields else { return nil }
    self.init(
      canQuote: InteractionRule(fields.firstObject("canQuote")), canLike: InteractionRule(fields.firstObject("canLike")),
      canReply: InteractionRule(fields.firstObject("canReply")),
      canAnnounce: InteractionRule(fields.firstObject("canAnnounce")))
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    writer.put("canQuote", canQuote?.value)
    writer.put("canLike", canLike?.value)
    writer.put("canReply", canReply?.value)
    writer.put("canAnnounce", canAnnounce?.value)
    return .object(writer.object)
  }
}

/// Whose wish is granted at once, and whose after a look.
package struct InteractionRule: Sendable, Hashable {
  /// Actors and collections whose wish is granted at once.
  package var automaticApproval: [IRI]
  /// Actors and collections whose wish waits for the author.
  package var manualApproval: [IRI]

  /// A rule.
  package init(automaticApproval: [IRI] = [], manualApproval: [IRI] = []) {
    self.automaticApproval = automaticApproval
    self.manualApproval = manualApproval
  }

  /// Reads the present keys and those of GoToSocial before 0.20 (`always`, `approvalRequired`).
  init?(_ fields: FieldReader?) {
    guard let fields else { return nil }
    let limit = DocumentLimits.policyEntries
    self.init(
      automaticApproval: fields.audience("automaticApproval", limit) + fields.audience("always", limit),
      manualApproval: fields.audience("manualApproval", limit) + fields.audience("approvalRequired", limit))
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    writer.put("automaticApproval", iris: automaticApproval)
    writer.put("manualApproval", iris: manualApproval)
    return .object(writer.object)
  }
}

extension FieldReader {
  /// Identifiers with every spelling of Public as the one we use, cut at the limit.
  func audience(_ key: String, _ limit: Int) -> [IRI] {
    elements(key).prefix(limit).compactMap { value in
      if let text = value.string, IRI.isPublic(spelling: text) { return .publicCollection }
      return Self.iri(in: value)
    }
  }
}
