internal import Domain

/// The sources that answer in XML.
extension PaperSources {
  private static let xml = "application/xml, text/xml;q=0.9, application/atom+xml;q=0.9"

  /// Reads an answer as a format; throws where it is cut off or no such thing.
  private func read(
    _ answer: SourceAnswer, as format: CatalogFormat, from source: SourceName
  ) throws(SourceError) -> (records: [BibliographicRecord], remarks: RecordReader.Remarks) {
    let reader = RecordReader(format)
    do throws(CatalogError) {
      let records = try reader.feed(answer.body) + (try reader.finish())
      return (records, reader.remarks)
    } catch {
      throw .unreadable(source, error.description)
    }
  }

  func arxiv(_ identifier: PaperIdentifier) async throws(SourceError) -> [BibliographicRecord] {
    let number = identifier.version.map { "\(identifier.value)v\($0)" } ?? identifier.value
    let target = "/api/query?id_list=\(encodedForURL(number))&max_results=1"
    return try await atom(target).filter { $0.identifiers.contains(identifier) }
  }

  func arxiv(_ query: SourceQuery) async throws(SourceError) -> [BibliographicRecord] {
    // Words are joined by AND; quotes and brackets would be part of the query's language.
    let words = query.words.split { !$0.isLetter && !$0.isNumber }.map { "all:" + encodedForURL(String($0)) }
    guard !words.isEmpty else { return [] }
    return try await atom(
      "/api/query?search_query=\(words.joined(separator: "+AND+"))&start=\(query.start)&max_results=\(query.limit)"
        + "&sortBy=relevance&sortOrder=descending")
  }

  private func atom(_ target: String) async throws(SourceError) -> [BibliographicRecord] {
    let answer = try await desk.answer(SourceCall(source: .arxiv, target: target, accept: Self.xml))
    let (records, remarks) = try read(answer, as: .atom, from: .arxiv)
    if let fault = remarks.fault { throw .refused(.arxiv, fault) }
    guard answer.status == 200 else { throw .failed(.arxiv, status: answer.status) }
    return records
  }

  func arxivOAI(_ identifier: PaperIdentifier) async throws(SourceError) -> [BibliographicRecord] {
    let id = encodedForURL("oai:arXiv.org:" + identifier.value)
    do throws(SourceError) {
      return try await harvest("verb=GetRecord&identifier=\(id)&metadataPrefix=arXivRaw", at: .arxivOAI).records
    } catch .refused(_, let words) where words.hasPrefix("idDoesNotExist") {
      return []
    }
  }

  /// A part of a harvest of arXiv's records in the metadata `arXiv`; the next part is asked for with the token of the last one.
  ///
  /// Dates are days of the change, as `2026-11-23`. Throws ``SourceError``.
  package func harvestArXiv(
    set: String?, from: String?, until: String?, resuming token: String? = nil
  ) async throws(SourceError) -> (records: [BibliographicRecord], remarks: RecordReader.Remarks) {
    if let token { return try await harvest("verb=ListRecords&resumptionToken=\(encodedForURL(token))", at: .arxivOAI) }
    let parts = [("set", set), ("from", from), ("until", until)].compactMap { name, value in
      value.map { "&\(name)=\(encodedForURL($0))" }
    }
    do throws(SourceError) {
      return try await harvest("verb=ListRecords&metadataPrefix=arXiv\(parts.joined())", at: .arxivOAI)
    } catch .refused(_, let words) where words.hasPrefix("noRecordsMatch") {
      return ([], RecordReader.Remarks())
    }
  }

  private func harvest(
    _ query: String, at source: SourceName
  ) async throws(SourceError) -> (records: [BibliographicRecord], remarks: RecordReader.Remarks) {
    let answer = try await desk.answer(SourceCall(source: source, target: "/oai?\(query)", accept: Self.xml))
    guard answer.status == 200 else { throw .failed(source, status: answer.status) }
    let outcome = try read(answer, as: .oaiPMH, from: source)
    if let fault = outcome.remarks.fault { throw .refused(source, fault) }
    return outcome
  }

