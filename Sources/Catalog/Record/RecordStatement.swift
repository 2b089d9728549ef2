package import Domain

extension BibliographicRecord {
  /// What this record says of a paper, as the Store keeps it.
  ///
  /// Throws as ``paper()`` does.
  package func statement() throws(DomainError) -> PaperStatement {
    var statement = PaperStatement(source: source.rawValue, rank: source.rank, paper: try paper())
    statement.key = key.map { String($0.prefix(300)) } ?? ""
    let people = authors.isEmpty ? editors : authors
    if people.contains(where: { $0.orcid != nil }) {
      statement.orcids = people.prefix(statement.paper.authors.count).map(\.orcid)
    }
    var topics: [Topic] = []
    for topic in categories.compactMap({ Topic(category: $0) }) + keywords.compactMap({ Topic(keyword: $0) })
    where topics.count < Topic.maximum && !topics.contains(where: { $0.key == topic.key }) {
      topics.append(topic)
    }
    statement.topics = topics
    statement.notices = notices
    statement.raw = raw
    statement.rawType = rawType
    return statement
  }

  /// Versions, corrections and what took the paper back, as the source tells of them.
  private var notices: [PaperNotice] {
    var notices = versions.map { PaperNotice(.version, number: $0.number, date: $0.date?.text) }
    for relation in relations {
      let kind: PaperNotice.Kind
      switch relation.kind {
      case .isCorrectedBy: kind = .correction
      case .isRetractedBy: kind = .retraction
      case .isWarnedOfBy: kind = .concern
      default: continue
      }
      notices.append(PaperNotice(kind, paper: relation.target, date: relation.date?.text))
    }
    if isWithdrawn, !notices.contains(where: { $0.kind == .retraction }) { notices.append(PaperNotice(.withdrawal)) }
    return Array(notices.suffix(PaperNotice.maximum))
  }
}
