internal import Domain
internal import JSON

/// Works as Crossref's REST interface gives them.
enum CrossrefFormat {
  static func record(_ work: JSONValue) -> BibliographicRecord? {
    // The fields it shares with CSL read the same way.
    var shared = work.object ?? JSONObject()
    shared["id"] = nil
    shared["categories"] = nil
    shared["keyword"] = nil
    guard var record = CSLFormat.record(.object(shared), source: .crossref) else { return nil }
    record.key = work["DOI"]?.string.map { line($0) }
    // A notice may stand before its paper's title: "Erratum: …".
    record.type = type(work)
    record.published = CSLFormat.date(work["published"]) ?? CSLFormat.date(work["issued"])
    record.updated = CSLFormat.date(work["deposited"])
    if record.venue == nil { record.venue = RecordVenue(CSLFormat.text(work["institution"]?.array?.first?["name"])) }
    record.venue?.short = CSLFormat.text(work["short-container-title"])
    record.keywords = CSLFormat.words(work["subject"])
    for license in work["license"]?.array ?? [] { record.license(license["URL"]?.string ?? "") }
    record.link(work["resource"]?["primary"]?["URL"]?.string ?? work["URL"]?.string ?? "")
    for link in work["link"]?.array ?? [] where link["content-type"]?.string == "application/pdf" {
      record.link(link["URL"]?.string ?? "", .pdf)
    }
    relations(work, &record)
    record.raw = work.serialized()
    record.rawType = "application/json"
    return record
  }

  private static func type(_ work: JSONValue) -> RecordType {
    let updates = (work["update-to"]?.array ?? []).compactMap { $0["type"]?.string }
    if updates.contains("retraction") { return .retraction }
    if !updates.isEmpty, updates.allSatisfy({ kinds[$0] != nil }) { return .erratum }
    let title = CSLFormat.text(work["title"]) ?? ""
    for word in ["erratum", "corrigendum", "correction to", "publisher correction", "author correction"] {
      if title.dropping(prefix: word) != nil { return .erratum }
    }
    if title.dropping(prefix: "retraction notice") != nil || title.dropping(prefix: "retraction:") != nil { return .retraction }
    return RecordType(word: work["type"]?.string ?? "")
  }

  private static let kinds: [String: (RecordRelation.Kind, RecordRelation.Kind)] = [
    "retraction": (.retracts, .isRetractedBy), "partial_retraction": (.retracts, .isRetractedBy),
    "removal": (.retracts, .isRetractedBy), "withdrawal": (.retracts, .isRetractedBy),
    "correction": (.corrects, .isCorrectedBy), "corrigendum": (.corrects, .isCorrectedBy),
    "erratum": (.corrects, .isCorrectedBy), "addendum": (.corrects, .isCorrectedBy),
    "clarification": (.corrects, .isCorrectedBy), "expression_of_concern": (.warnsOf, .isWarnedOfBy),
    "new_version": (.isVersionOf, .hasVersion), "new_edition": (.isVersionOf, .hasVersion),
  ]

  private static let relationKinds: [String: RecordRelation.Kind] = [
    "is-preprint-of": .isPreprintOf, "has-preprint": .hasPreprint, "is-identical-to": .isIdenticalTo,
    "is-same-as": .isIdenticalTo, "is-version-of": .isVersionOf, "has-version": .hasVersion, "is-review-of": .reviews,
    "has-review": .isReviewedBy, "is-comment-on": .commentsOn, "has-comment": .isCommentedBy, "is-part-of": .isPartOf,
  ]

  private static func relations(_ work: JSONValue, _ record: inout BibliographicRecord) {
    for (field, isNotice) in [("update-to", true), ("updated-by", false)] {
      for update in work[field]?.array ?? [] {
        guard let word = update["type"]?.string, let pair = kinds[word] else { continue }
        record.relate(
          isNotice ? pair.0 : pair.1, update["DOI"]?.string.map { "doi:" + $0 }, note: update["label"]?.string,
          date: CSLFormat.date(update["updated"]))
      }
    }
    for (name, value) in work["relation"]?.object?.members ?? [] {
      guard let kind = relationKinds[name] else { continue }
      for other in value.array ?? [] {
        guard let id = other["id"]?.string else { continue }
        let scheme = other["id-type"]?.string ?? ""
        record.relate(kind, scheme == "doi" ? "doi:" + id : id)
      }
    }
  }
}
