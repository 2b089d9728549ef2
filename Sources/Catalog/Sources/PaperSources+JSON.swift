internal import Domain
internal import JSON
internal import Transport

extension SourceDesk {
  /// What is read of an answer in JSON.
  static let answerLimits = JSONLimits(
    bytes: answerBytes, keysPerObject: 10_000, itemsPerArray: 20_000, nodes: 1_000_000, foreignKeyBytes: 1 << 18)
}

/// The sources that answer in JSON.
extension PaperSources {
  private static let json = "application/json"

  /// The JSON of an answer of status 200; nil where there is no such thing.
  private func value(_ call: SourceCall) async throws(SourceError) -> JSONValue? {
    let answer = try await desk.answer(call)
    // Crossref says it in plain text.
    if answer.status == 404 || answer.status == 410 { return nil }
    guard answer.status == 200 else {
      let said = (try? JSONValue(parsing: answer.body, limits: SourceDesk.answerLimits)).flatMap(Self.complaint)
      throw said.map { .refused(call.source, $0) } ?? .failed(call.source, status: answer.status)
    }
    return try parsed(answer, call.source)
  }

  private func parsed(_ answer: SourceAnswer, _ source: SourceName) throws(SourceError) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(parsing: answer.body, limits: SourceDesk.answerLimits)
    } catch {
      throw .unreadable(source, error.description)
    }
  }

  /// What a source says about a question it refuses.
  private static func complaint(_ value: JSONValue) -> String? {
    let text =
      value["message"]?.array?.first?["message"]?.string ?? value["message"]?.string ?? value["error"]?.string
      ?? value["errors"]?.array?.first?["title"]?.string
    return text.map { tidied($0, limit: 200) }
  }

  private func contact(_ name: String) -> String {
    desk.settings.contact.map { "\(name)=\(encodedForURL($0))" } ?? ""
  }

  func crossref(_ doi: String) async throws(SourceError) -> [BibliographicRecord] {
    let call = SourceCall(source: .crossref, target: "/works/" + encodedForURL(doi), accept: Self.json, secret: contact("mailto"))
    return try await value(call)?["message"].flatMap(CrossrefFormat.record).map { [$0] } ?? []
  }

  func crossref(_ query: SourceQuery) async throws(SourceError) -> [BibliographicRecord] {
    let target = "/works?query.bibliographic=\(query.encoded)&rows=\(query.limit)&offset=\(query.start)"
    let call = SourceCall(source: .crossref, target: target, accept: Self.json, secret: contact("mailto"))
    return (try await value(call)?["message"]?["items"]?.array ?? []).compactMap(CrossrefFormat.record)
  }

  func dataCite(_ doi: String) async throws(SourceError) -> [BibliographicRecord] {
    let call = SourceCall(source: .dataCite, target: "/dois/" + encodedForURL(doi, keepingSlashes: true), accept: Self.json)
    return try await value(call)?["data"].flatMap(DataCiteFormat.record).map { [$0] } ?? []
  }

  func dataCite(_ query: SourceQuery) async throws(SourceError) -> [BibliographicRecord] {
    let target = "/dois?query=\(query.encoded)&page%5Bsize%5D=\(query.limit)&page%5Bnumber%5D=\(query.page + 1)"
    let call = SourceCall(source: .dataCite, target: target, accept: Self.json)
    return (try await value(call)?["data"]?.array ?? []).compactMap(DataCiteFormat.record)
  }

  func dblp(_ query: SourceQuery) async throws(SourceError) -> [BibliographicRecord] {
    let target = "/search/publ/api?q=\(query.encoded)&format=json&h=\(query.limit)&f=\(query.start)&c=0"
    let call = SourceCall(source: .dblp, target: target, accept: Self.json)
    let hits = try await value(call)?["result"]?["hits"]?["hit"]
    return (hits?.array ?? hits.map { [$0] } ?? []).compactMap(DBLPSearchFormat.record)
  }

  func openAlex(_ name: String) async throws(SourceError) -> [BibliographicRecord] {
    let work = try await value(openAlexCall("/works/" + encodedForURL(name)))
    return work.flatMap(OpenAlexFormat.record).map { [$0] } ?? []
  }

  func openAlex(_ query: SourceQuery) async throws(SourceError) -> [BibliographicRecord] {
    let target = "/works?search=\(query.encoded)&per-page=\(query.limit)&page=\(query.page + 1)"
    return (try await value(openAlexCall(target))?["results"]?.array ?? []).compactMap(OpenAlexFormat.record)
  }

  private func openAlexCall(_ target: String) -> SourceCall {
    let key = desk.settings.keys[.openAlex].map { "api_key=" + encodedForURL($0) } ?? ""
    return SourceCall(source: .openAlex, target: target, accept: Self.json, secret: key)
  }

  /// Both generations of the interface; a paper is in one of them.
  func openReview(_ identifier: PaperIdentifier) async throws(SourceError) -> [BibliographicRecord] {
    for base in [nil, desk.settings.bases[.openReview] == nil ? "https://api.openreview.net" : nil] {
      let path = base == nil ? "/notes?id=" : "/notes?forum="
      var call = SourceCall(source: .openReview, target: path + encodedForURL(identifier.value), accept: Self.json)
      call.base = base
      // It answers 400 or 403 for a note that is not there or not public.
      let notes: [JSONValue]
      do throws(SourceError) {
        notes = try await value(call)?["notes"]?.array ?? []
      } catch .refused {
        continue
      }
      let records = notes.compactMap(OpenReviewFormat.record).filter { $0.identifiers.contains(identifier) }
      if !records.isEmpty { return Array(records.prefix(1)) }
    }
    return []
  }

  func openReview(_ query: SourceQuery) async throws(SourceError) -> [BibliographicRecord] {
    let target =
      "/notes/search?term=\(query.encoded)&content=all&group=all&source=forum&limit=\(query.limit)&offset=\(query.start)"
    let call = SourceCall(source: .openReview, target: target, accept: Self.json)
    return (try await value(call)?["notes"]?.array ?? []).compactMap(OpenReviewFormat.record)
  }

  /// What doi.org's agencies answer in one form; its redirects lead to a known host or nowhere.
  func negotiated(_ doi: String) async throws(SourceError) -> [BibliographicRecord] {
    var call = SourceCall(
      source: .doi, target: "/" + encodedForURL(doi, keepingSlashes: true), accept: "application/vnd.citationstyles.csl+json")
    for _ in 0...3 {
      let answer = try await desk.answer(call)
      if answer.status == 404 || answer.status == 410 { return [] }
      if answer.status == 200 {
        return CSLFormat.record(try parsed(answer, .doi), source: .doi).map { record in
          var record = record
          record.identify(doi, as: .doi)
          return [record]
        } ?? []
      }
      guard 300...399 ~= answer.status, let location = answer.location else { throw .failed(.doi, status: answer.status) }
      let next = try hop(from: call, to: location)
      call.base = next.origin
      call.target = next.target
    }
    throw .failed(.doi, status: 302)
  }

  private static let agencies: Set<String> = [
    "https://doi.org", "https://www.doi.org", "https://data.crossref.org", "https://api.crossref.org",
    "https://data.datacite.org",
    "https://data.crosscite.org", "https://api.datacite.org", "https://data.medra.org", "https://www.medra.org",
  ]

  private func hop(from call: SourceCall, to location: String) throws(SourceError) -> WebURL {
    let own = desk.settings.bases[.doi]
    do throws(TransportError) {
      let here = try WebURL(parsing: (call.base ?? own ?? call.source.etiquette.base) + call.target)
      let next = try here.resolving(location).withoutFragment
      guard Self.agencies.contains(next.origin) || own.map({ $0.utf8.elementsEqual(next.origin.utf8) }) == true else {
        throw .redirect(.otherHost)
      }
      return next
    } catch {
      throw .unreachable(.doi, error)
    }
  }
}
