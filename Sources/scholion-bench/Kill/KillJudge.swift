internal import JSON

/// What was found missing, or too much.
struct KillVerdict: Sendable {
  /// Ids of acknowledged activities whose effect is not there.
  var lost: [String] = []
  /// How often an effect stands there once more than once, or is counted more often than it stands there.
  var duplicates = 0
  /// Effects that no acknowledged activity explains.
  var strangers = 0
  /// Ids whose outcome is not told as done.
  var undone: [String] = []
  /// How many outcomes were asked for.
  var asked = 0
}

/// Looks for every acknowledged effect over HTTP, as anybody could.
struct KillJudge {
  let site: ServerSite
  /// What was acknowledged; all that was sent, since the last ones were repeated until they were.
  let letters: [Letter]
  /// Effects that stood there before.
  var known: Set<String> = []

  /// - asking: of how many activities the command is asked
  func verdict(asking count: Int) throws -> KillVerdict {
    var verdict = KillVerdict()
    var expected: [String: [String: String]] = [:]
    for letter in letters {
      switch letter.effect {
      case .reply(let note, let summary): expected[summary + "/replies", default: [:]][note] = letter.id
      // Likes are a collection of activities (ActivityPub 5.7).
      case .like(let activity, let summary): expected[summary + "/likes", default: [:]][activity] = letter.id
      case .follow(let actor, let person): expected[person + "/followers", default: [:]][actor] = letter.id
      case .note, .answer: break
      }
    }
    for (collection, effects) in expected { try judge(collection, effects, &verdict) }
    ask(verdict.lost.prefix(20) + sample(count), &verdict)
    return verdict
  }

  private func judge(_ collection: String, _ effects: [String: String], _ verdict: inout KillVerdict) throws {
    let (items, total) = try walk(collection)
    let found = Set(items)
    verdict.lost += effects.filter { !found.contains($0.key) }.map(\.value)
    verdict.strangers += found.count { effects[$0] == nil && !known.contains($0) }
    verdict.duplicates += items.count - found.count + max(0, total - found.count)
  }

  /// All items of a collection, page by page, and how many it says there are.
  private func walk(_ collection: String) throws -> (items: [String], total: Int) {
    let head = try document(collection)
    var items: [String] = []
    var next = head["first"]?.string
    // Pages name their successors; a ring of them must not hold the judge for ever.
    for _ in 0..<10_000 {
      guard let page = next else { break }
      let document = try document(page)
      let listed = document["orderedItems"]?.array ?? document["items"]?.array ?? []
      items += listed.compactMap { $0.string ?? $0["id"]?.string }
      next = document["next"]?.string
    }
    return (items, Int(head["totalItems"]?.integer ?? 0))
  }

  private func document(_ address: String) throws -> JSONValue {
    guard address.hasPrefix(site.origin), let document = site.document(String(address.dropFirst(site.origin.count))) else {
      throw MeasuringError("\(address) does not answer with a document")
    }
    return document
  }

  private func sample(_ count: Int) -> [String] {
    guard count > 0, !letters.isEmpty else { return [] }
    let step = max(1, letters.count / count)
    return stride(from: 0, to: letters.count, by: step).prefix(count).map { letters[$0].id }
  }

  private func ask(_ ids: [String], _ verdict: inout KillVerdict) {
    verdict.asked = ids.count
    for id in ids {
      let told = (try? site.command("federation", "show", id, "--json")).flatMap { try? JSONValue(parsing: $0) }
      let states = told?["received"]?.array?.map { $0["state"]?.string ?? "" } ?? []
      if states.isEmpty || !states.allSatisfy({ $0.utf8.elementsEqual("done".utf8) }) {
        verdict.undone.append("\(id): \(states.isEmpty ? "not known" : states.joined(separator: ", "))")
      }
    }
  }
}
