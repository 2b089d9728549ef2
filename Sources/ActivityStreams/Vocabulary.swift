/// Our own terms.
///
/// Their namespace is one constant for all instances, never derived from an origin.
package enum Vocabulary {
  /// The namespace; a term's IRI is this and its name.
  package static let namespace = "https://w3id.org/scholion/ns#"
  /// The short form of the namespace in our contexts.
  package static let prefix = "scholion"
  /// The relation of an FEP-e232 link from a summary to its paper.
  package static let summaryOf = "https://w3id.org/scholion/ns#summaryOf"

  /// A term of ours, as the namespace page shows it.
  package struct Term: Sendable, Hashable {
    /// What it is: something that exists, or something said of it.
    package enum Sort: String, Sendable, Hashable {
      case type = "rdfs:Class"
      case property = "rdf:Property"
    }

    /// The name behind the namespace.
    package var name: String
    /// What it is.
    package var sort: Sort
    /// Its name in a sentence.
    package var label: String
    /// What it means.
    package var comment: String
    /// The key it has in our documents, where that is another.
    package var key: String?
    /// What it is said of.
    package var domain: String?
    /// What it leads to.
    package var range: String?
  }

  /// All terms, types first.
  package static let terms: [Term] = [
    Term(
      name: "PaperAuthor", sort: .type, label: "author of a paper",
      comment: "One author of a scientific paper, by name as printed and ORCID where known. Not an actor."),
    Term(
      name: "PaperVenue", sort: .type, label: "venue of a paper",
      comment: "The conference, journal or archive a paper appeared in. Its id, where given, is a Group actor."),
    Term(
      name: "summaryOf", sort: .property, label: "summary of",
      comment: """
        The paper an object is about. The value is a claim by the author of the object: papers are matched across servers by \
        their identifiers (doi, arxivId, dblpKey, openreviewId, pmid, pmcid, aclId, isbn), never by id, which is the paper's \
        room on the sending server. As a link relation it marks the same link in the object's tags.
        """,
      key: "paper", domain: "https://www.w3.org/ns/activitystreams#Object", range: "https://schema.org/ScholarlyArticle"),
    Term(
      name: "summaries", sort: .property, label: "summaries",
      comment: "The collection of all summaries of a paper, venue or topic known to the server of the actor.",
      domain: "https://www.w3.org/ns/activitystreams#Group",
      range: "https://www.w3.org/ns/activitystreams#OrderedCollection"),
    identifier("arxivId", "arXiv identifier", "The arXiv identifier without a version, as 1706.03762 or quant-ph/0201082."),
    identifier("dblpKey", "DBLP key", "The key of the record in DBLP, as journals/corr/VaswaniSPUJGKP17."),
    identifier("openreviewId", "OpenReview forum", "The forum of the paper on OpenReview, as ryQu7f-RZ."),
    identifier("pmcid", "PubMed Central identifier", "The identifier in PubMed Central, as PMC3531190."),
    identifier("aclId", "ACL Anthology identifier", "The identifier in the ACL Anthology, as N19-1423."),
    Term(
      name: "orcid", sort: .property, label: "ORCID", comment: "The ORCID of an author, bare, as 0000-0002-1825-0097.",
      domain: namespace + "PaperAuthor", range: string),
    Term(
      name: "year", sort: .property, label: "year", comment: "The year a paper appeared.",
      domain: "https://schema.org/ScholarlyArticle", range: "http://www.w3.org/2001/XMLSchema#integer"),
  ]

  private static let string = "http://www.w3.org/2001/XMLSchema#string"

  private static func identifier(_ name: String, _ label: String, _ comment: String) -> Term {
    Term(
      name: name, sort: .property, label: label, comment: comment, domain: "https://schema.org/ScholarlyArticle",
      range: string)
  }
}
