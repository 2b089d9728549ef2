import JSON

/// The values of `@context` that we send.
///
/// None is ever loaded, ours or anyone's.
///
/// The ActivityStreams address always stands first as a literal string, which Mastodon looks for. Terms are defined inline, so
/// that nobody has to fetch anything; the two other addresses are ones every JSON-LD peer brings along.
package enum ContextDocument {
  /// The address of ActivityStreams 2.0.
  package static let activityStreams = "https://www.w3.org/ns/activitystreams"
  /// The address of the terms of `publicKey`.
  package static let security = "https://w3id.org/security/v1"
  /// The address of the terms of `proof` (FEP-8b32).
  package static let dataIntegrity = "https://w3id.org/security/data-integrity/v1"

  /// For documents without terms of anyone's own.
  package static let plain: JSONValue = .string(activityStreams)
  /// For a key that stands alone.
  package static let key: JSONValue = .array([plain, .string(security)])
  /// For objects: a summary, a comment, a page.
  package static let object: JSONValue = .array([plain, .object(objectTerms)])
  /// For a tombstone.
  package static let tombstone: JSONValue = .array([plain, .object(tombstoneTerms)])

  /// For actors; a paper's room also says which paper.
  package static func actor(withPaper: Bool) -> JSONValue {
    .array([plain, .string(security), .object(withPaper ? merged(actorTerms, paperTerms) : actorTerms)])
  }

  /// For activities: the terms of what is inside, and those of a proof when others may pass it on.
  ///
  /// It does not depend on whether the proof is there already, since the proof also covers the context.
  package static func activity(mayTravel: Bool, object: ActivityObject?) -> JSONValue {
    var parts = [plain]
    if mayTravel { parts.append(.string(dataIntegrity)) }
    switch object {
    case .object(let object) where object.type == .tombstone: parts.append(.object(tombstoneTerms))
    case .object, .verbatim: parts.append(.object(objectTerms))
    case .activity(let inner): parts += terms(of: inner.object)
    case .actor(let actor):
      parts.append(.string(security))
      parts.append(.object(actor.paper == nil ? actorTerms : merged(actorTerms, paperTerms)))
    default: break
    }
    return parts.count == 1 ? plain : .array(parts)
  }

  /// For collections and pages: plain, unless objects or activities are written out in them.
  package static func collection(of items: [ActivityObject]) -> JSONValue {
    let needsTerms = items.contains { item in
      switch item {
      case .id, .list, .unknown: false
      case .activity(let activity): !terms(of: activity.object).isEmpty
      case .object, .actor, .verbatim: true
      }
    }
    return needsTerms ? object : plain
  }

  private static func terms(of object: ActivityObject?) -> [JSONValue] {
    switch object {
    case .object(let object): [.object(object.type == .tombstone ? tombstoneTerms : objectTerms)]
    case .verbatim: [.object(objectTerms)]
    default: []
    }
  }

  private static func merged(_ left: JSONObject, _ right: JSONObject) -> JSONObject {
    JSONObject((left.members + right.members).map { ($0.key, $0.value) })
  }
}

extension ContextDocument {
  private static func idTyped(_ iri: String) -> JSONValue { ["@id": .string(iri), "@type": "@id"] }

  private static let tombstoneTerms: JSONObject = ["ostatus": "http://ostatus.org#", "atomUri": "ostatus:atomUri"]

  private static let objectTerms: JSONObject = merged(
    [
      "ostatus": "http://ostatus.org#",
      "gts": "https://gotosocial.org/ns#",
      "sensitive": "as:sensitive",
      "Hashtag": "as:Hashtag",
      "conversation": "ostatus:conversation",
      "language": "sdo:inLanguage",
      "identifier": "sdo:identifier",
      "interactionPolicy": idTyped("gts:interactionPolicy"),
      "canQuote": idTyped("gts:canQuote"),
      "automaticApproval": idTyped("gts:automaticApproval"),
      "quote": idTyped("https://w3id.org/fep/044f#quote"),
      "license": idTyped("sdo:license"),
    ], paperTerms)

  /// The paper: published terms of schema.org and BIBO where there are any.
  ///
  /// The prefix is not `schema`, which Mastodon gives to
  /// another address.
  private static let paperTerms: JSONObject = [
    "scholion": .string(Vocabulary.namespace),
    "sdo": "https://schema.org/",
    "bibo": "http://purl.org/ontology/bibo/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "paper": idTyped("scholion:summaryOf"),
    "ScholarlyArticle": "sdo:ScholarlyArticle",
    "PaperAuthor": "scholion:PaperAuthor",
    "PaperVenue": "scholion:PaperVenue",
    "doi": "bibo:doi",
    "arxivId": "scholion:arxivId",
    "dblpKey": "scholion:dblpKey",
    "openreviewId": "scholion:openreviewId",
    "pmid": "bibo:pmid",
    "pmcid": "scholion:pmcid",
    "aclId": "scholion:aclId",
    "isbn": "sdo:isbn",
    "orcid": "scholion:orcid",
    "authors": ["@id": "bibo:authorList", "@container": "@list"],
    "venue": idTyped("sdo:isPartOf"),
    "year": ["@id": "scholion:year", "@type": "xsd:integer"],
    "datePublished": "sdo:datePublished",
    "sameAs": idTyped("sdo:sameAs"),
    "summaries": idTyped("scholion:summaries"),
  ]

  private static let actorTerms: JSONObject = [
    "toot": "http://joinmastodon.org/ns#",
    "sec": "https://w3id.org/security#",
    "lemmy": "https://join-lemmy.org/ns#",
    "schema": "http://schema.org#",
    "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
    "movedTo": idTyped("as:movedTo"),
    "alsoKnownAs": idTyped("as:alsoKnownAs"),
    "featured": idTyped("toot:featured"),
    "featuredTags": idTyped("toot:featuredTags"),
    "discoverable": "toot:discoverable",
    "indexable": "toot:indexable",
    "attributionDomains": ["@id": "toot:attributionDomains", "@container": "@set"],
    "PropertyValue": "schema:PropertyValue",
    "value": "schema:value",
    "sensitive": "as:sensitive",
    "postingRestrictedToMods": "lemmy:postingRestrictedToMods",
    "moderators": idTyped("lemmy:moderators"),
    "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
    "implements": idTyped("https://w3id.org/fep/844e/implements"),
    "assertionMethod": ["@id": "sec:assertionMethod", "@type": "@id", "@container": "@set"],
    "Multikey": "sec:Multikey",
    "controller": idTyped("sec:controller"),
    "publicKeyMultibase": ["@id": "sec:publicKeyMultibase", "@type": "sec:multibase"],
  ]
}
