package import Domain

extension BibliographicRecord {
  /// The record as a draft of a paper: what is too long is cut, what a paper may not hold is left out.
  package func draft() -> PaperDraft {
    let people = authors.isEmpty ? editors : authors
    let whole = subtitle.map { "\(title): \($0)" } ?? title
    var names = identifiers.map(\.canonical)
    if type == .book || type == .proceedings || names.isEmpty { names += isbns.map { "isbn:" + $0 } }
    let page = links.first { $0.kind == .page }?.url ?? links.first?.url
    if names.isEmpty, let page { names.append(page) }
    return PaperDraft(
      title: cut(whole, characters: Paper.maximumTitle),
      authors: people.prefix(Paper.maximumAuthors).map { cut($0.name, characters: Paper.maximumAuthor) },
      venue: venue.map { cut($0.name, characters: 200) }, year: year.flatMap { Paper.years.contains($0) ? $0 : nil },
      abstract: abstract.map { cut($0, bytes: Paper.maximumAbstract) },
      identifiers: Array(names.prefix(Paper.maximumIdentifiers)), url: page)
  }

  /// The paper this record describes, as the Store takes it.
  ///
  /// Throws `DomainError` naming the field that keeps it from being one: no title, no author, no identifier.
  package func paper() throws(DomainError) -> Paper {
    var draft = draft()
    do {
      return try draft.validated()
    } catch  where error.field == .url {
      draft.url = nil
      return try draft.validated()
    }
  }
}

extension BibliographicRecord {
  /// What this server says of a paper, for the writers.
  ///
  /// A paper keeps no type: without one given, what is known only from arXiv is a preprint, what has a venue an article.
  package init(paper: Paper, type: RecordType? = nil, key: String? = nil) {
    self.init(source: .local)
    self.key = key
    title = paper.title
    authors = paper.authors.map(RecordAuthor.init(shown:))
    abstract = paper.abstract
    venue = RecordVenue(paper.venue?.name)
    published = PartialDate(year: paper.year)
    for identifier in paper.identifiers {
      if identifier.scheme == .isbn {
        isbns.append(identifier.value)
      } else if identifier.scheme != .url {
        identifiers.append(identifier)
      }
    }
    link(paper.url)
    let isPreprint = venue == nil && identifiers.contains { $0.scheme == .arxiv }
    self.type = type ?? (isPreprint ? .preprint : venue == nil ? .other : .article)
  }
}

extension RecordAuthor {
  /// A name as it is shown, taken apart before its last word, or before its particles: `Ludwig van Beethoven`.
  init(shown name: String) {
    let words = name.split(separator: " ")
    let start = words.dropFirst().firstIndex { $0.unicodeScalars.first?.properties.isLowercase == true } ?? words.count - 1
    // One word, and names of many words, are more likely those of groups.
    guard 2...6 ~= words.count, start < words.count else {
      self.init(name: name)
      return
    }
    self.init(given: words[..<start].joined(separator: " "), family: words[start...].joined(separator: " "))
  }
}

/// The text, or its beginning with an ellipsis where it has more characters.
private func cut(_ text: String, characters most: Int) -> String {
  guard text.utf8.count > most, text.count > most else { return text }
  return text.prefix(most - 1) + "…"
}

/// The text, or its beginning with an ellipsis where it has more bytes.
private func cut(_ text: String, bytes most: Int) -> String {
  guard text.utf8.count > most else { return text }
  var kept = text.utf8.prefix(most - 3)
  while let last = kept.last, last & 0xC0 == 0x80 { kept.removeLast() }
  if let last = kept.last, last >= 0xC0 { kept.removeLast() }
  return String(decoding: kept, as: UTF8.self) + "…"
}