  func dblp(_ identifier: PaperIdentifier) async throws(SourceError) -> [BibliographicRecord] {
    let target = "/rec/\(encodedForURL(identifier.value, keepingSlashes: true)).xml"
    let answer = try await desk.answer(SourceCall(source: .dblp, target: target, accept: Self.xml))
    if answer.status == 404 || answer.status == 410 { return [] }
    guard answer.status == 200 else { throw .failed(.dblp, status: answer.status) }
    return try read(answer, as: .dblp, from: .dblp).records.filter { $0.identifiers.contains(identifier) }
  }

  func pubMed(_ identifier: PaperIdentifier) async throws(SourceError) -> [BibliographicRecord] {
    guard identifier.scheme == .pmcid else {
      return try await pubMed(numbers: [identifier.value]).filter { $0.identifiers.contains(identifier) }
    }
    let number = identifier.value.dropFirst(3)
    let target = "/entrez/eutils/efetch.fcgi?db=pmc&id=\(number)&retmode=xml"
    let answer = try await desk.answer(pubMedCall(target))
    guard answer.status == 200 else { return try none(answer, .pubMed) }
    var records = try read(answer, as: .jats, from: .pubMed).records
    for index in records.indices { records[index].source = .pubMed }
    return records
  }

  func pubMed(_ query: SourceQuery) async throws(SourceError) -> [BibliographicRecord] {
    let target =
      "/entrez/eutils/esearch.fcgi?db=pubmed&term=\(query.encoded)&retstart=\(query.start)&retmax=\(query.limit)&sort=relevance"
    let answer = try await desk.answer(pubMedCall(target))
    guard answer.status == 200 else { return try none(answer, .pubMed) }
    let parser = XMLRecordParser(PubMedFormat.hits)
    let found: [XMLRecord]
    do throws(CatalogError) {
      found = try parser.feed(answer.body) + (try parser.finish())
    } catch {
      throw .unreadable(.pubMed, error.description)
    }
    let numbers = found.filter { $0.node.name == "IdList" }.flatMap { $0.node.all("Id") }.map(\.flatText).filter(\.isDigits)
    return numbers.isEmpty ? [] : try await pubMed(numbers: Array(numbers.prefix(query.limit)))
  }

  private func pubMed(numbers: [String]) async throws(SourceError) -> [BibliographicRecord] {
    let target = "/entrez/eutils/efetch.fcgi?db=pubmed&id=\(numbers.joined(separator: ","))&retmode=xml"
    let answer = try await desk.answer(pubMedCall(target))
    guard answer.status == 200 else { return try none(answer, .pubMed) }
    return try read(answer, as: .pubMed, from: .pubMed).records
  }

  private func pubMedCall(_ target: String) -> SourceCall {
    let mail = desk.settings.contact.map { "&email=" + encodedForURL($0) } ?? ""
    let key = desk.settings.keys[.pubMed].map { "&api_key=" + encodedForURL($0) } ?? ""
    return SourceCall(source: .pubMed, target: target, accept: Self.xml, secret: "tool=scholion\(mail)\(key)")
  }

  func bibSonomy(_ query: SourceQuery) async throws(SourceError) -> [BibliographicRecord] {
    let target =
      "/api/posts?resourcetype=bibtex&search=\(query.encoded)&start=\(query.start)&end=\(query.start + query.limit)"
    var call = SourceCall(source: .bibSonomy, target: target, accept: Self.xml)
    call.authorization = desk.settings.keys[.bibSonomy].map { "Basic " + base64(Array($0.utf8)) }
    let answer = try await desk.answer(call)
    guard answer.status == 200 else { return try none(answer, .bibSonomy) }
    return try read(answer, as: .bibSonomy, from: .bibSonomy).records
  }

  /// Nothing, where the answer says that there is none.
  func none(_ answer: SourceAnswer, _ source: SourceName) throws(SourceError) -> [BibliographicRecord] {
    guard answer.status == 404 || answer.status == 410 else { throw .failed(source, status: answer.status) }
    return []
  }
}

/// RFC 4648 section 4.
func base64(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var out: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let part = bytes[start..<min(start + 3, bytes.count)]
    let sum = part.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - part.count))
    for place in 0..<4 {
      out.append(place <= part.count ? alphabet[Int(sum >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
    }
  }
  return String(decoding: out, as: UTF8.self)
}
