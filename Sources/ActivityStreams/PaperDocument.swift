import JSON

/// The term `paper`: what a summary is about, or what a paper's room stands for.
///
/// From a peer it is a claim by the author of the summary. Papers are matched by their identifiers only, never by `id`, which is
/// the paper's room on the sender's server.
package struct PaperDocument: Sendable, Hashable {
  /// The paper's room on the sender's server.
  package var id: IRI?
  /// The title.
  package var name: String?
  /// The DOI, bare.
  package var doi: String?
  /// The arXiv identifier without a version.
  package var arxivId: String?
  /// The DBLP key, as `journals/corr/VaswaniSPUJGKP17`.
  package var dblpKey: String?
  /// The OpenReview forum.
  package var openreviewId: String?
  /// The PubMed number.
  package var pmid: String?
  /// The PubMed Central number.
  package var pmcid: String?
  /// The ACL Anthology identifier, as `N19-1423`.
  package var aclId: String?
  /// The ISBNs.
  package var isbn: [String] = []
  /// Pages that are this paper elsewhere: doi.org, arxiv.org, openreview.net.
  package var sameAs: [IRI] = []
  /// The authors in the paper's order.
  package var authors: [PaperAuthorDocument] = []
  /// Where it appeared.
  package var venue: PaperVenueDocument?
  /// The year it appeared.
  package var year: Int?
  /// The day it appeared, as `2017-06-12`.
  package var datePublished: String?
  /// The version of the paper that the summary is for.
  package var version: Int?

  /// A paper, with what is known of it set afterwards.
  package init(id: IRI? = nil, name: String?) {
    self.id = id
    self.name = name
  }

  init?(_ fields: FieldReader?) {
    guard let fields else { return nil }
    self.init(id: fields["id"]?.string.flatMap { IRI($0) }, name: fields.prose("name", DocumentLimits.nameBytes))
    doi = fields.token("doi", DocumentLimits.iriBytes)
    arxivId = fields.token("arxivId")
    dblpKey = fields.token("dblpKey")
    openreviewId = fields.token("openreviewId")
    pmid = fields.token("pmid")
    pmcid = fields.token("pmcid")
    aclId = fields.token("aclId")
    isbn = fields.elements("isbn").prefix(DocumentLimits.paperLinks).compactMap(\.string)
      .filter { !$0.isEmpty && $0.utf8.count <= DocumentLimits.tokenBytes }
    sameAs = fields.iris("sameAs", limit: DocumentLimits.paperLinks)
    authors = fields.elements("authors").prefix(DocumentLimits.paperAuthors)
      .compactMap { PaperAuthorDocument($0, in: fields) }
    venue = PaperVenueDocument(fields, key: "venue")
    year = fields.count("year")
    datePublished = fields.token("datePublished")
    version = fields.count(Self.versionKey)
  }

  /// By the prefix of our context, since `version` alone says too little in a document of somebody else's.
  private static let versionKey = "sdo:version"

  var value: JSONValue {
    var writer = DocumentWriter()
    writer.put("id", iri: id)
    writer.put("type", "ScholarlyArticle")
    writer.put("name", text: name)
    writer.put("doi", text: doi)
    writer.put("arxivId", text: arxivId)
    writer.put("dblpKey", text: dblpKey)
    writer.put("openreviewId", text: openreviewId)
    writer.put("pmid", text: pmid)
    writer.put("pmcid", text: pmcid)
    writer.put("aclId", text: aclId)
    writer.put("isbn", list: isbn.map { .string($0) })
    writer.put("sameAs", iris: sameAs)
    writer.put("authors", list: authors.map(\.value))
    writer.put("venue", venue?.value)
    writer.put("year", number: year)
    writer.put("datePublished", text: datePublished)
    writer.put(Self.versionKey, number: version)
    return .object(writer.object)
  }
}

/// One author of a paper.
package struct PaperAuthorDocument: Sendable, Hashable {
  /// The name as printed.
  package var name: String
  /// The ORCID, bare.
  package var orcid: String?

  /// An author.
  package init(name: String, orcid: String? = nil) {
    self.name = name
    self.orcid = orcid
  }

  init?(_ value: JSONValue, in fields: FieldReader) {
    if let name = value.string, !name.isEmpty {
      self.init(name: FieldReader.cut(name, to: DocumentLimits.tokenBytes))
      return
    }
    guard let part = value.object.map(fields.part), let name = part.prose("name", DocumentLimits.tokenBytes) else {
      return nil
    }
    self.init(name: name, orcid: part.token("orcid"))
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    writer.put("type", "PaperAuthor")
    writer.put("name", text: name)
    writer.put("orcid", text: orcid)
    return .object(writer.object)
  }
}

/// The conference, journal or archive a paper appeared in.
package struct PaperVenueDocument: Sendable, Hashable {
  /// The venue's room on the sender's server.
  package var id: IRI?
  /// Its name, as `NeurIPS`.
  package var name: String

  /// A venue.
  package init(id: IRI? = nil, name: String) {
    self.id = id
    self.name = name
  }

  init?(_ fields: FieldReader, key: String) {
    if let name = fields.token(key) {
      self.init(name: name)
      return
    }
    guard let part = fields.firstObject(key), let name = part.prose("name", DocumentLimits.tokenBytes) else { return nil }
    self.init(id: part["id"]?.string.flatMap { IRI($0) }, name: name)
  }

  var value: JSONValue {
    var writer = DocumentWriter()
    writer.put("id", iri: id)
    writer.put("type", "PaperVenue")
    writer.put("name", text: name)
    return .object(writer.object)
  }
}
