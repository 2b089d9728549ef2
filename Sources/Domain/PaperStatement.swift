/// What one source states about a paper: kept as it was stated, beside what is shown (`decisions/many-records.md`).
package struct PaperStatement: Sendable, Equatable {
  /// Bytes of a source's own record that are kept; of a longer one only what was read.
  package static let maximumRaw = 256 * 1_024

  /// The name of the source: `crossref`, `local` for what people here say.
  package var source: String
  /// The source's own name of the record; empty where it has none.
  package var key = ""
  /// Whose word counts more: the lowest is shown.
  package var rank: Int
  /// The facts.
  package var paper: Paper
  /// The ORCID of each author, in their order; empty where the source tells none.
  package var orcids: [String?] = []
  /// Classes and keywords, the main one first.
  package var topics: [Topic] = []
  /// What happened to the paper since.
  package var notices: [PaperNotice] = []
  /// The record in the source's own bytes.
  package var raw: [UInt8] = []
  /// The media type of ``raw``.
  package var rawType = "text/plain"

  /// A statement of facts alone.
  package init(source: String, rank: Int = 50, paper: Paper) {
    self.source = source
    self.rank = rank
    self.paper = paper
  }

  /// The ranks of those who register and check papers: what they say of identifiers may make one paper of two.
  package static let trustedRanks = 10...20

  /// The rank of what people of this server say: before every source.
  package static let localRank = 0
}
